import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { recordKey, storeChain } from '../../../test/support/audit-chains.ts';
import { fillTables, rowsOf } from '../../../test/support/filled-tables.ts';
import { describeEachStore, quietLog } from '../../../test/support/stores.ts';
import { verifyRecord } from '../../audit/verify-record.ts';
import { systemClock } from '../../kernel/clock.ts';
import { lastCheckpoint } from '../audit-checkpoints.ts';
import { migrateToStep, stepsRun } from '../migrate.ts';
import { stepNames } from '../migrations/index.ts';
import { openDatabase, openStore, type Store, type StoreLocation } from '../open-store.ts';
import { writeBackupFile } from './backup-file.ts';
import type { BackupSummary } from './backup-format.ts';
import { readBackup } from './read-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { leftOut, tablesAt } from './table-layout.ts';
import { writeBackup } from './write-backup.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newest = stepNames.at(-1) ?? '';

let made = 0;
function newFile(end = 'gz'): string {
  made += 1;
  return join(folder, `${made}.${end}`);
}

const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** As it is, without a schema where it has none. */
async function at(location: StoreLocation): Promise<Store> {
  const store = await openDatabase(location, { clock: systemClock, log: quietLog });
  opened.push(store);
  return store;
}
const newSqlite = (): Promise<Store> => at({ kind: 'sqlite', file: newFile('db') });

async function backupOf(store: Store): Promise<{ readonly file: string; readonly summary: BackupSummary }> {
  const file = newFile();
  return { file, summary: await writeBackup(store, createWriteStream(file)) };
}

const check = (file: string): Promise<BackupSummary> => readBackup(file, async () => {});

async function restored(store: Store, file: string): Promise<void> {
  await restoreBackup(store, file, await check(file));
}

async function carried(step = newest) {
  return (await tablesAt(step)).filter(({ name }) => !leftOut.has(name));
}

describeEachStore('a backup', ({ open, emptyLocation }) => {
  it('knows every table and column of the database, and has all rows but those that serve once', async () => {
    const store = await open();
    const known = await tablesAt(newest);
    const ofDatabase = (await store.db.introspection.getTables()).filter(
      ({ name }) => !name.startsWith('weir_'),
    );
    expect(columnsByTable(known)).toEqual(columnsByTable(ofDatabase));
    expect(known.filter(({ key }) => key.length === 0)).toEqual([]);
    const names = known.map(({ name }) => name);
    expect([...leftOut].filter((name) => !names.includes(name))).toEqual([]);

    await fillTables(store, newest);
    const { summary } = await backupOf(store);
    const expected = names.filter((name) => !leftOut.has(name)).map((name) => [name, 3] as const);
    expect(summary.tables).toEqual(Object.fromEntries(expected));
    expect(summary.rows).toBe(3 * expected.length);
  });

  it('goes from SQLite into it and back, every row the same', async () => {
    const source = await newSqlite();
    await migrateToStep(source.db, 'sqlite', { name: source.name, step: newest });
    await fillTables(source, newest);
    const there = await at(await emptyLocation());
    const first = await backupOf(source);
    await restored(there, first.file);
    const back = await newSqlite();
    const second = await backupOf(there);
    await restored(back, second.file);

    const tables = await carried();
    const rows = await rowsOf(source, tables);
    expect(Object.values(rows).every((ofTable) => ofTable.length === 3)).toBe(true);
    expect(await rowsOf(there, tables)).toEqual(rows);
    expect(await rowsOf(back, tables)).toEqual(rows);
    const without = await rowsOf(
      back,
      [...leftOut].map((name) => ({ name })),
    );
    expect(Object.values(without).flat()).toEqual([]);
    expect(second.summary.tables).toEqual(first.summary.tables);
  });

  it('is one moment, while another process writes', async () => {
    const location = await emptyLocation();
    const store = await openStore(location, { clock: systemClock, log: quietLog });
    opened.push(store);
    // More than a page, so that there are moments between.
    const earlier = { workspaceId: 'wsp_old', writer: 'wrt_old' };
    await storeChain(store, recordKey, earlier, 4_000, () => ({ at: systemClock.now() }));
    const place = location.kind === 'sqlite' ? { file: location.file } : { url: location.url.reveal() };
    const script = fileURLToPath(new URL('../../../test/support/recording-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(place), 'writes'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      const writes = createInterface(child.stdout)[Symbol.asyncIterator]();
      do await writes.next();
      while (!(await lastCheckpoint(store.db)));
      const file = newFile();
      const disk = createWriteStream(file);
      let meanwhile = 0;
      // Takes nothing before the other process has written once more.
      const slow = new Writable({
        highWaterMark: 1,
        async write(chunk: Buffer, _encoding, done) {
          await writes.next();
          meanwhile += 1;
          disk.write(chunk, done);
        },
        final: (done) => void disk.end(done),
      });
      const summary = await writeBackup(store, slow);
      expect(meanwhile).toBeGreaterThan(3);

      const copy = await newSqlite();
      await restored(copy, file);
      const report = await verifyRecord(copy, { key: recordKey });
      expect(report).toMatchObject({ ok: true, faults: [], records: summary.tables['audit_records'] });
      expect(report.records).toBeGreaterThan(4_000);
      expect(report.checkpoints).toBeGreaterThan(0);
      // Of the writes of this very process: each is there whole up to one place.
      const now = await verifyRecord(store, { key: recordKey });
      expect(now.records).toBeGreaterThan(report.records + 2);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('of an older Weir is restored at its step and brought on', async () => {
    const step = '0003-sign-in';
    const old = await at(await emptyLocation());
    await migrateToStep(old.db, old.kind, { name: old.name, step });
    await sql`insert into accounts (id, email, name, is_operator, created_at)
      values ('acc_1', 'ana@acme.com', 'Ana', 1, 7)`.execute(old.db);
    const { file, summary } = await backupOf(old);
    expect(summary).toMatchObject({ step, rows: 1 });
    // It was looked at, not changed.
    expect(await stepsRun(old.db, old.kind, old.name)).toEqual(stepNames.filter((name) => name <= step));
    // Into a database that Weir of today has made and not used.
    const into = await open();
    await restored(into, file);
    expect(await stepsRun(into.db, into.kind, into.name)).toEqual(stepNames);
    const { rows } = await sql`select id, email, is_operator from accounts`.execute(into.db);
    expect(rows).toEqual([{ id: 'acc_1', email: 'ana@acme.com', is_operator: 1 }]);
    expect((await rowsOf(into, [{ name: 'approvals' }]))['approvals']).toEqual([]);
  });

  it('is not restored into a database that holds anything, and leaves that as it is', async () => {
    const source = await open();
    await fillTables(source, newest);
    const { file } = await backupOf(source);
    const used = await open();
    await sql`insert into leases (name, holder, expires_at) values ('a', 'b', 1)`.execute(used.db);
    const before = await rowsOf(used, await tablesAt(newest));
    await expect(restored(used, file)).rejects.toMatchObject({
      code: 'configuration',
      message: `The database ${used.name} is not empty: there are rows in leases.`,
    });
    await expect(restored(source, file)).rejects.toThrow(/in \w+, \w+, \w+ and other tables\.$/);
    expect(await rowsOf(used, await tablesAt(newest))).toEqual(before);
  });

  it('that is another one than was checked is not restored, and no row stays', async () => {
    const source = await open();
    const empty = await backupOf(source);
    await fillTables(source, newest);
    const full = await backupOf(source);
    const into = await at(await emptyLocation());
    await expect(restoreBackup(into, full.file, empty.summary)).rejects.toThrow(
      'it was changed while it was read',
    );
    expect(Object.values(await rowsOf(into, await tablesAt(newest))).flat()).toEqual([]);
    // Nothing stands in the way of the right one.
    await restored(into, full.file);
    expect((await rowsOf(into, [{ name: 'people' }]))['people']).toHaveLength(3);
  });

  it('that breaks a rule of the database is not restored, and no row stays', async () => {
    const source = await open();
    await fillTables(source, newest);
    const { file } = await backupOf(source);
    // A role of a person that there is not, in a file that is whole.
    const lines = linesIn(file).filter((line) => !line.startsWith('["people"'));
    const orphaned = signed(
      lines.map((line) =>
        line.replace(/("name":"people".*?"rows":)3/, '$10').replace('"people":3', '"people":0'),
      ),
    );
    const into = await at(await emptyLocation());
    await expect(restored(into, orphaned)).rejects.toThrow(/foreign key/i);
    expect(Object.values(await rowsOf(into, await tablesAt(newest))).flat()).toEqual([]);
  });

  it('of an empty database is none', async () => {
    const store = await at(await emptyLocation());
    const file = newFile();
    await expect(writeBackupFile(store, { file, force: false, draftName: 'part' })).rejects.toThrow(
      `The database ${store.name} is empty: there is nothing to back up.`,
    );
    expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(file))).toEqual([]);
  });
});

function columnsByTable(
  tables: readonly { readonly name: string; readonly columns: readonly { readonly name: string }[] }[],
): Record<string, readonly string[]> {
  return Object.fromEntries(
    tables.map(({ name, columns }) => [name, columns.map((column) => column.name).toSorted()]),
  );
}

function linesIn(file: string): string[] {
  return gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
}

function packed(text: string): string {
  const file = newFile();
  writeFileSync(file, gzipSync(text));
  return file;
}

/** A file with these lines whose digest is right: what somebody makes who knows how. */
function signed(lines: readonly string[]): string {
  const content = `${lines.slice(0, -1).join('\n')}\n`;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const end = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  return packed(`${content}${JSON.stringify({ ...end, sha256 })}\n`);
}

describe('a file', () => {
  async function filled(): Promise<{ readonly file: string; readonly lines: string[] }> {
    const store = await newSqlite();
    await migrateToStep(store.db, 'sqlite', { name: store.name, step: newest });
    await fillTables(store, newest);
    const { file } = await backupOf(store);
    expect(await check(signed(linesIn(file)))).toEqual(await check(file));
    return { file, lines: linesIn(file) };
  }
  const packedLines = (lines: readonly string[]): string => packed(`${lines.join('\n')}\n`);

  it('that was cut is refused, wherever', async () => {
    const { file, lines } = await filled();
    const bytes = readFileSync(file);
    for (const length of [0, 1, 12, 600, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
      const cut = newFile();
      writeFileSync(cut, bytes.subarray(0, length));
      await expect(check(cut), `${length} bytes`).rejects.toMatchObject({ code: 'configuration' });
    }
    await expect(check(packedLines(lines.slice(0, -1)))).rejects.toThrow('is damaged: its end is missing.');
    await expect(check(packed(lines.join('\n')))).rejects.toThrow('is damaged: its end is missing.');
  });

  it('of which a byte was changed is refused, wherever', async () => {
    const { file } = await filled();
    const bytes = readFileSync(file);
    const step = Math.ceil(bytes.length / 25);
    // The first ten are gzip's own and hold nothing but a magic number, flags and a time.
    for (let place = 10; place < bytes.length; place += step) {
      const changed = newFile();
      writeFileSync(changed, bytes.with(place, (bytes[place] ?? 0) ^ 0x20));
      await expect(check(changed), `byte ${place}`).rejects.toMatchObject({ code: 'configuration' });
    }
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    ['without a row', (lines) => lines.toSpliced(9, 1), 'rows and holds 2'],
    ['with a row twice', (lines) => lines.toSpliced(9, 0, lines[9] ?? ''), 'rows and holds 4'],
    [
      'with two rows swapped',
      (lines) => lines.with(1, lines[2] ?? '').with(2, lines[1] ?? ''),
      'it was changed',
    ],
    ['with another value', (lines) => lines.with(1, (lines[1] ?? '').replace('漢', '字')), 'it was changed'],
    ['with something after its end', (lines) => [...lines, '[]'], 'something follows its end'],
    ['with a line that is nothing', (lines) => lines.toSpliced(5, 0, 'x'), 'a line is no row'],
  ])('%s is refused', async (_what, change, message) => {
    const { lines } = await filled();
    const changed = change(lines);
    expect(changed).not.toEqual(lines);
    await expect(check(packedLines(changed))).rejects.toThrow(message);
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    [
      'a row too short',
      (lines) => lines.with(1, `["${tableIn(lines, 0)}"]`),
      'a row is not what its table holds',
    ],
    ['a row of no table', (lines) => lines.with(1, '["passwords",1]'), 'a row is not what its table holds'],
    [
      'a number that is none',
      (lines) => lines.with(1, (lines[1] ?? '').replace('9007199254740991', '0.5')),
      'a row is not what its table holds',
    ],
    [
      'a table that is not of its schema',
      (lines) => lines.with(0, (lines[0] ?? '').replace('"name":"people"', '"name":"persons"')),
      'it has tables that its schema does not',
    ],
    [
      'a header with more in it',
      (lines) => lines.with(0, (lines[0] ?? '').replace('{', '{"a":1,')),
      'its first line',
    ],
  ])('whose digest is right is refused for %s', async (_what, change, message) => {
    const { lines } = await filled();
    const changed = change(lines);
    expect(changed).not.toEqual(lines);
    await expect(check(signed(changed))).rejects.toThrow(message);
  });

  it('of a newer Weir is refused with the version that it needs', async () => {
    const { lines } = await filled();
    const header = (change: (line: string) => string): string =>
      signed(lines.with(0, change(lines[0] ?? '')));
    const later = (line: string): string => line.replace(/"weir":"[^"]*"/, '"weir":"7.0.0"');
    await expect(
      check(header((line) => later(line).replace('"version":1', '"version":2,"more":true'))),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/ was written by Weir 7\.0\.0, a newer one\.$/),
      fields: { nextStep: 'Nothing was restored. Restore it with Weir 7.0.0 or a later version.' },
    });
    await expect(check(header((line) => later(line).replace(newest, '0099-later')))).rejects.toThrow(
      'was written by Weir 7.0.0, a newer one, whose newest step is 0099-later.',
    );
  });

  it('that is something else is no backup', async () => {
    const text = newFile('txt');
    writeFileSync(text, 'not packed at all');
    await expect(check(text)).rejects.toThrow(`The file ${text} is no backup of Weir.`);
    await expect(check(packed('{"format":"other"}\n'))).rejects.toThrow('is no backup of Weir.');
    await expect(check(packed('\n'))).rejects.toThrow('is no backup of Weir.');
    await expect(check(join(folder, 'nowhere'))).rejects.toThrow(
      `There is no file ${join(folder, 'nowhere')}.`,
    );
    await expect(check(folder)).rejects.toThrow(`The file ${folder} cannot be read.`);
  });

  it('is written whole or not at all, for its owner alone, over nothing unless told to', async () => {
    const store = await newSqlite();
    await migrateToStep(store.db, 'sqlite', { name: store.name, step: newest });
    const file = newFile();
    const summary = await writeBackupFile(store, { file, force: false, draftName: 'part' });
    expect(await check(file)).toEqual(summary);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);

    writeFileSync(file, 'kept');
    await expect(writeBackupFile(store, { file, force: false, draftName: 'part' })).rejects.toThrow(
      `There is a file ${file} already.`,
    );
    expect(readFileSync(file, 'utf8')).toBe('kept');
    await writeBackupFile(store, { file, force: true, draftName: 'part' });
    expect(await check(file)).toMatchObject({ rows: 0 });

    const nowhere = join(folder, 'nowhere', 'file.gz');
    await expect(
      writeBackupFile(store, { file: nowhere, force: false, draftName: 'part' }),
    ).rejects.toMatchObject({
      message: `The backup ${nowhere} could not be written: its folder does not exist.`,
    });
    const stopped = newFile();
    const signal = AbortSignal.abort();
    await expect(
      writeBackupFile(store, { file: stopped, force: false, draftName: 'part', signal }),
    ).rejects.toThrow(/abort/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(existsSync(stopped)).toBe(false);
  });
});

function tableIn(lines: readonly string[], index: number): string {
  const { tables } = JSON.parse(lines[0] ?? '') as { tables: { name: string }[] };
  return tables[index]?.name ?? '';
}
