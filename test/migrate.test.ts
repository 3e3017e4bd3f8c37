import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { systemClock } from '../src/kernel/clock.ts';
import { migrateToStep, stepsRun } from '../src/store/migrate.ts';
import { stepNames } from '../src/store/migrations/index.ts';
import { openDatabase, type StoreLocation } from '../src/store/open-store.ts';
import { describeEachStore, quietLog } from './support/stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-migrate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const [oldest = ''] = stepNames;
const later = stepNames.slice(1);

async function migrate(data: string, url: string | undefined, ...words: readonly string[]) {
  const child = spawn(process.execPath, [main, 'migrate', '--data', data, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...(url && { WEIR_DATABASE_URL: url }) },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

describeEachStore('weir migrate', ({ emptyLocation }) => {
  it('brings an older database on, says what it ran, and with --check only looks', async () => {
    const given = await emptyLocation();
    const data = mkdtempSync(join(folder, 'data-'));
    const location: StoreLocation =
      given.kind === 'sqlite' ? { kind: 'sqlite', file: join(data, 'weir.db') } : given;
    const url = given.kind === 'postgres' ? given.url.reveal() : undefined;
    const store = await openDatabase(location, { clock: systemClock, log: quietLog });
    await migrateToStep(store.db, store.kind, { name: store.name, step: oldest });

    const lacking = await migrate(data, url, '--check', '--json');
    expect(lacking.code).toBe(1);
    expect(JSON.parse(lacking.stdout)).toEqual({ database: store.name, missing: later });
    expect(await stepsRun(store.db, store.kind, store.name)).toEqual([oldest]);

    const ran = await migrate(data, url);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(`${store.name} has the schema of this version now: ran ${later.join(', ')}.\n`);
    expect(await stepsRun(store.db, store.kind, store.name)).toEqual(stepNames);
    const after = await migrate(data, url, '--check');
    expect(after).toMatchObject({ code: 0, stdout: `${store.name} has the schema of this version.\n` });

    await sql`insert into weir_migrations (name, timestamp) values ('9999-of-tomorrow', 'now')`.execute(
      store.db,
    );
    const newer = await migrate(data, url);
    expect(newer.code).toBe(1);
    expect(newer.stderr).toContain('was written by a newer version of Weir (it has 9999-of-tomorrow)');
    await store.close();
  });
});

it('makes no database where there is none', async () => {
  const data = mkdtempSync(join(folder, 'data-'));
  const { code, stderr } = await migrate(data, undefined);
  expect(code).toBe(1);
  expect(stderr).toContain(`There is no database at ${join(data, 'weir.db')}.`);
});
