import { AppError } from '../kernel/app-error.ts';
import { dropLimit, saveLimit } from '../governance/limits.ts';
import { findLimit, listLimits, type StoredLimit } from '../store/call-limits.ts';
import type { Executor } from '../store/open-store.ts';
import { limit, limitChange, limitParams, newLimit } from './calls-contract.ts';
import { listOf, listQuery, workspaceParams } from './contract.ts';
import { cut } from './cut.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found } from './find.ts';
import { govern, governanceParts } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

/** How much people, agents, tools, profiles and connections may call. */
export function limitEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/limits',
      summary: 'Limits of calls',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(limit),
      async handle({ workspace, query }) {
        const all = (await listLimits(store.db, workspace.id)).map(shown);
        return { body: cut(all, query, ({ id }) => id) };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/limits',
      summary: 'Limit calls of somebody or something, or of each of a kind',
      need: 'governance',
      params: workspaceParams,
      body: newLimit,
      answer: limit,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, body }) {
        const made = await govern(parts, actor, async (change) => {
          const taken = (await listLimits(change.tx, workspaceId)).some(
            (one) =>
              one.subjectKind === body.subjectKind &&
              one.subject === body.subject &&
              one.measure === body.measure,
          );
          if (taken) {
            throw new AppError('conflict', 'There is such a limit already.', {
              nextStep: 'Change the one that is there.',
            });
          }
          return shown(await saveLimit(governanceParts(parts), change, workspaceId, body));
        });
        return { body: made, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/limits/{limit}',
      summary: 'A limit',
      need: 'read',
      params: limitParams,
      answer: limit,
      handle: async ({ workspace, params }) => ({
        body: shown(await one(store.db, workspace.id, params.limit)),
        tagged: true,
      }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/limits/{limit}',
      summary: 'Change how much a limit allows',
      need: 'governance',
      params: limitParams,
      body: limitChange,
      answer: limit,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body: { amount }, ifMatch }) {
        const changed = await govern(parts, actor, async (change) => {
          const current = await one(change.tx, workspaceId, params.limit);
          checkMatch(ifMatch, shown(current));
          const { subjectKind, subject, measure } = current;
          const wanted = { subjectKind, subject, measure, amount };
          return shown(await saveLimit(governanceParts(parts), change, workspaceId, wanted));
        });
        return { body: changed, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/limits/{limit}',
      summary: 'Lift a limit',
      need: 'governance',
      params: limitParams,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, ifMatch }) {
        await govern(parts, actor, async (change) => {
          const current = await one(change.tx, workspaceId, params.limit);
          checkMatch(ifMatch, shown(current));
          await dropLimit(change, current);
        });
        return {};
      },
    }),
  ];
}

async function one(db: Executor, workspaceId: string, id: string): Promise<StoredLimit> {
  return found(await findLimit(db, { workspaceId, id }), 'limit');
}

function shown({ workspaceId: _workspaceId, ...limit }: StoredLimit) {
  return limit;
}
