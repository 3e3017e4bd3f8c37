import { z } from 'zod';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';

const cursorColumn = jsonColumn('vault_reseals.cursor_json', z.array(z.string()));

/** The work of bringing one column under a data key, as far as it got. */
export interface Reseal {
  /** `table.column` */
  readonly columnName: string;
  /** The data key that everything there shall be under. */
  readonly keyId: string;
  /** Key of the last row that was looked at. */
  readonly cursor: readonly string[] | undefined;
  /** Rows so far. */
  readonly resealed: number;
  /** Rows so far that could not be opened. */
  readonly unreadable: number;
  readonly startedAt: number;
}

/** Begins a column from its first row, also where an earlier work on it is not finished. */
export async function startReseal(
  db: Executor,
  { columnName, keyId, now }: { readonly columnName: string; readonly keyId: string; readonly now: number },
): Promise<void> {
  const fresh = {
    key_id: keyId,
    cursor_json: null,
    resealed: 0,
    unreadable: 0,
    started_at: now,
    finished_at: null,
  };
  await db
    .insertInto('vault_reseals')
    .values({ column_name: columnName, ...fresh })
    .onConflict((conflict) => conflict.column('column_name').doUpdateSet(fresh))
    .execute();
}

/** A column that is not finished. */
export async function nextReseal(db: Executor): Promise<Reseal | undefined> {
  const row = await db
    .selectFrom('vault_reseals')
    .selectAll()
    .where('finished_at', 'is', null)
    .orderBy('column_name')
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      columnName: row.column_name,
      keyId: row.key_id,
      cursor: row.cursor_json === null ? undefined : cursorColumn.read(row.cursor_json),
      resealed: row.resealed,
      unreadable: row.unreadable,
      startedAt: row.started_at,
    }
  );
}

/** Notes how far a column got, unless it was begun again for another data key meanwhile. */
export async function advanceReseal(
  db: Executor,
  work: Pick<Reseal, 'columnName' | 'keyId' | 'cursor' | 'resealed' | 'unreadable'> & {
    /** Absent while rows are left. */
    readonly finishedAt?: number;
  },
): Promise<void> {
  await db
    .updateTable('vault_reseals')
    .set({
      cursor_json: work.cursor ? cursorColumn.write([...work.cursor]) : null,
      resealed: work.resealed,
      unreadable: work.unreadable,
      finished_at: work.finishedAt ?? null,
    })
    .where('column_name', '=', work.columnName)
    .where('key_id', '=', work.keyId)
    .execute();
}
