import { sql } from 'kysely';
import type { ChainKey } from './audit-chains.ts';
import type { Executor } from './open-store.ts';

/** How far a stream has delivered a chain. */
export interface StreamPosition extends ChainKey {
  readonly streamId: string;
  /** Of the last record that was delivered; 0 before the first. */
  readonly seq: number;
}

/** A chain with records that a stream has not delivered yet. */
export interface WaitingChain {
  readonly writer: string;
  readonly deliveredSeq: number;
  /** Through which records wait, as far as checkpoints bind them. */
  readonly boundSeq: number;
}

/** Chains of a stream's workspace that moved since a time and are ahead of it, the longest waiting first. */
export async function waitingChains(
  db: Executor,
  { workspaceId, streamId }: Pick<StreamPosition, 'workspaceId' | 'streamId'>,
  { movedSince, limit }: { readonly movedSince: number; readonly limit: number },
): Promise<WaitingChain[]> {
  const { rows } = await sql<WaitingChain>`
    select chain.writer as "writer", chain.seq as "boundSeq", coalesce(position.seq, 0) as "deliveredSeq"
    from audit_chains chain left join audit_stream_positions position
      on position.workspace_id = chain.workspace_id and position.writer = chain.writer
      and position.stream_id = ${streamId}
    where chain.workspace_id = ${workspaceId} and chain.at >= ${movedSince}
      and chain.seq > coalesce(position.seq, 0)
    order by coalesce(position.updated_at, 0), chain.at limit ${limit}`.execute(db);
  return rows;
}

/** Records that a stream has not delivered yet. */
export async function waitingRecords(
  db: Executor,
  { workspaceId, streamId }: Pick<StreamPosition, 'workspaceId' | 'streamId'>,
): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select cast(coalesce(sum(chain.seq - coalesce(position.seq, 0)), 0) as bigint) as "waiting"
    from audit_chains chain left join audit_stream_positions position
      on position.workspace_id = chain.workspace_id and position.writer = chain.writer
      and position.stream_id = ${streamId}
    where chain.workspace_id = ${workspaceId} and chain.seq > coalesce(position.seq, 0)`.execute(db);
  return rows[0]?.waiting ?? 0;
}

/** Moves a position on from where it was. Answers false where it no longer is there: another process moved it. */
export async function advancePosition(
  db: Executor,
  { workspaceId, streamId, writer, seq }: StreamPosition,
  { from, now }: { readonly from: number; readonly now: number },
): Promise<boolean> {
  if (from === 0) {
    const made = await db
      .insertInto('audit_stream_positions')
      .values({ workspace_id: workspaceId, stream_id: streamId, writer, seq, updated_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('seq')
      .executeTakeFirst();
    if (made) return true;
  }
  const moved = await db
    .updateTable('audit_stream_positions')
    .set({ seq, updated_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('stream_id', '=', streamId)
    .where('writer', '=', writer)
    .where('seq', '=', from)
    .returning('seq')
    .executeTakeFirst();
  return moved !== undefined;
}

/** Starts a new stream behind everything that is bound so far. In the transaction that makes it. */
export async function startAtNow(
  tx: Executor,
  { workspaceId, streamId }: Pick<StreamPosition, 'workspaceId' | 'streamId'>,
  now: number,
): Promise<void> {
  await sql`
    insert into audit_stream_positions (workspace_id, stream_id, writer, seq, updated_at)
    select workspace_id, ${streamId}, writer, seq, cast(${now} as bigint) from audit_chains
    where workspace_id = ${workspaceId}`.execute(tx);
}

/** How far all enabled streams of the workspace have delivered a chain; undefined where there is no such stream. */
export async function deliveredByAll(
  db: Executor,
  { workspaceId, writer }: ChainKey,
): Promise<number | undefined> {
  const { rows } = await sql<{ seq: number | null }>`
    select min(coalesce(position.seq, 0)) as "seq"
    from audit_streams stream left join audit_stream_positions position
      on position.workspace_id = stream.workspace_id and position.stream_id = stream.id
      and position.writer = ${writer}
    where stream.workspace_id = ${workspaceId} and stream.is_enabled = 1`.execute(db);
  return rows[0]?.seq ?? undefined;
}

/** Of a chain whose records are all deleted. */
export async function forgetPositions(db: Executor, { workspaceId, writer }: ChainKey): Promise<void> {
  await db
    .deleteFrom('audit_stream_positions')
    .where('workspace_id', '=', workspaceId)
    .where('writer', '=', writer)
    .execute();
}
