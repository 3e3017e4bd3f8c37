import type { Selectable } from 'kysely';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import type { Schema } from './schema.ts';

/** Records that a stream's target would not take. They stand in the record; the letter says which. */
export interface DeadLetter {
  readonly workspaceId: string;
  readonly streamId: string;
  readonly id: string;
  readonly writer: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly reason: string;
  readonly attempts: number;
  readonly at: number;
}

export type LetterKey = Pick<DeadLetter, 'workspaceId' | 'streamId' | 'id'>;

export async function insertDeadLetter(db: Executor, letter: DeadLetter): Promise<void> {
  await db
    .insertInto('audit_dead_letters')
    .values({
      workspace_id: letter.workspaceId,
      stream_id: letter.streamId,
      id: letter.id,
      writer: letter.writer,
      from_seq: letter.fromSeq,
      to_seq: letter.toSeq,
      reason: letter.reason,
      attempts: letter.attempts,
      at: letter.at,
    })
    .execute();
}

/** The oldest first. */
export async function pageOfDeadLetters(
  db: Executor,
  { workspaceId, streamId }: Pick<DeadLetter, 'workspaceId' | 'streamId'>,
  page: PageRequest,
): Promise<Page<DeadLetter>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('audit_dead_letters')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('stream_id', '=', streamId)
    .orderBy('id')
    .limit(page.limit + 1);
  if (after !== undefined) query = query.where('id', '>', after);
  return pageOf((await query.execute()).map(letterOf), page.limit, ({ id }) => id);
}

export async function countDeadLetters(
  db: Executor,
  { workspaceId, streamId }: Pick<DeadLetter, 'workspaceId' | 'streamId'>,
): Promise<number> {
  const { count } = await db
    .selectFrom('audit_dead_letters')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('stream_id', '=', streamId)
    .executeTakeFirstOrThrow();
  return count;
}

export async function removeDeadLetter(
  db: Executor,
  { workspaceId, streamId, id }: LetterKey,
): Promise<void> {
  await db
    .deleteFrom('audit_dead_letters')
    .where('workspace_id', '=', workspaceId)
    .where('stream_id', '=', streamId)
    .where('id', '=', id)
    .execute();
}

export async function noteAttempt(
  db: Executor,
  { workspaceId, streamId, id }: LetterKey,
  reason: string,
): Promise<void> {
  await db
    .updateTable('audit_dead_letters')
    .set((update) => ({ attempts: update('attempts', '+', 1), reason }))
    .where('workspace_id', '=', workspaceId)
    .where('stream_id', '=', streamId)
    .where('id', '=', id)
    .execute();
}

function letterOf(row: Selectable<Schema['audit_dead_letters']>): DeadLetter {
  return {
    workspaceId: row.workspace_id,
    streamId: row.stream_id,
    id: row.id,
    writer: row.writer,
    fromSeq: row.from_seq,
    toSeq: row.to_seq,
    reason: row.reason,
    attempts: row.attempts,
    at: row.at,
  };
}
