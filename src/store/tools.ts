import type { Selectable } from 'kysely';
import { z } from 'zod';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import type { Schema } from './schema.ts';

export const toolStates = ['pending', 'approved', 'disabled', 'changed', 'removed'] as const;
export const toolActions = ['read', 'write', 'delete'] as const;
export const toolRisks = ['none', 'sensitive', 'dangerous'] as const;

const definition = z.strictObject({
  name: z.string(),
  description: z.string(),
  effect: z.enum(['read', 'create', 'update', 'delete', 'admin']),
  /** JSON schemas. */
  input: z.unknown(),
  output: z.unknown(),
  /** Sets of scopes that each let it run; empty where none is needed or none suffices. */
  scopes: z.array(z.array(z.string())),
});
const definitionColumn = jsonColumn('tools.definition_json', definition);
const approvedColumn = jsonColumn('tools.approved_json', definition);
export type ToolDefinition = z.output<typeof definition>;

export interface ToolKey {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly operationId: string;
}

/** An operation on a connection as a workspace reviewed it. */
export interface StoredTool extends ToolKey {
  readonly state: (typeof toolStates)[number];
  readonly action: (typeof toolActions)[number];
  readonly risk: (typeof toolRisks)[number];
  /** As it was last discovered, with its hash. */
  readonly definition: ToolDefinition;
  readonly hash: string;
  /** As it was approved; `setHash` is that of all definitions of the connection at that time. */
  readonly approved?: {
    readonly definition: ToolDefinition;
    readonly hash: string;
    readonly setHash: string;
  };
  /** The operation that vanished when this one came with the same content. */
  readonly renamedFrom?: string;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  readonly discoveredAt: number;
  readonly updatedAt: number;
}

/** Writes a tool, whatever was there before. */
export async function putTool(db: Executor, tool: StoredTool): Promise<void> {
  const changing = {
    state: tool.state,
    action: tool.action,
    risk: tool.risk,
    definition_json: definitionColumn.write(tool.definition),
    definition_hash: tool.hash,
    approved_json: tool.approved ? approvedColumn.write(tool.approved.definition) : null,
    approved_hash: tool.approved?.hash ?? null,
    approved_set_hash: tool.approved?.setHash ?? null,
    renamed_from: tool.renamedFrom ?? null,
    decided_by: tool.decidedBy ?? null,
    decided_at: tool.decidedAt ?? null,
    discovered_at: tool.discoveredAt,
    updated_at: tool.updatedAt,
  };
  const { workspaceId: workspace_id, connectionId: connection_id, operationId: operation_id } = tool;
  await db
    .insertInto('tools')
    .values({ workspace_id, connection_id, operation_id, ...changing })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'connection_id', 'operation_id']).doUpdateSet(changing),
    )
    .execute();
}

/** By connection and operation; of one connection where it is named. */
export async function listTools(
  db: Executor,
  workspaceId: string,
  connectionId?: string,
): Promise<StoredTool[]> {
  let query = db
    .selectFrom('tools')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('connection_id')
    .orderBy('operation_id');
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  return (await query.execute()).map(toolOf);
}

/** Of one connection, by operation. */
export async function pageOfTools(
  db: Executor,
  of: {
    readonly workspaceId: string;
    readonly connectionId: string;
    readonly state?: StoredTool['state'] | undefined;
  },
  page: PageRequest,
): Promise<Page<StoredTool>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('tools')
    .selectAll()
    .where('workspace_id', '=', of.workspaceId)
    .where('connection_id', '=', of.connectionId)
    .orderBy('operation_id')
    .limit(page.limit + 1);
  if (of.state !== undefined) query = query.where('state', '=', of.state);
  if (after !== undefined) query = query.where('operation_id', '>', after);
  return pageOf((await query.execute()).map(toolOf), page.limit, ({ operationId }) => operationId);
}

export async function findTool(db: Executor, key: ToolKey): Promise<StoredTool | undefined> {
  const row = await db
    .selectFrom('tools')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where('connection_id', '=', key.connectionId)
    .where('operation_id', '=', key.operationId)
    .executeTakeFirst();
  return row && toolOf(row);
}

/** Of a connection that the workspace does not have any more. */
export async function forgetTools(
  db: Executor,
  { workspaceId, connectionId }: Pick<ToolKey, 'workspaceId' | 'connectionId'>,
): Promise<void> {
  await db
    .deleteFrom('tools')
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .execute();
}

function toolOf(row: Selectable<Schema['tools']>): StoredTool {
  const { approved_json: approved, approved_hash: hash, approved_set_hash: setHash } = row;
  return {
    workspaceId: row.workspace_id,
    connectionId: row.connection_id,
    operationId: row.operation_id,
    state: z.enum(toolStates).parse(row.state),
    action: z.enum(toolActions).parse(row.action),
    risk: z.enum(toolRisks).parse(row.risk),
    definition: definitionColumn.read(row.definition_json),
    hash: row.definition_hash,
    ...(approved !== null &&
      hash !== null && {
        approved: { definition: approvedColumn.read(approved), hash, setHash: setHash ?? '' },
      }),
    ...(row.renamed_from !== null && { renamedFrom: row.renamed_from }),
    ...(row.decided_by !== null && { decidedBy: row.decided_by }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    discoveredAt: row.discovered_at,
    updatedAt: row.updated_at,
  };
}
