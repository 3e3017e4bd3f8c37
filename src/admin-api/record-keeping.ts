import type { z } from 'zod';
import { recordKeeping } from '../audit/record-keeping.ts';
import type { Actor } from '../auth/administration/change.ts';
import { changeKeeping } from '../governance/record-keeping.ts';
import { installation } from '../store/settings.ts';
import { workspaceParams } from './contract.ts';
import { endpoint, workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import type { AdminApiParts } from './parts.ts';
import { recordKeeping as keepingSchema, recordKeepingChange } from './record-contract.ts';
import { changeOfRecord } from './record-event.ts';

/** How long records are kept, and the arguments of calls with them: of a workspace, and of what belongs to none. */
export function recordKeepingEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;

  const read = async (scope: string) => ({ body: await recordKeeping(store.db, scope), tagged: true });

  async function keep(
    actor: Actor,
    scope: string,
    body: z.output<typeof recordKeepingChange>,
    ifMatch: string | undefined,
  ) {
    const changed = await changeOfRecord(parts, actor, async (change) => {
      const before = await recordKeeping(change.tx, scope);
      checkMatch(ifMatch, before);
      const { values = before.values, valuesDays = before.valuesDays, days = before.days } = body;
      const after = { values, valuesDays, days };
      await changeKeeping(change, scope, after);
      return after;
    });
    return { body: changed, tagged: true };
  }

  return [
    endpoint({
      method: 'get',
      path: '/record/keeping',
      summary: 'How long the record of what belongs to no workspace is kept',
      need: 'operator',
      answer: keepingSchema,
      handle: () => read(installation),
    }),
    endpoint({
      method: 'patch',
      path: '/record/keeping',
      summary: 'Change how long the record of what belongs to no workspace is kept, at least 30 days',
      need: 'operator',
      body: recordKeepingChange,
      answer: keepingSchema,
      conditional: true,
      handle: ({ actor, body, ifMatch }) => keep(actor, installation, body, ifMatch),
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/record/keeping',
      summary: 'How long the record is kept, and whose arguments',
      need: 'record',
      params: workspaceParams,
      answer: keepingSchema,
      handle: ({ workspace }) => read(workspace.id),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/record/keeping',
      summary: 'Change how long the record is kept, at least 30 days, or whose arguments',
      need: 'record_keeping',
      params: workspaceParams,
      body: recordKeepingChange,
      answer: keepingSchema,
      conditional: true,
      handle: ({ actor, workspace, body, ifMatch }) => keep(actor, workspace.id, body, ifMatch),
    }),
  ];
}
