import { sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import { openVault } from '../../test/support/sealed-bases.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Store } from '../store/open-store.ts';
import { createBodyBases } from './body-bases.ts';
import type { Caller, Connection } from './call.ts';

const hour = 3_600_000;
const caller: Caller = {
  workspaceId: 'wsp_1',
  userId: 'usr_1',
  userName: 'Ann',
  agentId: 'agt_1',
  transport: 'http',
};
const connection: Connection = { id: 'con_1', slug: 'site', platform: 'cloud', siteUrl: 'https://site.test' };
const key = { contentId: '123', representation: 'storage', etag: '9f3c1a2b' };
const base = { body: '<p>Only for Ann’s eyes.</p>', notes: '{"whole":true}' };

const rows = (store: Store) => store.db.selectFrom('body_bases').selectAll().execute();
const written = (store: Store, count: number): Promise<void> =>
  vi.waitFor(async () => expect(await rows(store)).toHaveLength(count));

describeEachStore('bodies that were read', ({ open }) => {
  const setUp = async () => {
    const store = await open();
    const vault = await openVault(store);
    const failures: string[] = [];
    const parts = { store, vault, onFailure: ({ code }: { code: string }) => void failures.push(code) };
    /** As another process, or the same one later. */
    const anew = (clock = systemClock) => createBodyBases({ ...parts, clock });
    return { store, vault, failures, anew };
  };

  it('are there at once, and for another process once they are on disk', async () => {
    const { store, vault, anew } = await setUp();
    const bases = anew()(caller, connection);
    bases.put(key, base);
    expect(await bases.get(key)).toEqual(base);
    await written(store, 1);
    expect(await bases.get(key)).toEqual(base);
    expect(await anew()(caller, connection).get(key)).toEqual(base);
    await vault.close();
  });

  it('lie sealed, and open for the person and connection they were read by alone', async () => {
    const { store, vault, failures, anew } = await setUp();
    anew()(caller, connection).put(key, base);
    await written(store, 1);
    const [row] = await rows(store);
    const stored = Buffer.from(row?.sealed ?? []);
    for (const text of ['Only for Ann', 'whole', '<p>']) expect(stored.includes(text)).toBe(false);
    expect(await anew()({ ...caller, userId: 'usr_2' }, connection).get(key)).toBeUndefined();
    expect(await anew()(caller, { ...connection, id: 'con_2' }).get(key)).toBeUndefined();
    // A row that somebody moved does not open, and costs no more than a read.
    await store.db.updateTable('body_bases').set({ person_id: 'usr_2' }).execute();
    expect(await anew()({ ...caller, userId: 'usr_2' }, connection).get(key)).toBeUndefined();
    expect(failures).toEqual(['internal']);
    await vault.close();
  });

  it('are kept for a day', async () => {
    const { store, vault, anew } = await setUp();
    anew()(caller, connection).put(key, base);
    await written(store, 1);
    const [row] = await rows(store);
    expect((row?.expires_at ?? 0) - (row?.created_at ?? 0)).toBe(24 * hour);
    await store.db
      .updateTable('body_bases')
      .set({ expires_at: (await store.now()) - 1 })
      .execute();
    const later = anew()(caller, connection);
    expect(await later.get(key)).toBeUndefined();
    later.put({ ...key, etag: '00000000' }, base);
    await vi.waitFor(async () => expect((await rows(store)).map(({ etag }) => etag)).toEqual(['00000000']));
    await vault.close();
  });

  it('fill no more than a person may fill, the oldest going first', async () => {
    const { store, vault, anew } = await setUp();
    const size = 40 * 1024 * 1024;
    const row = { workspace_id: 'wsp_1', person_id: 'usr_1', connection_id: 'con_1', page_id: '1' };
    const old = { ...row, representation: 'storage', sealed: new Uint8Array(8), size, expires_at: 9e15 };
    await store.db
      .insertInto('body_bases')
      .values([
        { ...old, etag: 'oldest', created_at: 1 },
        { ...old, etag: 'older', created_at: 2 },
      ])
      .execute();
    anew()(caller, connection).put(key, base);
    await vi.waitFor(async () =>
      expect((await rows(store)).map(({ etag }) => etag).toSorted()).toEqual(['9f3c1a2b', 'older']),
    );
    await vault.close();
  });

  it('are written once while they are fresh, and again when more of them was shown', async () => {
    const { store, vault, anew } = await setUp();
    let now = 1_000;
    const bases = anew({ now: () => now })(caller, connection);
    bases.put(key, base);
    await written(store, 1);
    await store.db.deleteFrom('body_bases').execute();
    bases.put(key, base);
    expect(await bases.get(key)).toBeUndefined();
    bases.put(key, { ...base, notes: '{"whole":false}' });
    await written(store, 1);
    await store.db.deleteFrom('body_bases').execute();
    now += hour;
    bases.put(key, { ...base, notes: '{"whole":false}' });
    await written(store, 1);
    await vault.close();
  });

  it('are lost quietly where the database cannot take them', async () => {
    const { store, vault, failures, anew } = await setUp();
    const bases = anew()(caller, connection);
    await sql`alter table body_bases rename to body_bases_gone`.execute(store.db);
    bases.put(key, base);
    await vi.waitFor(() => expect(failures).toEqual(['internal']));
    expect(await bases.get(key)).toBeUndefined();
    await sql`alter table body_bases_gone rename to body_bases`.execute(store.db);
    expect(await bases.get(key)).toBeUndefined();
    bases.put(key, base);
    await written(store, 1);
    await vault.close();
  });
});
