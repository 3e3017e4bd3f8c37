import { expect, it } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { systemRandom } from '../kernel/random.ts';
import { ensureAccount, findAccount, setOperator } from './accounts.ts';
import { createKey, findByKey, findKey, hashKey, pageOfKeys } from './agent-keys.ts';
import { saveConnection } from './connections.ts';
import {
  addMember,
  changeGroup,
  createGroup,
  findGroup,
  findGroupByName,
  pageOfGroups,
  pageOfMembers,
  removeGroup,
  removeMember,
} from './groups.ts';
import type { Executor } from './open-store.ts';
import {
  changePerson,
  createPerson,
  findPerson,
  pageOfPeople,
  peopleOfAccount,
  removePerson,
} from './people.ts';
import { publicationsOf, publicationsTo, publish, usePublication, withdraw } from './publications.ts';
import { countOwners, replaceRoles, rolesByPerson, rolesOf } from './roles.ts';
import { readSetting, writeSetting } from './settings.ts';
import { createWorkspace, pageOfWorkspaces, removeEmptyWorkspace, renameWorkspace } from './workspaces.ts';

async function workspaceNamed(db: Executor, slug: string) {
  const workspace = await createWorkspace(db, { slug, name: slug, now: 1 }, newId);
  if (!workspace) throw new Error(`${slug} is there already`);
  return workspace;
}

async function personNamed(db: Executor, workspaceId: string, name: string) {
  const email = `${name}@Example.org`;
  const person = await createPerson(db, { workspaceId, email, name, now: 2 }, newId);
  if (!person) throw new Error(`${name} is there already`);
  return person;
}

describeEachStore('workspaces, people, groups, roles and publications', ({ open }) => {
  it('makes a workspace where the slug is free, pages, renames and removes what is empty', async () => {
    const { db } = await open();
    const one = await workspaceNamed(db, 'one');
    const two = await workspaceNamed(db, 'two');
    expect(await createWorkspace(db, { slug: 'one', name: 'Again', now: 5 }, newId)).toBeUndefined();
    const first = await pageOfWorkspaces(db, { limit: 1 });
    expect(first.items).toEqual([one]);
    expect(await pageOfWorkspaces(db, { limit: 5, cursor: first.nextCursor ?? '' })).toEqual({
      items: [two],
    });
    expect(await renameWorkspace(db, two.id, 'Second')).toEqual({ ...two, name: 'Second' });
    expect(await renameWorkspace(db, 'wsp_none', 'None')).toBeUndefined();
    const ada = await personNamed(db, one.id, 'ada');
    await createGroup(db, { workspaceId: one.id, name: 'Writers', now: 3 }, newId);
    expect(await removeEmptyWorkspace(db, one.id)).toBe(false);
    await removePerson(db, { workspaceId: one.id, personId: ada.id });
    expect(await removeEmptyWorkspace(db, one.id)).toBe(true);
    expect((await pageOfWorkspaces(db, { limit: 5 })).items.map(({ slug }) => slug)).toEqual(['two']);
  });

  it('gives a person the account of their address, the same in every workspace', async () => {
    const { db } = await open();
    const one = await workspaceNamed(db, 'one');
    const two = await workspaceNamed(db, 'two');
    const here = await personNamed(db, one.id, 'ada');
    const there = await personNamed(db, two.id, 'ada');
    expect(here).toMatchObject({ email: 'ada@example.org', origin: 'admin' });
    expect(there.accountId).toBe(here.accountId);
    const account = await ensureAccount(db, { email: 'ADA@example.org', name: 'Other', now: 9 }, newId);
    expect(account).toMatchObject({ id: here.accountId, name: 'ada', isOperator: false });
    await setOperator(db, account.id, true);
    expect(await findAccount(db, account.id)).toEqual({ ...account, isOperator: true });
    expect(await peopleOfAccount(db, account.id)).toHaveLength(2);
    const twice = { workspaceId: one.id, email: 'ada@example.org', name: 'Twice', now: 3 };
    expect(await createPerson(db, twice, newId)).toBeUndefined();
  });

  it('changes, disables and removes people, and their keys with them', async () => {
    const { db } = await open();
    const { id: workspaceId } = await workspaceNamed(db, 'one');
    const ada = await personNamed(db, workspaceId, 'ada');
    await personNamed(db, workspaceId, 'bob');
    const key = { workspaceId, personId: ada.id };
    const holder = { ...key, agentId: 'agt_1', now: 3 };
    const made = await createKey(db, holder, { ids: newId, random: systemRandom });
    const hash = hashKey(made.key);
    expect(await findByKey(db, hash)).toMatchObject({ personId: ada.id });

    await changePerson(db, key, { name: 'Ada L.', disabledAt: 7 });
    expect(await findPerson(db, key)).toEqual({ ...ada, name: 'Ada L.', disabledAt: 7 });
    expect(await findByKey(db, hash)).toBeUndefined();
    await changePerson(db, key, { disabledAt: null });
    expect(await findByKey(db, hash)).toMatchObject({ personName: 'Ada L.' });
    await db
      .updateTable('accounts')
      .set({ disabled_at: 8 })
      .where('id', '=', ada.accountId ?? '')
      .execute();
    expect(await findByKey(db, hash)).toBeUndefined();

    expect(await findKey(db, { workspaceId, keyId: made.keyId })).toEqual({
      id: made.keyId,
      personId: ada.id,
      agentId: 'agt_1',
      createdAt: 3,
    });
    expect((await pageOfKeys(db, workspaceId, { limit: 5 })).items).toHaveLength(1);
    const first = await pageOfPeople(db, workspaceId, { limit: 1 });
    expect(first.items.map(({ email }) => email)).toEqual(['ada@example.org']);
    const rest = await pageOfPeople(db, workspaceId, { limit: 1, cursor: first.nextCursor ?? '' });
    expect(rest.items.map(({ email }) => email)).toEqual(['bob@example.org']);
    await removePerson(db, key);
    expect(await findPerson(db, key)).toBeUndefined();
    expect((await pageOfKeys(db, workspaceId, { limit: 5 })).items).toEqual([]);
  });

  it('counts the owners who can act', async () => {
    const { db } = await open();
    const { id: workspaceId } = await workspaceNamed(db, 'one');
    const ada = await personNamed(db, workspaceId, 'ada');
    const bob = await personNamed(db, workspaceId, 'bob');
    const adaKey = { workspaceId, personId: ada.id };
    const bobKey = { workspaceId, personId: bob.id };
    await replaceRoles(db, adaKey, ['viewer', 'owner'], 3);
    await replaceRoles(db, bobKey, ['owner'], 3);
    expect(await rolesOf(db, adaKey)).toEqual(['owner', 'viewer']);
    expect(await countOwners(db, workspaceId)).toBe(2);
    await changePerson(db, bobKey, { disabledAt: 4 });
    expect(await countOwners(db, workspaceId)).toBe(1);
    await replaceRoles(db, adaKey, ['auditor', 'viewer'], 5);
    expect(await countOwners(db, workspaceId)).toBe(0);
    expect(await rolesByPerson(db, workspaceId)).toEqual(
      new Map([
        [ada.id, ['auditor', 'viewer']],
        [bob.id, ['owner']],
      ]),
    );
    const given = await db.selectFrom('person_roles').select(['role', 'created_at']).execute();
    expect(given).toContainEqual({ role: 'viewer', created_at: 3 });
    await replaceRoles(db, adaKey, [], 6);
    expect(await rolesOf(db, adaKey)).toEqual([]);
  });

  it('keeps groups and who is in them, by hand or by claim', async () => {
    const { db } = await open();
    const { id: workspaceId } = await workspaceNamed(db, 'one');
    const ada = await personNamed(db, workspaceId, 'ada');
    const bob = await personNamed(db, workspaceId, 'bob');
    const group = await createGroup(
      db,
      { workspaceId, name: 'Writers', claimValue: 'wiki-writers', now: 3 },
      newId,
    );
    if (!group) throw new Error('no group');
    expect(group).toMatchObject({ name: 'Writers', claimValue: 'wiki-writers', createdAt: 3 });
    expect(await createGroup(db, { workspaceId, name: 'Writers', now: 3 }, newId)).toBeUndefined();
    expect(await findGroupByName(db, workspaceId, 'Writers')).toEqual(group);
    await addMember(db, group, ada.id, 4);
    const byClaim = { workspace_id: workspaceId, group_id: group.id, source: 'claim', created_at: 4 };
    await db
      .insertInto('group_members')
      .values({ ...byClaim, person_id: bob.id })
      .execute();
    expect((await pageOfMembers(db, group, { limit: 5 })).items).toEqual([
      { personId: ada.id, email: 'ada@example.org', name: 'ada', source: 'manual' },
      { personId: bob.id, email: 'bob@example.org', name: 'bob', source: 'claim' },
    ]);
    const first = await pageOfMembers(db, group, { limit: 1 });
    const rest = await pageOfMembers(db, group, { limit: 1, cursor: first.nextCursor ?? '' });
    expect(rest).toMatchObject({ items: [{ name: 'bob' }] });
    expect(rest.nextCursor).toBeUndefined();

    await changeGroup(db, group, { claimValue: null });
    expect((await pageOfMembers(db, group, { limit: 5 })).items.map(({ name }) => name)).toEqual(['ada']);
    await changeGroup(db, group, { name: 'Authors' });
    const { claimValue: _gone, ...unclaimed } = group;
    expect(await findGroup(db, group)).toEqual({ ...unclaimed, name: 'Authors' });
    expect(await removeMember(db, group, ada.id)).toBe(true);
    expect(await removeMember(db, group, ada.id)).toBe(false);
    await createGroup(db, { workspaceId, name: 'Zoo', now: 3 }, newId);
    const page = await pageOfGroups(db, workspaceId, { limit: 1 });
    expect(page.items.map(({ name }) => name)).toEqual(['Authors']);
    expect(
      (await pageOfGroups(db, workspaceId, { limit: 1, cursor: page.nextCursor ?? '' })).items,
    ).toMatchObject([{ name: 'Zoo' }]);
    await removeGroup(db, group);
    expect(await findGroup(db, group)).toBeUndefined();
  });

  it('offers a connection to another workspace, which uses it or does not', async () => {
    const { db } = await open();
    const home = await workspaceNamed(db, 'home');
    const away = await workspaceNamed(db, 'away');
    const connection = await saveConnection(
      db,
      {
        workspaceId: home.id,
        slug: 'wiki',
        platform: 'cloud',
        site: 'https://acme.atlassian.net/wiki',
        authMode: 'oauth_central',
        settings: {},
        origin: 'admin',
        now: 3,
      },
      newId,
    );
    const key = { workspaceId: home.id, connectionId: connection.id, toWorkspaceId: away.id };
    const offered = await publish(db, { ...key, allowsAllAgents: false, now: 4 });
    expect(offered).toEqual({ ...key, isEnabled: false, allowsAllAgents: false, createdAt: 4 });
    expect(await usePublication(db, key, true)).toEqual({ ...offered, isEnabled: true });
    expect(await publish(db, { ...key, allowsAllAgents: true, now: 5 })).toEqual({
      ...offered,
      isEnabled: true,
      allowsAllAgents: true,
    });
    expect(await publicationsTo(db, away.id)).toEqual(await publicationsOf(db, key));
    expect(await publicationsTo(db, home.id)).toEqual([]);
    expect(await withdraw(db, key)).toBe(true);
    expect(await withdraw(db, key)).toBe(false);
    expect(await usePublication(db, key, true)).toBeUndefined();
  });

  it('keeps a setting of the installation apart from one of a workspace', async () => {
    const { db } = await open();
    const name = 'oauth.dynamic_registration';
    expect(await readSetting(db, name)).toBeUndefined();
    await writeSetting(db, { name, value: true, now: 1 });
    await writeSetting(db, { name, value: false, scope: 'wsp_1', now: 1 });
    expect(await readSetting(db, name)).toBe(true);
    expect(await readSetting(db, name, 'wsp_1')).toBe(false);
    await db.updateTable('settings').set({ value_json: '"yes"' }).execute();
    await expect(readSetting(db, name)).rejects.toMatchObject({ code: 'internal' });
  });
});
