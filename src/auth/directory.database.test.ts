import { expect, it, onTestFinished } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { describeEachStore, quietLog } from '../../test/support/stores.ts';
import { changeConnection, saveConnection } from '../store/connections.ts';
import type { Store } from '../store/open-store.ts';
import { ensurePerson } from '../store/people.ts';
import { bumpRevision } from '../store/revisions.ts';
import { ensureWorkspace } from '../store/workspaces.ts';
import { openDirectory, type Directory } from './directory.ts';

async function directoryOver(store: Store, time: { now: number }): Promise<Directory> {
  const directory = await openDirectory({ store, clock: { now: () => time.now }, log: quietLog });
  onTestFinished(() => directory.close());
  return directory;
}

async function company({ db }: Store) {
  const main = await ensureWorkspace(db, { slug: 'main', name: 'Main', now: 1 }, newId);
  const other = await ensureWorkspace(db, { slug: 'other', name: 'Other', now: 1 }, newId);
  const ada = await ensurePerson(
    db,
    { workspaceId: main.id, email: 'ada@example.org', name: 'Ada', now: 1 },
    newId,
  );
  const wiki = await saveConnection(
    db,
    {
      workspaceId: main.id,
      slug: 'wiki',
      platform: 'cloud',
      site: 'https://acme.atlassian.net/wiki',
      authMode: 'oauth_central',
      settings: {},
      origin: 'admin',
      now: 1,
    },
    newId,
  );
  return { main, other, ada, wiki };
}

describeEachStore('the directory', ({ open }) => {
  it('shows members and connections of a workspace, also those that another one published to it', async () => {
    const store = await open();
    const { main, other, ada, wiki } = await company(store);
    await store.db
      .insertInto('person_roles')
      .values([
        { workspace_id: main.id, person_id: ada.id, role: 'auditor', created_at: 1 },
        { workspace_id: main.id, person_id: ada.id, role: 'owner', created_at: 1 },
      ])
      .execute();
    await store.db
      .insertInto('connection_publications')
      .values({
        workspace_id: main.id,
        connection_id: wiki.id,
        to_workspace_id: other.id,
        is_enabled: 1,
        allows_all_agents: 1,
        created_at: 1,
      })
      .execute();
    const directory = await directoryOver(store, { now: 0 });
    expect(directory.workspaceOf('main')?.id).toBe(main.id);
    expect(directory.member(main.id, ada.id)).toMatchObject({
      email: 'ada@example.org',
      roles: ['owner', 'auditor'],
    });
    expect(directory.member(other.id, ada.id)).toBeUndefined();
    expect(directory.connections(main.id).map(({ slug, usedBy }) => [slug, usedBy])).toEqual([
      ['wiki', main.id],
    ]);
    expect(directory.connection(other.id, wiki.id)).toMatchObject({
      workspaceId: main.id,
      usedBy: other.id,
      allowsAllAgents: true,
    });
  });

  it('follows changes by their revision, and leaves out what was disabled', async () => {
    const store = await open();
    const { main, ada, wiki } = await company(store);
    const directory = await directoryOver(store, { now: 0 });
    const disable = async (): Promise<void> => {
      await changeConnection(store.db, wiki, { isEnabled: false, now: 2 });
      await store.db.updateTable('people').set({ disabled_at: 2 }).execute();
    };
    await disable();
    await directory.refresh();
    expect(directory.connections(main.id)).toHaveLength(1);
    await bumpRevision(store.db, 'directory');
    await directory.refresh();
    expect(directory.connections(main.id)).toEqual([]);
    expect(directory.member(main.id, ada.id)).toBeUndefined();
  });

  it('answers nothing once the database was not heard of for too long', async () => {
    const store = await open();
    const { main } = await company(store);
    const time = { now: 1_000 };
    const directory = await directoryOver(store, time);
    expect(directory.connections(main.id)).toHaveLength(1);
    directory.close();
    time.now += 5_000;
    expect(directory.isFresh()).toBe(false);
    expect(() => directory.connections(main.id)).toThrow('Weir cannot reach its own database');
    await directory.ensureFresh();
    expect(directory.connections(main.id)).toHaveLength(1);
  });
});
