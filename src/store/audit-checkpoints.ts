import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import type { Checkpoint } from '../audit/checkpoint.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { AuditCheckpointRow } from './schema.ts';

const headsColumn = jsonColumn(
  'audit_checkpoints.heads_json',
  z.array(z.strictObject({ workspaceId: z.string(), writer: z.string(), seq: z.int(), mac: z.string() })),
);

/** A checkpoint as it is stored; undefined heads where the row does not hold what Weir wrote there. */
export interface StoredCheckpoint extends Omit<Checkpoint, 'heads'> {
  readonly heads: Checkpoint['heads'] | undefined;
  readonly mac: string;
}

/** The newest checkpoint of the installation. */
export async function lastCheckpoint(
  db: Executor,
): Promise<Pick<StoredCheckpoint, 'number' | 'mac' | 'at'> | undefined> {
  return db
    .selectFrom('audit_checkpoints')
    .select(['number', 'mac', 'at'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function checkpointNumbered(
  db: Executor,
  number: number,
): Promise<StoredCheckpoint | undefined> {
  const [found] = await checkpointsFrom(db, { from: number, limit: 1 });
  return found?.number === number ? found : undefined;
}

/** In their order, from a number on. */
export async function checkpointsFrom(
  db: Executor,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<StoredCheckpoint[]> {
  const rows = await db
    .selectFrom('audit_checkpoints')
    .selectAll()
    .where('number', '>=', from)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(checkpointOf);
}

/** Puts a checkpoint at its number and remembers its heads as bound. Answers whether the number was free. In a transaction. */
export async function insertCheckpoint(
  tx: Executor,
  { heads, mac, ...checkpoint }: Checkpoint & { readonly mac: string },
): Promise<boolean> {
  const inserted = await tx
    .insertInto('audit_checkpoints')
    .values({ ...checkpoint, mac, heads_json: headsColumn.write([...heads]) })
    .onConflict((conflict) => conflict.column('number').doNothing())
    .returning('number')
    .executeTakeFirst();
  if (!inserted) return false;
  // In one order everywhere, so that two processes never wait for each other in a circle.
  const ordered = heads.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  for (const { workspaceId, writer, seq } of ordered) {
    await tx
      .insertInto('audit_chains')
      .values({ workspace_id: workspaceId, writer, seq, at: checkpoint.at })
      .onConflict((conflict) =>
        conflict
          .columns(['workspace_id', 'writer'])
          .doUpdateSet({ seq, at: checkpoint.at })
          .where('audit_chains.seq', '<', seq),
      )
      .execute();
  }
  return true;
}

/** Deletes the oldest checkpoints, through a number. Answers how many went. */
export async function deleteCheckpoints(db: Executor, through: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('audit_checkpoints')
    .where('number', '<=', through)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** The newest checkpoint from before a time. */
export async function lastCheckpointBefore(
  db: Executor,
  time: number,
): Promise<Pick<StoredCheckpoint, 'number' | 'mac'> | undefined> {
  // Numbers and times grow together; a clock that was set back only delays what this is asked for.
  const { rows } = await sql<{ number: number; mac: string }>`
    select number, mac from audit_checkpoints
    where number < coalesce(
      (select number from audit_checkpoints where at >= ${time} order by number limit 1),
      (select max(number) from audit_checkpoints)
    ) order by number desc limit 1`.execute(db);
  return rows[0];
}

function keyOf({ workspaceId, writer }: Checkpoint['heads'][number]): string {
  return `${workspaceId} ${writer}`;
}

/** Of a row as it is stored, or as a backup holds it. */
export function checkpointOf({ heads_json, ...row }: Selectable<AuditCheckpointRow>): StoredCheckpoint {
  return { ...row, heads: readable(heads_json) };
}

/** Whoever changes a row may leave anything there; that is for the verification to name, not to fail at. */
function readable(text: string): Checkpoint['heads'] | undefined {
  try {
    return headsColumn.read(text);
  } catch {
    return undefined;
  }
}
