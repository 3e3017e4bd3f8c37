import type { z } from 'zod';
import type { AuditRecord } from '../audit/record.ts';
import { pageOfRecords } from '../store/audit-records.ts';
import { installation } from '../store/settings.ts';
import { auditRecord, listOf, recordQuery, workspaceParams } from './contract.ts';
import { endpoint, workspaceEndpoint, type Endpoint } from './endpoint.ts';
import type { AdminApiParts } from './parts.ts';
import { recordFilter } from './record-filter.ts';

/** The record of a workspace, for auditors. */
export function recordEndpoints({ store }: AdminApiParts): readonly Endpoint[] {
  async function page(workspaceId: string, query: z.output<typeof recordQuery>) {
    const { limit, cursor, ...filter } = query;
    const { items, ...rest } = await pageOfRecords(store.db, recordFilter(workspaceId, filter), {
      limit,
      ...(cursor !== undefined && { cursor }),
    });
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
