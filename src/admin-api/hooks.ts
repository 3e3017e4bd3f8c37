import { addHook, dropHook, renewHookSecret, reviseHook } from '../governance/hooks.ts';
import { findHook, listHooks, type StoredHook } from '../store/hooks.ts';
import type { Executor } from '../store/open-store.ts';
import { hook, hookChange, hookParams, madeHook, newHook } from './calls-contract.ts';
import { listOf, listQuery, workspaceParams } from './contract.ts';
import { cut } from './cut.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found } from './find.ts';
import { govern, governanceParts } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

/** What is asked before and after calls. */
export function hookEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;
  const governed = governanceParts(parts);
  const one = async (db: Executor, workspaceId: string, name: string): Promise<StoredHook> =>
    found(await findHook(db, workspaceId, name), 'hook');

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/hooks',
      summary: 'Hooks, in the order in which they are asked',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(hook),
      async handle({ workspace, query }) {
        const all = (await listHooks(store.db, workspace.id)).map(shown);
        return { body: cut(all, query, ({ id }) => id) };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/hooks',
      summary: 'Add a hook; the secret that signs requests to an endpoint is shown once',
      need: 'governance',
      params: workspaceParams,
      body: newHook,
      answer: madeHook,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, body: { filter, action, ...rest } }) {
        const made = await govern(parts, actor, (change) =>
          addHook(governed, change, workspaceId, { ...rest, body: { filter, action } }),
        );
        const { signing } = made;
        const body = { ...shown(made.hook), ...(signing && { signingSecret: signing.reveal() }) };
        return { body, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/hooks/{hook}',
      summary: 'A hook',
      need: 'read',
      params: hookParams,
      answer: hook,
      handle: async ({ workspace, params }) => ({
        body: shown(await one(store.db, workspace.id, params.hook)),
        tagged: true,
      }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/hooks/{hook}',
      summary: 'Change a hook, or switch it on or off',
      need: 'governance',
      params: hookParams,
      body: hookChange,
      answer: hook,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const { filter, action, name, priority, isEnabled } = body;
        const changed = await govern(parts, actor, async (change) => {
          const current = await one(change.tx, workspaceId, params.hook);
          checkMatch(ifMatch, shown(current));
          const revised = await reviseHook(governed, change, current, {
            slug: current.slug,
            name: name ?? current.name,
            priority: priority ?? current.priority,
            isEnabled: isEnabled ?? current.isEnabled,
            body: { filter: filter ?? current.body.filter, action: action ?? current.body.action },
          });
          return shown(revised);
        });
        return { body: changed, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/hooks/{hook}',
      summary: 'Remove a hook',
      need: 'governance',
      params: hookParams,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, ifMatch }) {
        await govern(parts, actor, async (change) => {
          const current = await one(change.tx, workspaceId, params.hook);
          checkMatch(ifMatch, shown(current));
          await dropHook(change, current);
        });
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/hooks/{hook}/secret',
      summary: 'Sign requests to the endpoint of a hook with a new secret from now on; it is shown once',
      need: 'governance',
      params: hookParams,
      answer: madeHook,
      async handle({ actor, workspace: { id: workspaceId }, params }) {
        const { renewed, signing } = await govern(parts, actor, async (change) => {
          const current = await one(change.tx, workspaceId, params.hook);
          const fresh = await renewHookSecret(governed, change, current);
          return { renewed: await one(change.tx, workspaceId, current.id), signing: fresh };
        });
        return { body: { ...shown(renewed), signingSecret: signing.reveal() }, tagged: true };
      },
    }),
  ];
}

function shown({ workspaceId: _workspaceId, secretSealed: _secret, ...hook }: StoredHook) {
  return hook;
}
