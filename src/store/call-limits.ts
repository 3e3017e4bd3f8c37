import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

export const limitSubjects = ['person', 'agent', 'tool', 'profile', 'connection'] as const;
export type LimitSubject = (typeof limitSubjects)[number];

export const limitMeasures = ['calls_a_minute', 'calls_a_day', 'results_a_call'] as const;
export type LimitMeasure = (typeof limitMeasures)[number];

/** The subject of a limit that everybody of the kind has for themself. */
export const eachSubject = '*';

/** How much somebody or something may call. */
export interface StoredLimit {
  readonly workspaceId: string;
  readonly id: string;
  readonly subjectKind: LimitSubject;
  /** An id (`group.action` of a tool), or `*`: each one of the kind that has no limit of its own. */
  readonly subject: string;
  readonly measure: LimitMeasure;
  readonly amount: number;
  readonly updatedAt: number;
}

/** Sets the limit of a subject and measure; there is one. */
export async function putLimit(
  db: Executor,
  limit: Omit<StoredLimit, 'id' | 'updatedAt'> & { readonly now: number },
  newId: NewId,
): Promise<StoredLimit> {
  const { workspaceId, subjectKind, subject, measure, amount, now } = limit;
  const changing = { amount, updated_at: now };
  const row = await db
    .insertInto('call_limits')
    .values({
      workspace_id: workspaceId,
      id: newId('lim'),
      subject_kind: subjectKind,
      subject,
      measure,
      ...changing,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'subject_kind', 'subject', 'measure']).doUpdateSet(changing),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return limitOf(row);
}

export async function findLimit(
  db: Executor,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<StoredLimit | undefined> {
  const row = await db
    .selectFrom('call_limits')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && limitOf(row);
}

export async function removeLimit(
  db: Executor,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<void> {
  await db.deleteFrom('call_limits').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

/** Of one workspace, or of all. */
export async function listLimits(db: Executor, workspaceId?: string): Promise<StoredLimit[]> {
  let query = db.selectFrom('call_limits').selectAll();
  if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
  const rows = await query.orderBy('subject_kind').orderBy('subject').orderBy('measure').execute();
  return rows.map(limitOf);
}

function limitOf(row: Selectable<Schema['call_limits']>): StoredLimit {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    subjectKind: z.enum(limitSubjects).parse(row.subject_kind),
    subject: row.subject,
    measure: z.enum(limitMeasures).parse(row.measure),
    amount: row.amount,
    updatedAt: row.updated_at,
  };
}
