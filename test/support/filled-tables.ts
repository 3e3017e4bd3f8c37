import { sql } from 'kysely';
import { tablesAt, type TableLayout } from '../../src/store/backup/table-layout.ts';
import type { Store } from '../../src/store/open-store.ts';

/** What is easily spoilt on the way: quotes, line ends, other scripts, characters beyond the first plane. */
const hard = ` "'\\\n\r\t\u2028 é 漢 😀 {"a":[1]}`;

/**
 * Puts three rows into every table that there is at a step, the third with null wherever that may be. A text is the same in
 * all columns of a row, so that those that refer to another table find what they name.
 */
export async function fillTables({ db }: Pick<Store, 'db'>, step: string): Promise<void> {
  const stored = new Map((await db.introspection.getTables()).map((table) => [table.name, table.columns]));
  for (const { name, columns, key } of await tablesAt(step)) {
    const nullable = new Set(
      stored
        .get(name)
        ?.flatMap((column) => (column.isNullable && !key.includes(column.name) ? column.name : [])),
    );
    const names = sql.join(columns.map((column) => sql.ref(column.name)));
    for (const n of [1, 2, 3]) {
      const values = columns.map((column) =>
        n === 3 && nullable.has(column.name) ? null : valueOf(column.kind, n),
      );
      await sql`insert into ${sql.table(name)} (${names}) values (${sql.join(values)})`.execute(db);
    }
  }
}

function valueOf(kind: TableLayout['columns'][number]['kind'], n: number): unknown {
  switch (kind) {
    case 'text':
      return `${n}${hard}`;
    case 'integer':
      return n === 1 ? Number.MAX_SAFE_INTEGER : -n;
    case 'bytes':
      return n === 2 ? Buffer.alloc(0) : Buffer.from([n, 0, 10, 255, 128]);
    default:
      return kind satisfies never;
  }
}

/** Everything that stands in tables, by table; rows and bytes in a form that compares. */
export async function rowsOf(
  { db }: Pick<Store, 'db'>,
  tables: readonly Pick<TableLayout, 'name'>[],
): Promise<Record<string, readonly string[]>> {
  const all: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    all[name] = rows.map(inWords).toSorted();
  }
  return all;
}

function inWords(row: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(
    fields.map(([name, value]) => [
      name,
      value instanceof Uint8Array ? `bytes ${Buffer.from(value).toString('hex')}` : value,
    ]),
  );
}
