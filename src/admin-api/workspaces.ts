import { change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import { createPerson } from '../store/people.ts';
import { replaceRoles } from '../store/roles.ts';
import {
  createWorkspace,
  findWorkspace,
  pageOfWorkspaces,
  removeEmptyWorkspace,
  renameWorkspace,
  type Workspace,
} from '../store/workspaces.ts';
import { listOf, listQuery, newWorkspace, workspace, workspaceChange, workspaceParams } from './contract.ts';
import { cut } from './cut.ts';
import { endpoint, workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found, made } from './find.ts';
import type { AdminApiParts } from './parts.ts';

/** Workspaces: the operator makes them. */
export function workspaceEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, ids } = parts;
  return [
    endpoint({
      method: 'get',
      path: '/workspaces',
      summary: 'Workspaces that you are a member of; all of them for the operator',
      need: 'anyone',
      query: listQuery,
      answer: listOf(workspace),
      async handle({ visitor, query }) {
        if (visitor.isOperator) return { body: await pageOfWorkspaces(store.db, query) };
        const mine = new Set(visitor.memberships.map(({ workspaceId }) => workspaceId));
        const workspaces = parts.directory.workspaces().filter(({ id }) => mine.has(id));
        return { body: cut(workspaces, query, ({ slug }) => slug) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/workspaces',
      summary: 'Make a workspace',
      need: 'operator',
      body: newWorkspace,
      answer: workspace,
      status: 201,
      async handle({ actor, body }) {
        const { slug, name, owner } = body;
        const fresh = await change(parts, actor, async ({ tx, now, note }): Promise<Workspace> => {
          const workspace = made(
            await createWorkspace(tx, { slug, name, now }, ids),
            'There is a workspace of this slug already.',
          );
          const workspaceId = workspace.id;
          note({ workspaceId, operation: 'workspace.created', targets: [`workspace:${workspaceId}`] });
          if (!owner) return workspace;
          const person = found(await createPerson(tx, { ...owner, workspaceId, now }, ids), 'person');
          await replaceRoles(tx, { workspaceId, personId: person.id }, ['owner'], now);
          const targets = [`person:${person.id}`];
          note({ workspaceId, operation: 'person.created', targets });
          note({ workspaceId, operation: 'roles.changed', targets: [...targets, 'role:owner'] });
          return workspace;
        });
        return { body: fresh, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '',
      summary: 'A workspace',
      need: 'read',
      params: workspaceParams,
      answer: workspace,
      handle: async ({ workspace }) => ({ body: workspace, tagged: true }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '',
      summary: 'Rename a workspace; its slug never changes',
      need: 'operator',
      params: workspaceParams,
      body: workspaceChange,
      answer: workspace,
      conditional: true,
      async handle({ actor, workspace: { id, slug }, body, ifMatch }) {
        const renamed = await change(parts, actor, async ({ tx, note }) => {
          checkMatch(ifMatch, found(await findWorkspace(tx, slug), 'workspace'));
          note({ workspaceId: id, operation: 'workspace.renamed', targets: [`workspace:${id}`] });
          return found(await renameWorkspace(tx, id, body.name), 'workspace');
        });
        return { body: renamed, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '',
      summary: 'Remove a workspace that has neither people nor connections',
      need: 'operator',
      params: workspaceParams,
      conditional: true,
      async handle({ actor, workspace: { id, slug }, ifMatch }) {
        await change(parts, actor, async ({ tx, note }) => {
          checkMatch(ifMatch, found(await findWorkspace(tx, slug), 'workspace'));
          if (!(await removeEmptyWorkspace(tx, id))) {
            throw new AppError('conflict', 'The workspace still has people or connections.', {
              nextStep: 'Remove them first; its record stays in any case.',
            });
          }
          note({ workspaceId: id, operation: 'workspace.removed', targets: [`workspace:${id}`] });
        });
        return {};
      },
    }),
  ];
}
