import { change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import { createKey, findKey, pageOfKeys, revokeKey } from '../store/agent-keys.ts';
import { findPerson } from '../store/people.ts';
import {
  agentKey,
  keyParams,
  listOf,
  listQuery,
  madeAgentKey,
  newAgentKey,
  workspaceParams,
} from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { found } from './find.ts';
import type { AdminApiParts } from './parts.ts';
import { hasRight } from './rights.ts';

/** Keys of agents. A key acts as its person, so that only who may act for others makes one for somebody else. */
export function agentKeyEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, ids, random } = parts;
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/agent-keys',
      summary: 'Keys of agents, the oldest first; never a key itself',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(agentKey),
      handle: async ({ workspace, query }) => ({ body: await pageOfKeys(store.db, workspace.id, query) }),
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/agent-keys',
      summary: 'Make a key; it is shown once',
      need: 'agents',
      params: workspaceParams,
      body: newAgentKey,
      answer: madeAgentKey,
      status: 201,
      async handle({ visitor, actor, workspace: { id: workspaceId }, member, body }) {
        const personId = found(body.personId ?? member?.personId, 'person');
        const roles = member?.roles ?? [];
        if (personId !== member?.personId && !hasRight({ ...visitor, roles }, 'roles')) {
          throw new AppError(
            'denied',
            'A key acts as its person: only an owner makes one for somebody else.',
            {
              nextStep: 'Let them make it themselves, or ask an owner of the workspace.',
            },
          );
        }
        const made = await change(parts, actor, async ({ tx, now, note }) => {
          const person = found(await findPerson(tx, { workspaceId, personId }), 'person');
          const agentId = body.agentId ?? ids('agt');
          const { keyId, key } = await createKey(
            tx,
            { workspaceId, personId: person.id, agentId, now },
            { ids, random },
          );
          const targets = [`key:${keyId}`, `person:${person.id}`, `agent:${agentId}`];
          note({ workspaceId, operation: 'agent_key.created', targets });
          return { ...found(await findKey(tx, { workspaceId, keyId }), 'key'), key: key.reveal() };
        });
        return { body: made };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/agent-keys/{key}',
      summary: 'Revoke a key for good',
      need: 'agents',
      params: keyParams,
      async handle({ actor, workspace: { id: workspaceId }, params }) {
        await change(parts, actor, async ({ tx, now, note }) => {
          const key = found(await findKey(tx, { workspaceId, keyId: params.key }), 'key');
          // Revoked twice is revoked; only the first time is news.
          if (!(await revokeKey(tx, { workspaceId, keyId: key.id }, now))) return;
          const targets = [`key:${key.id}`, `person:${key.personId}`, `agent:${key.agentId}`];
          note({ workspaceId, operation: 'agent_key.revoked', targets });
        });
        return {};
      },
    }),
  ];
}
