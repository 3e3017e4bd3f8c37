import { sql } from 'kysely';
import type { AuditRecord } from '../audit/record.ts';
import { lastOfChain } from './audit-records.ts';
import type { Executor } from './open-store.ts';

/** A chain of the record: what one process wrote in one workspace. */
export type ChainKey = Pick<AuditRecord, 'workspaceId' | 'writer'>;

export interface FoundChain extends ChainKey {
  readonly seq: number;
  readonly mac: string;
}

/**
 * Chains with records, after one of them, in the order of workspace and writer. A loose scan: it jumps from chain to chain
 * and reads none of the records between.
 */
export async function chainsAfter(
  db: Executor,
  after: ChainKey | undefined,
  { limit, workspaceId }: { readonly limit: number; readonly workspaceId?: string },
): Promise<FoundChain[]> {
  const found: FoundChain[] = [];
  let place = after ?? { workspaceId: workspaceId ?? '', writer: '' };
  while (found.length < limit) {
    const next = await db
      .selectFrom('audit_records')
      .select(['workspace_id as workspaceId', 'writer'])
      .where(sql<boolean>`(workspace_id, writer) > (${place.workspaceId}, ${place.writer})`)
      .orderBy('workspace_id')
      .orderBy('writer')
      .limit(1)
      .executeTakeFirst();
    if (!next || (workspaceId !== undefined && next.workspaceId !== workspaceId)) break;
    place = next;
    const head = await lastOfChain(db, next.workspaceId, next.writer);
    if (head) found.push({ ...next, ...head });
  }
  return found;
}

/** How far checkpoints bind a chain, as they last said; 0 where none names it. */
export async function boundSeq(db: Executor, { workspaceId, writer }: ChainKey): Promise<number> {
  const row = await db
    .selectFrom('audit_chains')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .where('writer', '=', writer)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** Forgets a chain whose records are all deleted. */
export async function forgetChain(db: Executor, { workspaceId, writer }: ChainKey): Promise<void> {
  await db
    .deleteFrom('audit_chains')
    .where('workspace_id', '=', workspaceId)
    .where('writer', '=', writer)
    .execute();
}
