import { expect, it } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import {
  changeConnection,
  createConnection,
  findConnection,
  listConnections,
  pageOfConnections,
  removeConnection,
  saveConnection,
} from './connections.ts';
import type { Executor } from './open-store.ts';
import { ensureWorkspace } from './workspaces.ts';

async function cloudSite(db: Executor) {
  const workspace = await ensureWorkspace(db, { slug: 'demo', name: 'Demo', now: 1 }, newId);
  const connection = {
    workspaceId: workspace.id,
    slug: 'main',
    platform: 'cloud',
    site: 'https://example.atlassian.net',
    authMode: 'api_token',
    settings: { apiBase: 'https://api.atlassian.com/ex/confluence/1' },
    origin: 'admin',
    now: 5,
  } as const;
  return { connection, saved: await saveConnection(db, connection, newId) };
}

describeEachStore('connections', ({ open }) => {
  it('keeps the id and the time of making when a connection is saved again', async () => {
    const { db } = await open();
    const { connection, saved } = await cloudSite(db);
    const { now: _now, ...fields } = connection;
    expect(saved).toEqual({
      ...fields,
      id: expect.stringMatching(/^con_/),
      isEnabled: true,
      state: 'unverified',
      createdAt: 5,
      updatedAt: 5,
    });
    const changed = await saveConnection(db, { ...connection, settings: {}, now: 8 }, newId);
    expect(changed).toEqual({ ...saved, settings: {}, updatedAt: 8 });
    expect(await listConnections(db, saved.workspaceId)).toEqual([changed]);
  });

  it('lists by slug, in one workspace only, and removes', async () => {
    const { db } = await open();
    const { connection, saved } = await cloudSite(db);
    const earlier = await saveConnection(db, { ...connection, slug: 'archive' }, newId);
    const other = await ensureWorkspace(db, { slug: 'other', name: 'Other', now: 1 }, newId);
    await saveConnection(db, { ...connection, workspaceId: other.id }, newId);
    expect(await listConnections(db, saved.workspaceId)).toEqual([earlier, saved]);
    await removeConnection(db, saved.workspaceId, saved.id);
    expect(await listConnections(db, saved.workspaceId)).toEqual([earlier]);
    expect(await listConnections(db, other.id)).toHaveLength(1);
  });

  it('makes one only where the slug is free, finds it by id or slug, and pages by slug', async () => {
    const { db } = await open();
    const { connection, saved } = await cloudSite(db);
    const { workspaceId } = saved;
    expect(await createConnection(db, connection, newId)).toBeUndefined();
    const second = await createConnection(db, { ...connection, slug: 'second' }, newId);
    expect(second).toMatchObject({ slug: 'second', origin: 'admin' });
    expect(await findConnection(db, workspaceId, saved.id)).toEqual(saved);
    expect(await findConnection(db, workspaceId, 'second')).toEqual(second);
    expect(await findConnection(db, workspaceId, 'third')).toBeUndefined();
    expect(await findConnection(db, 'wsp_other', saved.id)).toBeUndefined();
    const first = await pageOfConnections(db, workspaceId, { limit: 1 });
    expect(first).toEqual({ items: [saved], nextCursor: expect.any(String) });
    expect(await pageOfConnections(db, workspaceId, { limit: 1, cursor: first.nextCursor ?? '' })).toEqual({
      items: [second],
    });
    await expect(pageOfConnections(db, workspaceId, { limit: 1, cursor: 'bm9uZQ' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('changes what is given and nothing else', async () => {
    const { db } = await open();
    const { saved } = await cloudSite(db);
    const check = { at: 6, verdict: 'wrong_credentials', message: 'The token is expired.' };
    const failed = await changeConnection(db, saved, { state: 'failed', check, now: 6 });
    expect(failed).toEqual({ ...saved, state: 'failed', check, updatedAt: 6 });
    expect(await changeConnection(db, saved, { isEnabled: false, now: 7 })).toEqual({
      ...failed,
      isEnabled: false,
      updatedAt: 7,
    });
    expect(
      await changeConnection(db, { ...saved, id: 'con_none' }, { isEnabled: true, now: 8 }),
    ).toBeUndefined();
  });

  it.each(['not json', '{"apiBase": 7}', '{"token": "x"}'])(
    'refuses stored settings that nobody wrote: %s',
    async (text) => {
      const { db } = await open();
      const { saved } = await cloudSite(db);
      await db.updateTable('connections').set({ settings_json: text }).execute();
      await expect(listConnections(db, saved.workspaceId)).rejects.toMatchObject({
        code: 'internal',
        fields: { detail: expect.stringContaining('connections.settings_json') },
      });
    },
  );
});
