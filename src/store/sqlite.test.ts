import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { auditEntry, newId } from '../../test/support/audit-entries.ts';
import { quietLog } from '../../test/support/stores.ts';
import { createRecorder } from '../audit/recorder.ts';
import { systemClock } from '../kernel/clock.ts';
import { Secret } from '../kernel/secret.ts';
import { pageOfRecords } from './audit-records.ts';
import { putBodyBase } from './body-bases.ts';
import { stepNames } from './migrations/index.ts';
import { openStore, type Store } from './open-store.ts';
import { ensureWorkspace, findWorkspace } from './workspaces.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(file: string): Promise<Store> {
  return openStore({ kind: 'sqlite', file }, { clock: systemClock, log: quietLog });
}

/** A closed database file with some hundred records in it. */
async function filledFile(name: string): Promise<string> {
  const file = join(folder, name);
  const store = await open(file);
  const recorder = createRecorder({
    store,
    writer: 'wrt_1',
    key: new Secret('k'),
    ids: newId,
    log: quietLog,
  });
  for (let n = 0; n < 300; n += 1) recorder.enqueue(auditEntry());
  await recorder.close();
  await store.close();
  return file;
}

describe('a SQLite store', () => {
  it('keeps what was committed, in a file that only its owner may read', async () => {
    const file = join(folder, 'new', 'folder', 'weir.db');
    const store = await open(file);
    await ensureWorkspace(store.db, { slug: 'demo', name: 'Demo', now: 1 }, newId);
    await store.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
    const again = await open(file);
    expect(await findWorkspace(again.db, 'demo')).toMatchObject({ name: 'Demo' });
    await again.close();
  });

  it('lives in memory alone when asked to', async () => {
    const store = await open(':memory:');
    await ensureWorkspace(store.db, { slug: 'demo', name: 'Demo', now: 1 }, newId);
    expect(await findWorkspace(store.db, 'demo')).toBeDefined();
    await store.close();
  });

  it('rolls a failed transaction back whole', async () => {
    const store = await open(':memory:');
    const failing = store.db.transaction().execute(async (transaction) => {
      await ensureWorkspace(transaction, { slug: 'demo', name: 'Demo', now: 1 }, newId);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await findWorkspace(store.db, 'demo')).toBeUndefined();
    await store.close();
  });

  it('waits for another process that writes, and reads meanwhile', async () => {
    const file = join(folder, 'shared.db');
    const [one, other] = [await open(file), await open(file)];
    await ensureWorkspace(one.db, { slug: 'demo', name: 'Demo', now: 1 }, newId);
    expect(await findWorkspace(other.db, 'demo')).toBeDefined();
    await ensureWorkspace(other.db, { slug: 'demo', name: 'Renamed', now: 2 }, newId);
    expect(await findWorkspace(one.db, 'demo')).toMatchObject({ name: 'Renamed' });
    await Promise.all([one.close(), other.close()]);
  });

  it('is made once by many processes that start at the same moment', async () => {
    const file = join(folder, 'race.db');
    const script = `
      import { openStore } from ${JSON.stringify(fileURLToPath(new URL('open-store.ts', import.meta.url)))};
      import { createLog } from ${JSON.stringify(fileURLToPath(new URL('../telemetry/log.ts', import.meta.url)))};
      const store = await openStore({ kind: 'sqlite', file: process.argv[1] },
        { clock: { now: () => 1 }, log: createLog({ level: 'info' }) });
      const steps = await store.db.selectFrom('weir_migrations').selectAll().execute();
      await store.close();
      console.log(steps.length);`;
    const starts = Array.from({ length: 3 }, () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file]),
    );
    const once = String(stepNames.length);
    expect((await Promise.all(starts)).map(({ stdout }) => stdout.trim())).toEqual([once, once, once]);
  });
});

describe('a SQLite file that cannot be used stops the start with one line', () => {
  const damaged = {
    code: 'configuration',
    message: expect.stringMatching(/^The database .* is damaged or is not a Weir database\.$/),
  };
  const notWritable = {
    code: 'configuration',
    message: expect.stringMatching(/cannot be opened for writing\.$/),
  };

  it('that is no database', async () => {
    const file = join(folder, 'text.db');
    writeFileSync(file, 'This was never a database.\n'.repeat(200));
    await expect(open(file)).rejects.toMatchObject(damaged);
    expect(readFileSync(file, 'utf8')).toContain('never a database');
  });

  it.each([0.3, 0.7, 0.999])('that was cut to %d of its length', async (part) => {
    const file = await filledFile(`cut-${part}.db`);
    truncateSync(file, Math.floor(statSync(file).size * part));
    await expect(open(file)).rejects.toMatchObject(damaged);
  });

  it('that has garbage in its middle', async () => {
    const file = await filledFile('garbage.db');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 20_000));
    await expect(open(file)).rejects.toMatchObject(damaged);
  });

  it('that is too large to be checked at the start and turns out damaged when it is used', async () => {
    const file = await filledFile('late.db');
    const filling = await open(file);
    const key = {
      workspaceId: 'w',
      personId: 'p',
      connectionId: 'c',
      pageId: '1',
      etag: 'e',
      representation: 'storage',
    };
    await putBodyBase(filling.db, { ...key, sealed: new Uint8Array(9_000_000), createdAt: 1, expiresAt: 2 });
    await filling.close();
    const bytes = readFileSync(file);
    // The page of a record; no index has the names of clients.
    const page = Math.floor(bytes.lastIndexOf('Inspector') / 4096) * 4096;
    writeFileSync(file, bytes.fill(0xa5, page, page + 4096));
    const store = await open(file);
    const reading = pageOfRecords(store.db, { workspaceId: 'wsp_one' }, { limit: 300 });
    await expect(reading).rejects.toMatchObject(damaged);
    await store.close();
  });

  it('that belongs to another program', async () => {
    const file = join(folder, 'other.db');
    const other = new DatabaseSync(file);
    other.exec('create table songs (title text)');
    other.close();
    await expect(open(file)).rejects.toMatchObject({
      code: 'configuration',
      message: `${file} is the SQLite database of another program.`,
    });
  });

  it('whose folder cannot be made, or that is itself a folder', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    await expect(open(join(folder, 'a-file', 'weir.db'))).rejects.toMatchObject(notWritable);
    await expect(open(folder)).rejects.toMatchObject(notWritable);
  });

  it.skipIf(process.getuid?.() === 0)(
    'that may only be read (not as root, who may write anywhere)',
    async () => {
      const file = await filledFile('read-only.db');
      chmodSync(file, 0o400);
      await expect(open(file)).rejects.toMatchObject(notWritable);
    },
  );
});
