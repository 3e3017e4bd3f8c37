import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { appendCheckpoint } from '../src/audit/append-checkpoint.ts';
import { writeHead } from '../src/audit/head-file.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { openStore, type Store } from '../src/store/open-store.ts';
import { ensureWorkspace } from '../src/store/workspaces.ts';
import { recordKey, storeChain } from './support/audit-chains.ts';
import { newId } from './support/audit-entries.ts';
import { quietLog } from './support/stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

async function audit(...words: readonly string[]) {
  const child = spawn(process.execPath, [main, 'audit', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

interface Installation {
  readonly data: string;
  readonly workspaceId: string;
  readonly change: (work: (store: Store) => Promise<unknown>) => Promise<void>;
}

/** A data folder as `weir start` leaves it, with a record of so many calls. */
async function installation(records: number): Promise<Installation> {
  const data = mkdtempSync(join(folder, 'data-'));
  writeFileSync(join(data, 'audit.key'), `${recordKey.reveal()}\n`);
  const change: Installation['change'] = async (work) => {
    const file = join(data, 'weir.db');
    const store = await openStore({ kind: 'sqlite', file }, { clock: systemClock, log: quietLog });
    await work(store);
    await store.close();
  };
  let workspaceId = '';
  await change(async (store) => {
    ({ id: workspaceId } = await ensureWorkspace(store.db, { slug: 'main', name: 'Main', now: 1 }, newId));
    await extend(store, data, { workspaceId, writer: 'wrt_one' }, records);
  });
  return { data, workspaceId, change };
}

async function extend(
  store: Store,
  data: string,
  place: { readonly workspaceId: string; readonly writer: string },
  records: number,
): Promise<void> {
  const head = await storeChain(store, recordKey, place, records, (seq) => ({
    at: Date.UTC(2026, 10, 1) + seq * 3_600_000,
    operation: seq % 2 === 0 ? 'pages.update' : 'pages.get',
  }));
  const kept = await appendCheckpoint({ store, key: recordKey, writer: place.writer }, [head]);
  await writeHead(join(data, 'audit-head.json'), kept, 'draft');
}

describe('weir audit verify', () => {
  it('says that a record is whole, and keeps a checkpoint for the next time', async () => {
    const { data } = await installation(30);
    const whole = await audit('verify', '--data', data);
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(whole.stdout).toContain('The record is whole: 30 records in 1 chain, 1 checkpoint.');
    const json = await audit('verify', '--data', data, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, checkpoint: { number: 1 }, faults: [] });
    const kept = join(data, 'kept.json');
    writeFileSync(kept, json.stdout);
    expect(await audit('verify', '--data', data, '--against', kept)).toMatchObject({ code: 0 });
  });

  it('names what was done and ends with 1', async () => {
    const { data, change } = await installation(30);
    await change((store) => sql`delete from audit_records where seq = 12`.execute(store.db));
    const { code, stdout } = await audit('verify', '--data', data);
    expect(code).toBe(1);
    expect(stdout).toContain('removed: workspace main, writer wrt_one, record 12\n');
    expect(stdout).toContain('The record is NOT whole: 29 records in 1 chain, 1 checkpoint, 1 fault.');
  });

  it('notices a database that was put back to an older state, whole as it is', async () => {
    const { data, workspaceId, change } = await installation(5);
    const older = join(data, 'older.db');
    copyFileSync(join(data, 'weir.db'), older);
    const json = join(data, 'kept.json');
    await change((store) => extend(store, data, { workspaceId, writer: 'wrt_two' }, 5));
    writeFileSync(json, (await audit('verify', '--data', data, '--json')).stdout);
    for (const end of ['-wal', '-shm']) rmSync(join(data, `weir.db${end}`), { force: true });
    copyFileSync(older, join(data, 'weir.db'));
    const found = await audit('verify', '--data', data);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain(
      'put back to an older state: checkpoint 2 of audit-head.json is not in the database, whose newest is 1',
    );
    rmSync(join(data, 'audit-head.json'));
    expect(await audit('verify', '--data', data)).toMatchObject({ code: 0 });
    const against = await audit('verify', '--data', data, '--against', json);
    expect(against.code).toBe(1);
    expect(against.stdout).toContain('checkpoint 2 of the given file');
  });

  it('asks whether the key is the right one where nothing fits, and makes none', async () => {
    const { data } = await installation(5);
    writeFileSync(join(data, 'audit.key'), 'k'.repeat(64));
    const wrong = await audit('verify', '--data', data);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('is this the key that the record was written with?');
    rmSync(join(data, 'audit.key'));
    const without = await audit('verify', '--data', data);
    expect(without).toMatchObject({ code: 1, stdout: '' });
    expect(without.stderr).toMatch(/^weir: The key of the record is not at [^\n]*\n$/);
  });
});

describe('weir audit export', () => {
  it('writes JSON lines and CSV of a workspace, filtered', async () => {
    const { data } = await installation(1_200);
    const all = await audit('export', '--data', data, '--workspace', 'main');
    expect(all.code).toBe(0);
    const seqs = all.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq);
    expect(seqs).toEqual(Array.from({ length: 1_200 }, (_, n) => n + 1));
    const words = ['--format', 'csv', '--since', '2026-11-01T04:00:00Z', '--until', '2026-11-02'];
    const some = await audit(
      'export',
      '--data',
      data,
      '--workspace',
      'main',
      '--operation',
      'pages.update',
      ...words,
    );
    const [header, ...lines] = some.stdout.trimEnd().split('\r\n');
    expect(header).toMatch(/^"time","at",/);
    expect(lines.map((line) => line.slice(0, 26))).toEqual(
      ['04', '06', '08', '10', '12', '14', '16', '18', '20', '22'].map(
        (hour) => `"2026-11-01T${hour}:00:00.000Z"`,
      ),
    );
  });
});

describe('weir audit', () => {
  it.each([
    [['repair'], 'There is no action "repair".'],
    [['export'], 'Option --workspace is missing.'],
    [['export', '--workspace', 'nowhere'], 'There is no workspace "nowhere".'],
    [['export', '--workspace', 'main', '--format', 'xml'], 'Option --format takes jsonl or csv, not "xml".'],
    [['export', '--workspace', 'main', '--since', 'yesterday'], 'Option --since takes a time such as'],
    [['verify', '--against', '/nowhere.json'], 'There is no file /nowhere.json.'],
  ])('refuses %j in one line', async (words, message) => {
    const { data } = await installation(1);
    const { code, stdout, stderr } = await audit(...words, '--data', data);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith(`weir: ${message}`)).toBe(true);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it('says where there is no record', async () => {
    const data = join(folder, 'empty');
    mkdirSync(data);
    expect((await audit('verify', '--data', data)).stderr).toBe(
      `weir: There is no database at ${join(data, 'weir.db')}. Name the configuration with --config or the folder with --data.\n`,
    );
  });
});
