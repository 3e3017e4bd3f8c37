import { Kysely, sql } from 'kysely';
import { migrateToStep } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import { sqliteDialect } from '../sqlite-dialect.ts';
import { openSqlite } from '../sqlite.ts';

export type ColumnKind = 'text' | 'integer' | 'bytes';

export interface TableLayout {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
}

/**
 * Tables whose rows serve once, or for a while, and do not travel: after a restore a link that was used, or a session that
 * was ended, must not count again. Bodies of pages are fetched anew.
 */
export const leftOut: ReadonlySet<string> = new Set([
  'body_bases',
  'browser_errands',
  'browser_sessions',
  'download_tickets',
  'leases',
  'sign_in_links',
]);

/**
 * All tables as the migrations leave them at a step, those that others refer to first. Both databases have the same, so
 * that the steps are run once more in memory and looked at there.
 */
export async function tablesAt(step: string): Promise<readonly TableLayout[]> {
  const name = ':memory:';
  const dialect = sqliteDialect(openSqlite(name), (thrown) => thrown);
  const db = new Kysely<Schema>({ dialect });
  try {
    await migrateToStep(db, 'sqlite', { name, step });
    const { rows } = await sql<{ name: string }>`
      select name from sqlite_schema
      where type = 'table' and name not like 'weir\\_%' escape '\\' and name not like 'sqlite\\_%' escape '\\'
      order by name`.execute(db);
    const tables: Referring[] = [];
    for (const row of rows) tables.push(await tableNamed(db, row.name));
    return inOrder(tables).map(({ layout }) => layout);
  } finally {
    await db.destroy();
  }
}

interface Referring {
  readonly layout: TableLayout;
  readonly refersTo: readonly string[];
}

async function tableNamed(db: Kysely<Schema>, name: string): Promise<Referring> {
  const columns = await sql<{ name: string; type: string; pk: number }>`
    select name, type, pk from pragma_table_info(${name}) order by cid`.execute(db);
  const references = await sql<{ table: string }>`
    select distinct "table" from pragma_foreign_key_list(${name})`.execute(db);
  const key = columns.rows.filter(({ pk }) => pk > 0).toSorted((one, other) => one.pk - other.pk);
  return {
    layout: {
      name,
      columns: columns.rows.map((column) => ({ name: column.name, kind: kindOf(column.type) })),
      key: key.map((column) => column.name),
    },
    refersTo: references.rows.map(({ table }) => table).filter((table) => table !== name),
  };
}

function kindOf(type: string): ColumnKind {
  switch (type.toLowerCase()) {
    case 'text':
      return 'text';
    case 'integer':
      return 'integer';
    case 'blob':
      return 'bytes';
    default:
      throw new Error(`a column of a type that backups do not know: ${type}`);
  }
}

/** Each after all that it refers to. */
function inOrder(tables: readonly Referring[]): Referring[] {
  const ordered: Referring[] = [];
  const placed = new Set<string>();
  let left = tables;
  while (left.length > 0) {
    const ready = left.filter(({ refersTo }) => refersTo.every((name) => placed.has(name)));
    if (ready.length === 0) throw new Error('tables refer to each other in a circle');
    for (const table of ready) placed.add(table.layout.name);
    ordered.push(...ready);
    left = left.filter(({ layout }) => !placed.has(layout.name));
  }
  return ordered;
}
