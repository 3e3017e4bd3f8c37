import { expect, it } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { listConnections, removeConnection, saveConnection } from './connections.ts';
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
    now: 5,
  } as const;
  return { connection, saved: await saveConnection(db, connection, newId) };
}

describeEachStore('connections', ({ open }) => {
  it('keeps the id and the time of making when a connection is saved again', async () => {
    const { db } = await open();
    const { connection, saved } = await cloudSite(db);
    const { now: _now, ...fields } = connection;
    expect(saved).toEqual({ ...fields, id: expect.stringMatching(/^con_/), createdAt: 5, updatedAt: 5 });
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
