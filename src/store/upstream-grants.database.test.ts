import { expect, it } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import {
  getConnectionSecret,
  putConnectionSecret,
  removeConnectionSecret,
  type ConnectionSecret,
} from './connection-secrets.ts';
import { saveConnection } from './connections.ts';
import {
  endGrant,
  leaveRefresh,
  listUnfinishedRefreshes,
  lostAnswer,
  storeRefreshed,
  takeRefreshLease,
} from './grant-refreshes.ts';
import type { Executor, Store } from './open-store.ts';
import { ensurePerson } from './people.ts';
import {
  findPersonGrant,
  linkPerson,
  listPeopleOfGrant,
  unlinkConnection,
  unlinkPerson,
} from './person-connections.ts';
import { ensureGrant, fillGrant, findGrant, listUnusedGrants } from './upstream-grants.ts';
import { ensureWorkspace } from './workspaces.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const content = {
  account: { id: 'a-1', name: 'Ann', email: 'ann@example.com' },
  kind: 'oauth',
  scopes: ['read:page:confluence'],
  sites: [{ cloudId: 'c-1', url: 'https://acme.example', name: 'acme' }],
  accessSealed: bytes('access'),
  refreshSealed: bytes('refresh'),
  accessExpiresAt: 100,
  expiresAt: 900,
  now: 10,
} as const;

async function filledGrant(db: Executor, appKey = 'con_1'): Promise<string> {
  const id = await ensureGrant(db, { appKey, accountId: 'a-1', kind: 'oauth', now: 5 }, newId);
  await fillGrant(db, id, content);
  return id;
}

async function person(db: Executor, name: string) {
  const workspace = await ensureWorkspace(db, { slug: 'main', name: 'Main', now: 1 }, newId);
  const added = await ensurePerson(
    db,
    { workspaceId: workspace.id, email: `${name}@example.com`, name, now: 1 },
    newId,
  );
  return { workspaceId: workspace.id, personId: added.id };
}

const ids = async ({ db }: Store) =>
  (await db.selectFrom('upstream_grants').select('id').orderBy('id').execute()).map(({ id }) => id);

describeEachStore('grants', ({ open }) => {
  it('are made empty, one for an app and account, and filled again and again', async () => {
    const { db } = await open();
    const made = await Promise.all(
      [1, 2, 3].map(() =>
        ensureGrant(db, { appKey: 'con_1', accountId: 'a-1', kind: 'oauth', now: 5 }, newId),
      ),
    );
    const [id = ''] = made;
    expect(new Set(made).size).toBe(1);
    expect(await findGrant(db, id)).toEqual({
      id,
      appKey: 'con_1',
      account: { id: 'a-1', name: 'a-1' },
      kind: 'oauth',
      state: 'reconnect_required',
      reason: 'new',
      scopes: [],
      sites: [],
      generation: 0,
      updatedAt: 5,
    });
    expect(await fillGrant(db, id, content)).toBe(true);
    const { now: _, accessSealed, refreshSealed, ...kept } = content;
    const found = await findGrant(db, id);
    expect(found).toMatchObject({ ...kept, state: 'connected', generation: 1, updatedAt: 10 });
    expect([found?.accessSealed, found?.refreshSealed].map((sealed) => Buffer.from(sealed ?? []))).toEqual([
      Buffer.from(accessSealed),
      Buffer.from(refreshSealed),
    ]);
    const { refreshSealed: _refresh, expiresAt: _end, ...less } = content;
    await fillGrant(db, id, { ...less, account: { id: 'a-1', name: 'Ann Lee' } });
    const again = await findGrant(db, id);
    expect(again).toMatchObject({ generation: 2, account: { id: 'a-1', name: 'Ann Lee' } });
    expect(again).not.toHaveProperty('refreshSealed');
    expect(again).not.toHaveProperty('expiresAt');
    expect(await fillGrant(db, 'gra_none', content)).toBe(false);
  });

  it('are refreshed by one holder at a time, and by the next when its time is over', async () => {
    const { db } = await open();
    const grantId = await filledGrant(db);
    const take = (holder: string, now: number, generation = 1) =>
      takeRefreshLease(db, { grantId, generation, holder }, { now, expiresAt: now + 30 });
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => take(holder, 100)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await take('e', 129)).toBe(false);
    expect(await listUnfinishedRefreshes(db, 129)).toEqual([]);
    expect(await listUnfinishedRefreshes(db, 130)).toEqual([{ id: grantId, generation: 1 }]);
    expect(await take('f', 130, 2)).toBe(false);
    expect(await take('f', 130)).toBe(true);

    const tokens = {
      accessSealed: bytes('a2'),
      refreshSealed: bytes('r2'),
      accessExpiresAt: 500,
      expiresAt: 1_000,
    };
    expect(await storeRefreshed(db, { grantId, generation: 1, holder: 'f' }, { ...tokens, now: 140 })).toBe(
      true,
    );
    expect(await findGrant(db, grantId)).toMatchObject({
      generation: 2,
      accessExpiresAt: 500,
      scopes: content.scopes,
    });
    // Whoever comes second has older tokens.
    expect(await storeRefreshed(db, { grantId, generation: 1, holder: 'a' }, { ...tokens, now: 141 })).toBe(
      false,
    );
    await leaveRefresh(db, { grantId, generation: 1, holder: 'f' });
    expect(await findGrant(db, grantId)).not.toHaveProperty('lease');
  });

  it('are left with a pause, which only the holder leaves', async () => {
    const { db } = await open();
    const grantId = await filledGrant(db);
    const lease = { grantId, generation: 1, holder: 'a' };
    await takeRefreshLease(db, lease, { now: 100, expiresAt: 130 });
    await leaveRefresh(db, { ...lease, holder: 'b' }, { until: 999 });
    expect((await findGrant(db, grantId))?.lease).toEqual({ holder: 'a', expiresAt: 130 });
    await leaveRefresh(db, lease, { until: 200, holder: lostAnswer });
    expect((await findGrant(db, grantId))?.lease).toEqual({ holder: 'lost', expiresAt: 200 });
    expect(await takeRefreshLease(db, lease, { now: 199, expiresAt: 230 })).toBe(false);
    expect(await takeRefreshLease(db, lease, { now: 200, expiresAt: 230 })).toBe(true);
    await leaveRefresh(db, lease);
    expect(await findGrant(db, grantId)).not.toHaveProperty('lease');
  });

  it('end once, without their tokens, unless somebody was quicker to renew them', async () => {
    const { db } = await open();
    const id = await filledGrant(db);
    const lease = { grantId: id, generation: 1, holder: 'slow' };
    await takeRefreshLease(db, lease, { now: 100, expiresAt: 130 });
    expect(await endGrant(db, { id, generation: 0 }, { reason: 'revoked', now: 140 })).toBe(false);
    expect(await endGrant(db, { id, generation: 1 }, { reason: 'revoked', now: 140 })).toBe(true);
    expect(await endGrant(db, { id, generation: 1 }, { reason: 'refused', now: 141 })).toBe(false);
    const ended = await findGrant(db, id);
    expect(ended).toMatchObject({ state: 'reconnect_required', reason: 'revoked', account: { name: 'Ann' } });
    for (const gone of ['accessSealed', 'refreshSealed', 'accessExpiresAt', 'lease'])
      expect(ended).not.toHaveProperty(gone);
    expect(await takeRefreshLease(db, lease, { now: 200, expiresAt: 230 })).toBe(false);
    // A holder that was slow and has the newest tokens all the same.
    const tokens = {
      accessSealed: bytes('a2'),
      refreshSealed: bytes('r2'),
      accessExpiresAt: 500,
      expiresAt: 1_000,
    };
    expect(await storeRefreshed(db, lease, { ...tokens, scopes: ['x'], now: 142 })).toBe(true);
    const back = await findGrant(db, id);
    expect(back).toMatchObject({ state: 'connected', generation: 2, scopes: ['x'] });
    expect(back).not.toHaveProperty('reason');
  });

  it('go with the last person who uses them', async () => {
    const store = await open();
    const { db } = store;
    const shared = await filledGrant(db);
    const [ann, ben] = [await person(db, 'ann'), await person(db, 'ben')];
    for (const key of [ann, ben])
      await linkPerson(db, { ...key, connectionId: 'con_1', grantId: shared, cloudId: 'c-1' }, 20);
    expect(await findPersonGrant(db, { ...ann, connectionId: 'con_1' })).toMatchObject({
      link: { ...ann, connectionId: 'con_1', grantId: shared, cloudId: 'c-1' },
      grant: { id: shared, generation: 1 },
    });
    expect(await findPersonGrant(db, { ...ann, connectionId: 'con_2' })).toBeUndefined();
    expect(await listPeopleOfGrant(db, shared)).toHaveLength(2);

    const inTransaction = (work: (tx: Executor) => Promise<void>) => db.transaction().execute(work);
    await inTransaction((tx) => unlinkPerson(tx, { ...ann, connectionId: 'con_1' }));
    expect(await ids(store)).toEqual([shared]);
    await inTransaction((tx) => unlinkPerson(tx, { ...ann, connectionId: 'con_1' }));
    const second = await filledGrant(db, 'con_1:other');
    await inTransaction((tx) => linkPerson(tx, { ...ben, connectionId: 'con_1', grantId: second }, 30));
    expect(await ids(store)).toEqual([second]);
    expect((await findPersonGrant(db, { ...ben, connectionId: 'con_1' }))?.link).not.toHaveProperty(
      'cloudId',
    );

    const third = await filledGrant(db, 'con_2');
    await inTransaction((tx) => linkPerson(tx, { ...ann, connectionId: 'con_2', grantId: third }, 30));
    await inTransaction((tx) => unlinkConnection(tx, 'con_1'));
    expect(await ids(store)).toEqual([third]);
  });

  it('that nobody uses are found when they are old', async () => {
    const { db } = await open();
    const [unused, used] = [await filledGrant(db, 'con_1'), await filledGrant(db, 'con_2')];
    await linkPerson(db, { ...(await person(db, 'ann')), connectionId: 'con_2', grantId: used }, 20);
    expect(await listUnusedGrants(db, 10)).toEqual([]);
    expect(await listUnusedGrants(db, 11)).toEqual([unused]);
  });

  it.each([
    ['scopes_json', 'not json'],
    ['sites_json', '[{"cloudId":7}]'],
  ])('whose %s nobody wrote are refused', async (column, text) => {
    const { db } = await open();
    const id = await filledGrant(db);
    await db
      .updateTable('upstream_grants')
      .set({ [column]: text })
      .execute();
    await expect(findGrant(db, id)).rejects.toMatchObject({
      code: 'internal',
      fields: { detail: expect.stringContaining(`upstream_grants.${column}`) },
    });
  });
});

describeEachStore('secrets of connections', ({ open }) => {
  it('are put, replaced, and gone with their connection', async () => {
    const { db } = await open();
    const workspace = await ensureWorkspace(db, { slug: 'main', name: 'Main', now: 1 }, newId);
    const connection = await saveConnection(
      db,
      {
        workspaceId: workspace.id,
        slug: 'wiki',
        platform: 'cloud',
        site: 'https://acme.example/wiki',
        authMode: 'oauth',
        settings: {},
        origin: 'admin',
        now: 1,
      },
      newId,
    );
    const key = { workspaceId: workspace.id, connectionId: connection.id, name: 'client_secret' } as const;
    const secret: ConnectionSecret = { ...key, sealed: bytes('one'), expiresAt: 90, updatedAt: 5 };
    const stored = async () => {
      const found = await getConnectionSecret(db, key);
      return found && { ...found, sealed: Buffer.from(found.sealed).toString() };
    };
    expect(await stored()).toBeUndefined();
    await putConnectionSecret(db, secret);
    expect(await stored()).toEqual({ ...secret, sealed: 'one' });
    await putConnectionSecret(db, { ...key, sealed: bytes('two'), updatedAt: 6 });
    expect(await stored()).toEqual({ ...key, sealed: 'two', updatedAt: 6 });
    expect(await getConnectionSecret(db, { ...key, name: 'token' })).toBeUndefined();
    expect(await getConnectionSecret(db, { ...key, workspaceId: 'wsp_other' })).toBeUndefined();
    await removeConnectionSecret(db, key);
    expect(await stored()).toBeUndefined();
    await putConnectionSecret(db, secret);
    await db.deleteFrom('connections').execute();
    expect(await stored()).toBeUndefined();
  });
});
