import { change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
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
  type Group,
} from '../store/groups.ts';
import type { Executor } from '../store/open-store.ts';
import { findPerson } from '../store/people.ts';
import {
  group,
  groupChange,
  groupMember,
  groupParams,
  listOf,
  listQuery,
  memberParams,
  newGroup,
  workspaceParams,
} from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found, made } from './find.ts';
import type { AdminApiParts } from './parts.ts';

const taken = 'There is a group of this name already.';

/** Groups of people, filled by hand or by the groups claim of a sign-in. */
export function groupEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, ids } = parts;
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/groups',
      summary: 'Groups, by name',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(group),
      async handle({ workspace, query }) {
        const { items, ...rest } = await pageOfGroups(store.db, workspace.id, query);
        return { body: { items: items.map(shown), ...rest } };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/groups',
      summary: 'Make a group',
      need: 'people',
      params: workspaceParams,
      body: newGroup,
      answer: group,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, body: { name, claimValue } }) {
        const fresh = await change(parts, actor, async ({ tx, now, note }) => {
          const claimed = claimValue === undefined ? {} : { claimValue };
          const group = made(await createGroup(tx, { workspaceId, name, ...claimed, now }, ids), taken);
          note({ workspaceId, operation: 'group.created', targets: [`group:${group.id}`] });
          return shown(group);
        });
        return { body: fresh, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/groups/{group}',
      summary: 'A group',
      need: 'read',
      params: groupParams,
      answer: group,
      handle: async ({ workspace, params }) => ({
        body: await represent(store.db, workspace.id, params.group),
        tagged: true,
      }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/groups/{group}',
      summary: 'Rename a group, or change the claim that fills it',
      need: 'people',
      params: groupParams,
      body: groupChange,
      answer: group,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const changed = await change(parts, actor, async ({ tx, note }) => {
          checkMatch(ifMatch, await represent(tx, workspaceId, params.group));
          const { name, claimValue } = body;
          const namesake = name === undefined ? undefined : await findGroupByName(tx, workspaceId, name);
          if (namesake && namesake.id !== params.group) made(undefined, taken);
          await changeGroup(
            tx,
            { workspaceId, id: params.group },
            { ...(name !== undefined && { name }), ...(claimValue !== undefined && { claimValue }) },
          );
          note({ workspaceId, operation: 'group.changed', targets: [`group:${params.group}`] });
          return represent(tx, workspaceId, params.group);
        });
        return { body: changed, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/groups/{group}',
      summary: 'Remove a group; its people stay',
      need: 'people',
      params: groupParams,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, ifMatch }) {
        await change(parts, actor, async ({ tx, note }) => {
          checkMatch(ifMatch, await represent(tx, workspaceId, params.group));
          await removeGroup(tx, { workspaceId, id: params.group });
          note({ workspaceId, operation: 'group.removed', targets: [`group:${params.group}`] });
        });
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/groups/{group}/members',
      summary: 'Members of a group',
      need: 'read',
      params: groupParams,
      query: listQuery,
      answer: listOf(groupMember),
      async handle({ workspace: { id: workspaceId }, params, query }) {
        const group = found(await findGroup(store.db, { workspaceId, id: params.group }), 'group');
        return { body: await pageOfMembers(store.db, group, query) };
      },
    }),
    workspaceEndpoint({
      method: 'put',
      path: '/groups/{group}/members/{person}',
      summary: 'Add a person to a group',
      need: 'people',
      params: memberParams,
      async handle({ actor, workspace: { id: workspaceId }, params }) {
        await change(parts, actor, async ({ tx, now, note }) => {
          const group = found(await findGroup(tx, { workspaceId, id: params.group }), 'group');
          found(await findPerson(tx, { workspaceId, personId: params.person }), 'person');
          await addMember(tx, group, params.person, now);
          note({
            workspaceId,
            operation: 'group.member_added',
            targets: [`group:${group.id}`, `person:${params.person}`],
          });
        });
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/groups/{group}/members/{person}',
      summary: 'Take a person out of a group; the claim of a sign-in may bring them back',
      need: 'people',
      params: memberParams,
      async handle({ actor, workspace: { id: workspaceId }, params }) {
        await change(parts, actor, async ({ tx, note }) => {
          const group = found(await findGroup(tx, { workspaceId, id: params.group }), 'group');
          if (!(await removeMember(tx, group, params.person))) {
            throw new AppError('not_found', 'This person is not a member of the group.', {
              nextStep: 'Read its members again.',
            });
          }
          note({
            workspaceId,
            operation: 'group.member_removed',
            targets: [`group:${group.id}`, `person:${params.person}`],
          });
        });
        return {};
      },
    }),
  ];
}

async function represent(db: Executor, workspaceId: string, id: string) {
  return shown(found(await findGroup(db, { workspaceId, id }), 'group'));
}

function shown({ id, name, claimValue, createdAt }: Group) {
  return { id, name, ...(claimValue !== undefined && { claimValue }), createdAt };
}
