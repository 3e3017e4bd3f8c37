import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { relative } from 'node:path';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';
import type { Store, StoreLocation } from '../../src/store/open-store.ts';
import { filesUnder } from '../support/canary.ts';
import { filesOfDatabase } from '../support/database-files.ts';
import type { Exchange } from './exchange.ts';

/** Something that was written or sent, to be searched. */
export interface Place {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The files of a folder, gzip ones unpacked. */
export function* placesIn(folder: string, kind: string): Generator<Place> {
  for (const file of filesUnder(folder)) {
    // Postgres removes files of its log while it runs.
    if (!existsSync(file)) continue;
    const content = readFileSync(file);
    const name = `${kind} ${relative(folder, file)}`;
    yield { name, content: content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content };
  }
}

/** The files of the database as they lie on disk while it is open: with its write-ahead log. */
export async function* databaseFiles(store: Store, location: StoreLocation): AsyncGenerator<Place> {
  yield* placesIn(await filesOfDatabase(store, location), 'file');
}

/**
 * Every value of every column of every table that the database itself lists: files hold long values compressed or in
 * pieces.
 */
export async function* rowsOf(db: Kysely<Schema>): AsyncGenerator<Place> {
  for (const { name, columns } of await db.introspection.getTables()) {
    const { rows } = await sql<Readonly<Record<string, unknown>>>`select * from ${sql.table(name)}`.execute(
      db,
    );
    for (const column of columns) {
      const values = rows.map((row) => bytesOf(row[column.name]));
      // Values do not run into each other.
      const content = Buffer.concat(values.flatMap((value) => [value, Buffer.from('\n')]));
      yield { name: `row ${name}.${column.name}`, content };
    }
  }
}

function bytesOf(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

/** The parts of an answer: an answer may hold a secret in one and not in the others. */
export function* answerPlaces(exchange: Exchange): Generator<Place> {
  const { method, url, answerHeaders } = exchange;
  const name = (part: string): string => `${method} ${url.pathname} ${part}`;
  const apart = new Set(['set-cookie', 'location']);
  const others = [...answerHeaders].filter(([header]) => !apart.has(header));
  yield { name: name('headers'), content: Buffer.from(others.map((pair) => pair.join(': ')).join('\n')) };
  yield { name: name('set-cookie'), content: Buffer.from(answerHeaders.getSetCookie().join('\n')) };
  yield { name: name('location'), content: Buffer.from(answerHeaders.get('location') ?? '') };
  yield { name: name('body'), content: exchange.answerBody() };
}

/** What Weir sent: to hooks, to a collector of the record, to one of traces. */
export function* deliveryPlaces({ method, url, requestBody }: Exchange): Generator<Place> {
  yield { name: `${method} ${url.pathname} request body`, content: Buffer.from(requestBody) };
}
