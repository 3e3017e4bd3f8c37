import { ageOf } from '../governance/agent-lifecycle.ts';
import { changeAgent, registerAgent } from '../governance/agents.ts';
import { findAgent, listAgents, removeAgent, type StoredAgent } from '../store/agents.ts';
import { strictSettings } from '../store/governance-settings.ts';
import type { Executor } from '../store/open-store.ts';
import { keyBefore, pageOf } from '../store/page.ts';
import { findPerson } from '../store/people.ts';
import { readSetting } from '../store/settings.ts';
import { listOf, workspaceParams } from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found } from './find.ts';
import { agent, agentChange, agentParams, agentsQuery, newAgent } from './governance-contract.ts';
import { govern } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

type Shown = Omit<StoredAgent, 'workspaceId' | 'updatedAt'> & { readonly isHidden: boolean };

/** Agents: who they are, whether they may call, and how long they live without use. */
export function agentEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;
  async function show(db: Executor, stored: StoredAgent): Promise<Shown> {
    const { agentLifecycle } = (await readSetting(db, 'governance', stored.workspaceId)) ?? strictSettings;
    return shown(stored, agentLifecycle, await store.now());
  }
  const one = async (db: Executor, workspaceId: string, id: string) =>
    found(await findAgent(db, { workspaceId, id }), 'agent');
  const checkOwner = async (db: Executor, workspaceId: string, personId: string | null | undefined) => {
    if (typeof personId === 'string') found(await findPerson(db, { workspaceId, personId }), 'person');
  };
  const reply = (body: Shown) => ({ body, tagged: true, tagOf: tagOf(body) });

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/agents',
      summary: 'Agents in use, by id, with their last use; with `hidden` also those that nobody uses',
      need: 'read',
      params: workspaceParams,
      query: agentsQuery,
      answer: listOf(agent),
      async handle({ workspace: { id: workspaceId }, query: { state, hidden, ...page } }) {
        const after = keyBefore(page) ?? '';
        const { agentLifecycle } = (await readSetting(store.db, 'governance', workspaceId)) ?? strictSettings;
        const now = await store.now();
        // Whether one is hidden is said by its own days or the workspace's, so that no query can tell.
        const items = (await listAgents(store.db, workspaceId))
          .map((stored) => shown(stored, agentLifecycle, now))
          .filter((one) => one.id > after && (state === undefined || one.state === state))
          .filter(({ isHidden }) => hidden === 'all' || isHidden === (hidden === 'true'))
          .toSorted((one, other) => (one.id < other.id ? -1 : 1));
        return { body: pageOf(items.slice(0, page.limit + 1), page.limit, ({ id }) => id) };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/agents',
      summary: 'Register an agent before it calls',
      need: 'agents',
      params: workspaceParams,
      body: newAgent,
      answer: agent,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, body: { id, name, kind, state, ownerId } }) {
        const made = await govern(parts, actor, async (change) => {
          await checkOwner(change.tx, workspaceId, ownerId);
          const wanted = {
            id,
            ...(name !== undefined && { name }),
            ...(kind && { kind }),
            ...(state && { state }),
            ...(ownerId !== undefined && { ownerId }),
          };
          await registerAgent(change, workspaceId, wanted);
          return show(change.tx, await one(change.tx, workspaceId, id));
        });
        return reply(made);
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/agents/{agent}',
      summary: 'An agent',
      need: 'read',
      params: agentParams,
      answer: agent,
      handle: async ({ workspace, params }) =>
        reply(await show(store.db, await one(store.db, workspace.id, params.agent))),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/agents/{agent}',
      summary: 'Allow or block an agent, or change its name, kind, owner or life cycle',
      need: 'agents',
      params: agentParams,
      body: agentChange,
      answer: agent,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const changed = await govern(parts, actor, async (change) => {
          const { tx } = change;
          const before = await one(tx, workspaceId, params.agent);
          checkMatch(ifMatch, tagOf(await show(tx, before)));
          await checkOwner(tx, workspaceId, body.ownerId);
          const { name, kind, state, ownerId, lifecycle } = body;
          const wanted = {
            ...(name !== undefined && { name }),
            ...(kind && { kind }),
            ...(lifecycle && { lifecycle }),
            state,
            ownerId,
          };
          await changeAgent(change, before, wanted);
          return show(tx, await one(tx, workspaceId, params.agent));
        });
        return reply(changed);
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/agents/{agent}',
      summary: 'Forget an agent; should it call again, it is a new one',
      need: 'agents',
      params: agentParams,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, ifMatch }) {
        await govern(parts, actor, async ({ tx, note }) => {
          const before = await one(tx, workspaceId, params.agent);
          checkMatch(ifMatch, tagOf(await show(tx, before)));
          await removeAgent(tx, before);
          note({ workspaceId, operation: 'agent.removed', targets: [`agent:${before.id}`] });
        });
        return {};
      },
    }),
  ];
}

function shown(stored: StoredAgent, usual: StoredAgent['lifecycle'], now: number): Shown {
  const { workspaceId: _workspaceId, updatedAt: _updatedAt, ...rest } = stored;
  return { ...rest, isHidden: ageOf(stored, usual, now).isHidden };
}

/** That it was used meanwhile is no change of somebody else. */
function tagOf({ lastUsedAt: _last, isHidden: _hidden, ...rest }: Shown) {
  return rest;
}
