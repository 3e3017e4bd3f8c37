import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe } from 'vitest';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { openStore, type Store, type StoreLocation } from '../../src/store/open-store.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';

export interface TestStores {
  /** A migrated store of its own for this test, closed after it. */
  readonly open: (clock?: Clock) => Promise<Store>;
  /** A database that nothing has opened yet. */
  readonly emptyLocation: () => Promise<StoreLocation>;
}

export const quietLog = createLog({ level: 'silent' });

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
    const emptyLocation = async (): Promise<StoreLocation> => {
      const { url } = await runningPostgres().createDatabase();
      return { kind: 'postgres', url };
    };
    let template: Promise<string> | undefined;
    const migratedCopy = async (): Promise<StoreLocation> => {
      template ??= makeTemplate();
      const { url } = await runningPostgres().createDatabase(await template);
      return { kind: 'postgres', url };
    };
    tests({ emptyLocation, open: closedAfterTest(migratedCopy) });
  });
}

const { server: postgres, reason } = { reason: '', ...(await startPostgres()) };
const postgresNote = postgres ? '' : ` (skipped: ${reason})`;
afterAll(() => postgres?.stop());

function runningPostgres(): PostgresServer {
  if (!postgres) throw new Error(`Postgres does not run: ${reason}`);
  return postgres;
}

/** Migrating once and copying is quicker than migrating for each test. */
async function makeTemplate(): Promise<string> {
  const { name, url } = await runningPostgres().createDatabase();
  const store = await openStore({ kind: 'postgres', url }, { clock: systemClock, log: quietLog });
  await store.close();
  return name;
}

function closedAfterTest(location: () => Promise<StoreLocation>): TestStores['open'] {
  const open: Store[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
  });
  return async (clock = systemClock) => {
    const store = await openStore(await location(), { clock, log: quietLog });
    open.push(store);
    return store;
  };
}
