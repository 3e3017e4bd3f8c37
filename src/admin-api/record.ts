import type { z } from 'zod';
import type { AuditRecord } from '../audit/record.ts';
import { pageOfRecords } from '../store/audit-records.ts';
import { installation } from '../store/settings.ts';
import { auditRecord, listOf, recordQuery, workspaceParams } from './contract.ts';
import { endpoint, workspaceEndpoint, type Endpoint } from './endpoint.ts';
import type { AdminApiParts } from './parts.ts';

/** The record of a workspace, for auditors. */
export function recordEndpoints({ store }: AdminApiParts): readonly Endpoint[] {
  async function page(workspaceId: string, query: z.output<typeof recordQuery>) {
    const { user, agent, operation, outcome, call, since, until, ...page } = query;
    const filter = { userId: user, agentId: agent, operation, outcome, callId: call, since, until };
    const { items, ...rest } = await pageOfRecords(
      store.db,
      { workspaceId, ...present(filter) },
      present(page),
    );
    return { body: { items: items.map(shown), ...rest } };
  }

  return [
    endpoint({
      method: 'get',
      path: '/record',
      summary: 'The record of what belongs to no workspace, the newest first',
      need: 'operator',
      query: recordQuery,
      answer: listOf(auditRecord),
      handle: ({ query }) => page(installation, query),
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/record',
      summary: 'The record, the newest first',
      need: 'record',
      params: workspaceParams,
      query: recordQuery,
      answer: listOf(auditRecord),
      handle: ({ workspace, query }) => page(workspace.id, query),
    }),
  ];
}

/** Without the chain's own fields, which say nothing to a reader. */
function shown({ writer: _writer, seq: _seq, prev: _prev, mac: _mac, ...rest }: AuditRecord) {
  const { workspaceId: _workspaceId, argumentDigest: _digest, ...record } = rest;
  return record;
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function present<T extends object>(fields: T): Present<T> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Present<T>;
}
