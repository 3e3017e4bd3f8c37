import { expect, it } from 'vitest';
import { newId } from '../../../test/support/audit-entries.ts';
import { describeEachStore, quietLog } from '../../../test/support/stores.ts';
import { testAuditKey, testMasterKeys } from '../../../test/support/weir.ts';
import { createRecorder } from '../../audit/recorder.ts';
import type { ConnectionSettings, PersonSettings } from '../../config/load-config.ts';
import { systemRandom } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';
import { findAccount } from '../../store/accounts.ts';
import { findByKey, hashKey } from '../../store/agent-keys.ts';
import { changeConnection, listConnections } from '../../store/connections.ts';
import type { Store } from '../../store/open-store.ts';
import { changePerson, listPeople } from '../../store/people.ts';
import { rolesOf } from '../../store/roles.ts';
import { createVault } from '../../vault/vault.ts';
import { openConnectionSecret } from '../upstream/connection-secrets.ts';
import { syncConfig, type SyncParts } from './sync-config.ts';

const key = new Secret('a-key-that-is-long-enough-for-everybody');
const ada: PersonSettings = {
  email: 'Ada@example.test',
  name: 'Ada',
  key,
  roles: ['owner'],
  isOperator: true,
};
const bob: PersonSettings = { email: 'bob@example.test', name: 'Bob', roles: [], isOperator: false };
const wiki = (token: string, site = 'https://wiki.example.test'): ConnectionSettings => ({
  slug: 'wiki',
  platform: 'datacenter',
  site,
  auth: { mode: 'pat', token: new Secret(token), expiresAt: 9_000 },
});

describeEachStore('what the configuration file says, in the store', ({ open }) => {
  async function world() {
    const store = await open();
    const vault = await createVault({
      store,
      masterKeys: testMasterKeys,
      ids: newId,
      random: systemRandom,
      log: quietLog,
    });
    const recorder = createRecorder({
      store,
      writer: newId('wrt'),
      key: testAuditKey,
      ids: newId,
      log: quietLog,
    });
    const directory = { refresh: async () => undefined };
    const parts: SyncParts = { store, recorder, directory, ids: newId, sealer: vault };
    const secretOf = async (connectionId: string, workspaceId: string) =>
      openConnectionSecret({ db: store.db, sealer: vault }, { workspaceId, connectionId, name: 'token' });
    return { store, parts, secretOf, close: () => vault.close() };
  }

  const eventsOf = async ({ db }: Store): Promise<string[]> => {
    const rows = await db
      .selectFrom('audit_records')
      .select('operation')
      .orderBy('at')
      .orderBy('seq')
      .execute();
    return rows.map(({ operation }) => operation ?? '');
  };

  it('makes people with accounts, roles and keys, and connections with sealed secrets', async () => {
    const { store, parts, secretOf, close } = await world();
    const { workspace, connections } = await syncConfig(parts, {
      people: [ada, bob],
      connections: [wiki('first')],
    });
    expect(workspace).toMatchObject({ slug: 'main' });
    const people = await listPeople(store.db, workspace.id);
    expect(people).toMatchObject([
      { email: 'ada@example.test', origin: 'config' },
      { email: 'bob@example.test', origin: 'config' },
    ]);
    const [first] = people;
    expect(await rolesOf(store.db, { workspaceId: workspace.id, personId: first?.id ?? '' })).toEqual([
      'owner',
    ]);
    expect(await findAccount(store.db, first?.accountId ?? '')).toMatchObject({ isOperator: true });
    expect(await findByKey(store.db, hashKey(key))).toMatchObject({ personName: 'Ada' });
    const [connection] = connections;
    expect(connection).toMatchObject({ slug: 'wiki', origin: 'config', state: 'unverified' });
    const secret = await secretOf(connection?.id ?? '', workspace.id);
    expect(secret?.value.reveal()).toBe('first');
    expect(secret?.expiresAt).toBe(9_000);
    expect(await eventsOf(store)).toEqual([
      'person.created',
      'roles.changed',
      'person.created',
      'connection.created',
    ]);

    // The same again is nothing new, whatever was learnt meanwhile stays, and the secret is the newest.
    const settings = { ...connection?.settings, cloudId: 'seen' };
    if (connection) await changeConnection(store.db, connection, { settings, state: 'verified', now: 5 });
    const again = await syncConfig(parts, { people: [ada, bob], connections: [wiki('second')] });
    expect(again.connections).toMatchObject([
      { id: connection?.id, state: 'verified', settings: { cloudId: 'seen' } },
    ]);
    expect((await secretOf(connection?.id ?? '', workspace.id))?.value.reveal()).toBe('second');
    expect(await eventsOf(store)).toHaveLength(4);
    await close();
  });

  it('shuts out who is named no more, ends their key, and lets them in when they are named again', async () => {
    const { store, parts, close } = await world();
    const { workspace } = await syncConfig(parts, { people: [ada, bob], connections: [] });
    await syncConfig(parts, { people: [bob], connections: [] });
    const [gone] = await listPeople(store.db, workspace.id);
    expect(gone).toMatchObject({
      email: 'ada@example.test',
      origin: 'admin',
      disabledAt: expect.any(Number),
    });
    expect(await findAccount(store.db, gone?.accountId ?? '')).toMatchObject({ isOperator: false });
    expect(await findByKey(store.db, hashKey(key))).toBeUndefined();
    await syncConfig(parts, { people: [ada, bob], connections: [] });
    expect((await listPeople(store.db, workspace.id))[0]).not.toHaveProperty('disabledAt');
    expect(await findByKey(store.db, hashKey(key))).toMatchObject({ personName: 'Ada' });
    expect((await eventsOf(store)).filter((event) => event.startsWith('person.'))).toEqual([
      'person.created',
      'person.created',
      'person.disabled',
      'person.enabled',
    ]);
    await close();
  });

  it('leaves disabled what an administrator disabled', async () => {
    const { store, parts, close } = await world();
    const config = { people: [ada, bob], connections: [wiki('token')] };
    const { workspace, connections } = await syncConfig(parts, config);
    const people = await listPeople(store.db, workspace.id);
    await changePerson(
      store.db,
      { workspaceId: workspace.id, personId: people[1]?.id ?? '' },
      { disabledAt: 5 },
    );
    const [connection] = connections;
    if (connection) await changeConnection(store.db, connection, { isEnabled: false, now: 5 });
    await syncConfig(parts, config);
    expect((await listPeople(store.db, workspace.id))[1]).toMatchObject({ disabledAt: 5 });
    expect(await listConnections(store.db, workspace.id)).toMatchObject([{ isEnabled: false }]);
    await close();
  });

  it('disables a connection that is named no more, and enables it when it is named again', async () => {
    const { store, parts, close } = await world();
    const { workspace } = await syncConfig(parts, { people: [], connections: [wiki('token')] });
    await syncConfig(parts, { people: [], connections: [] });
    expect(await listConnections(store.db, workspace.id)).toMatchObject([
      { isEnabled: false, origin: 'admin' },
    ]);
    await syncConfig(parts, { people: [], connections: [wiki('token')] });
    expect(await listConnections(store.db, workspace.id)).toMatchObject([
      { isEnabled: true, origin: 'config' },
    ]);
    await close();
  });

  it('begins anew where the site is another one, so that no token goes there', async () => {
    const { store, parts, close } = await world();
    const { workspace, connections } = await syncConfig(parts, {
      people: [ada],
      connections: [wiki('token')],
    });
    const moved = await syncConfig(parts, {
      people: [ada],
      connections: [wiki('token', 'https://other.example.test')],
    });
    expect(moved.connections[0]?.id).not.toBe(connections[0]?.id);
    expect(await listConnections(store.db, workspace.id)).toHaveLength(1);
    expect((await eventsOf(store)).slice(-2)).toEqual(['connection.removed', 'connection.created']);
    await close();
  });

  it('changes nothing at all where anything of it cannot be', async () => {
    const { store, parts, close } = await world();
    const wrong: ConnectionSettings = { ...wiki('token'), slug: 'cloud', site: 'acme.atlassian.net' };
    await expect(
      syncConfig(parts, { people: [ada], connections: [wiki('token'), wrong] }),
    ).rejects.toMatchObject({
      code: 'configuration',
      message: 'Connection "cloud": This is an address of Confluence Cloud.',
    });
    expect(await store.db.selectFrom('people').selectAll().execute()).toEqual([]);
    expect(await eventsOf(store)).toEqual([]);
    await close();
  });
});
