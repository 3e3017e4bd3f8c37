import { sql, type RawBuilder } from 'kysely';
import type { Executor } from './open-store.ts';

/** A column of sealed values, and the text columns that are the key of its table. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly key: readonly string[];
}

export interface SealedRow {
  /** Values of the key columns, in their order. */
  readonly key: readonly string[];
  readonly sealed: Uint8Array;
}

/** Rows after a key, in the order of the key, whose sealed value does not begin with `header`. */
export async function rowsSealedOtherwise(
  db: Executor,
  { table, column, key }: SealedColumn,
  {
    header,
    after,
    limit,
  }: {
    readonly header: Uint8Array;
    readonly after: readonly string[] | undefined;
    readonly limit: number;
  },
): Promise<SealedRow[]> {
  const names = sql.join(key.map((name) => sql.ref(name)));
  const beyond = after ? sql`and (${names}) > (${sql.join(after)})` : sql``;
  const { rows } = await sql<Record<string, unknown>>`
    select ${names}, ${sql.ref(column)} from ${sql.table(table)}
    where ${otherwise(column, header)} ${beyond}
    order by ${names} limit ${limit}`.execute(db);
  return rows.map((row) => ({
    key: key.map((name) => String(row[name])),
    sealed: bytesOf(row[column]),
  }));
}

export async function countSealedOtherwise(
  db: Executor,
  { table, column }: SealedColumn,
  header: Uint8Array,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)} where ${otherwise(column, header)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Puts a value in the place of the one that was read, unless the row has changed or gone since. */
export async function replaceSealed(
  db: Executor,
  { table, column, key }: SealedColumn,
  { key: values, sealed: before }: SealedRow,
  sealed: Uint8Array,
): Promise<void> {
  const place = key.map((name, index) => sql`${sql.ref(name)} = ${values[index]}`);
  await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${sealed}
    where ${sql.join(place, sql` and `)} and ${sql.ref(column)} = ${before}`.execute(db);
}

function otherwise(column: string, header: Uint8Array): RawBuilder<boolean> {
  return sql<boolean>`substr(${sql.ref(column)}, 1, ${sql.lit(header.byteLength)}) <> ${header}`;
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError('a sealed column holds something other than bytes');
}
