import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { afterAll, afterEach, describe } from 'vitest';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { openStore, type Store, type StoreLocation } from '../../src/store/open-store.ts';
import type { Schema } from '../../src/store/schema.ts';
import { quietLog } from './kept-log.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { noteLeftCluster } from './what-is-left.ts';

export interface TestStores {
  /** A migrated store of its own for this test, closed after it. */
  readonly open: (clock?: Clock) => Promise<Store>;
  /** A database that nothing has opened yet. */
  readonly emptyLocation: () => Promise<StoreLocation>;
}

export { quietLog } from './kept-log.ts';

/** Runs the same tests on SQLite and on Postgres; on Postgres they are skipped, with the reason, where it cannot run. */
export function describeEachStore(title: string, tests: (stores: TestStores) => void): void {
  describe(`${title} on SQLite`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-store-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    let made = 0;
    const emptyLocation = async (): Promise<StoreLocation> => {
      made += 1;
      return { kind: 'sqlite', file: join(folder, `${made}.db`) };
    };
    tests({ emptyLocation, open: closedAfterTest(emptyLocation) });
  });

  describe.skipIf(!postgres)(`${title} on Postgres${postgresNote}`, () => {
    const emptyLocation = async (): Promise<StoreLocation> => ({
      kind: 'postgres',
      url: await runningPostgres().createDatabase(),
    });
    const spare: StoreLocation[] = [];
    const migrated = async (): Promise<StoreLocation> => spare.pop() ?? emptyLocation();
    const giveBack = async (location: StoreLocation, store: Store): Promise<void> => {
      await emptyTables(store.db);
      spare.push(location);
    };
    tests({ emptyLocation, open: closedAfterTest(migrated, giveBack) });
  });
}

const { server: postgres, reason } = { reason: '', ...(await startPostgres(noteLeftCluster)) };
const postgresNote = postgres ? '' : ` (skipped: ${reason})`;
afterAll(() => postgres?.stop());

function runningPostgres(): PostgresServer {
  if (!postgres) throw new Error(`Postgres does not run: ${reason}`);
  return postgres;
}

/** Quicker than a new database for each test. */
async function emptyTables(db: Kysely<Schema>): Promise<void> {
  const tables = (await db.introspection.getTables()).filter(({ name }) => !name.startsWith('weir_'));
  await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(db);
}

function closedAfterTest(
  location: () => Promise<StoreLocation>,
  giveBack?: (location: StoreLocation, store: Store) => Promise<void>,
): TestStores['open'] {
  const open: { readonly place: StoreLocation; readonly store: Store }[] = [];
  afterEach(async ({ task }) => {
    for (const { place, store } of open.splice(0)) {
      // A test that failed may have left anything behind.
      if (task.result?.state !== 'fail') await giveBack?.(place, store);
      await store.close();
    }
  });
  return async (clock = systemClock) => {
    const place = await location();
    const store = await openStore(place, { clock, log: quietLog });
    open.push({ place, store });
    return store;
  };
}
