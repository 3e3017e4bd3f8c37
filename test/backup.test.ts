import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { openFoundation, type Foundation } from '../src/app/foundation.ts';
import { openConnectionSecret, sealConnectionSecret } from '../src/auth/upstream/connection-secrets.ts';
import { auditHeadFile } from '../src/config/audit-head.ts';
import { auditKeyIn } from '../src/config/audit-key.ts';
import { masterKeyFile } from '../src/config/master-key-file.ts';
import { systemRandom } from '../src/kernel/random.ts';
import { Secret } from '../src/kernel/secret.ts';
import { putConnectionSecret } from '../src/store/connection-secrets.ts';
import { createConnection } from '../src/store/connections.ts';
import type { StoreLocation } from '../src/store/open-store.ts';
import { ensureWorkspace } from '../src/store/workspaces.ts';
import { masterKeysFromFile } from '../src/vault/master-key-source.ts';
import { auditEntry, newId } from './support/audit-entries.ts';
import { findPlanted } from './support/canary.ts';
import { describeEachStore, quietLog } from './support/stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-backups-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newFolder = (): string => mkdtempSync(join(folder, 'data-'));
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const canary = 'canary-9f1d64c0b7a2-"quoted"-é';

/** A data folder and the database that goes with it. */
interface Installation {
  readonly data: string;
  readonly location: StoreLocation;
}

/** A database at Postgres is named by the environment. */
async function weir({ location }: Pick<Installation, 'location'>, ...words: readonly string[]) {
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      ...(location.kind === 'postgres' && { WEIR_DATABASE_URL: location.url.reveal() }),
    },
  });
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const bytes = Buffer.concat(stdout);
  return { code, stdout: bytes.toString(), bytes, stderr };
}

/** What runs there while it is open, as `weir start` opens it. */
async function running<T>(
  { data, location }: Installation,
  work: (foundation: Foundation) => Promise<T>,
): Promise<T> {
  const foundation = await openFoundation({
    database: location,
    auditKey: await auditKeyIn(data, systemRandom),
    masterKeys: masterKeysFromFile(masterKeyFile(join(data, 'master.key'), systemRandom), systemRandom),
    auditHead: auditHeadFile(data),
    log: quietLog,
  });
  try {
    return await work(foundation);
  } finally {
    await foundation.close();
  }
}

/** With a workspace, a connection whose token is the canary, and a record. Answers the key of the token. */
async function fill(installation: Installation) {
  return running(installation, async ({ store, vault, recorder }) => {
    const { id: workspaceId } = await ensureWorkspace(
      store.db,
      { slug: 'main', name: 'Main', now: 1 },
      newId,
    );
    const connection = await createConnection(
      store.db,
      {
        workspaceId,
        slug: 'wiki',
        platform: 'datacenter',
        site: 'https://wiki.acme.com',
        authMode: 'pat',
        settings: {},
        origin: 'admin',
        now: 1,
      },
      newId,
    );
    if (!connection) throw new Error('no connection');
    const key = { workspaceId, connectionId: connection.id, name: 'token' } as const;
    const secret = await sealConnectionSecret(vault, { ...key, value: new Secret(canary), now: 1 });
    await putConnectionSecret(store.db, secret);
    await recorder.commit(auditEntry({ workspaceId, at: Date.now() }));
    return key;
  });
}

const carryOn = (installation: Installation): Promise<void> =>
  running(installation, ({ recorder }) => recorder.commit(auditEntry({ at: Date.now() })));

function copyKeys(from: string, to: string): void {
  for (const name of ['audit.key', 'master.key']) copyFileSync(join(from, name), join(to, name));
}

let made = 0;
function newFile(): string {
  made += 1;
  return join(folder, `backup-${made}.jsonl.gz`);
}

describeEachStore('weir backup and weir restore', ({ emptyLocation }) => {
  async function installation(): Promise<Installation> {
    const data = newFolder();
    const location = await emptyLocation();
    return {
      data,
      location: location.kind === 'sqlite' ? { kind: 'sqlite', file: join(data, 'weir.db') } : location,
    };
  }

  it('bring an installation to another place, with its secrets and its record', async () => {
    const old = await installation();
    const key = await fill(old);
    const file = newFile();
    // While it runs.
    const written = await running(old, () => weir(old, 'backup', '--data', old.data, '--out', file));
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(written.stdout).toMatch(
      /^Written to \S+: \d+ rows of \d+ tables, as they were at \S+Z\.\nSHA-256 of the rows: [0-9a-f]{64}\n/,
    );
    expect(written.stdout).toContain(`the master key (${join(old.data, 'master.key')})`);
    expect(written.stdout).toContain(`the audit key (${join(old.data, 'audit.key')})`);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const unpacked = newFolder();
    writeFileSync(join(unpacked, 'backup'), gunzipSync(readFileSync(file)));
    const texts = ['audit.key', 'master.key'].map((name) =>
      readFileSync(join(old.data, name), 'utf8').trim(),
    );
    for (const secret of [canary, ...texts]) expect(findPlanted(unpacked, secret)).toEqual([]);
    expect(findPlanted(unpacked, 'wiki.acme.com')).toContain('backup: raw');

    const next = await installation();
    copyKeys(old.data, next.data);
    const restored = await weir(next, 'restore', file, '--data', next.data);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toContain('opens with the master key; secrets of connections: 1\n');
    expect(restored.stdout).toContain('The record is whole: 2 records in 2 chains, 2 checkpoints.\n');
    await running(next, async ({ store, vault, recorder }) => {
      const opened = await openConnectionSecret({ db: store.db, sealer: vault }, key);
      expect(opened?.value.reveal()).toBe(canary);
      await recorder.commit(auditEntry({ at: Date.now() }));
    });
    // The record goes on, and every verification tells of it.
    const verified = await weir(next, 'audit', 'verify', '--data', next.data);
    expect(verified.code).toBe(0);
    expect(verified.stdout).toMatch(
      /^restored: \S+Z, backup of \S+Z, sha256 [0-9a-f]{64}, its newest checkpoint 1; what was/m,
    );
    expect(verified.stdout).toContain('The record is whole: 3 records in 3 chains, 3 checkpoints.\n');
  });

  it('leave it to a human that what was recorded since is gone', async () => {
    const there = await installation();
    await fill(there);
    const file = newFile();
    await weir(there, 'backup', '--data', there.data, '--out', file);
    await carryOn(there);
    await carryOn(there);
    const again = { ...there, location: await emptied(there) };
    const restored = await weir(again, 'restore', file, '--data', there.data);
    expect(restored.code).toBe(0);
    expect(restored.stdout).toContain('put back to an older state: checkpoint 3 of audit-head.json');
    expect(restored.stdout).toContain('its newest checkpoint 1, checkpoint kept outside 3;');
    expect(restored.stdout).toContain(`older than ${auditHeadFile(there.data)}.`);
    // It serves, and does not forget.
    await carryOn(again);
    await carryOn(again);
    const verified = await weir(again, 'audit', 'verify', '--data', there.data);
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain('put back to an older state: checkpoint 3 of audit-head.json');
    expect(verified.stdout).toContain('1 fault.');
    const kept = join(there.data, 'kept.json');
    renameSync(auditHeadFile(there.data), kept);
    const later = await weir(again, 'audit', 'verify', '--data', there.data, '--json');
    expect(later.code).toBe(0);
    expect(JSON.parse(later.stdout)).toMatchObject({
      ok: true,
      restored: [{ details: expect.arrayContaining(['checkpoint kept outside 3']) }],
    });
    // Who took it away is not believed by whoever kept a copy.
    const against = await weir(again, 'audit', 'verify', '--data', there.data, '--against', kept);
    expect(against.code).toBe(1);
  });

  async function emptied({ location, data }: Installation): Promise<StoreLocation> {
    if (location.kind === 'postgres') return emptyLocation();
    for (const end of ['', '-wal', '-shm']) rmSync(join(data, `weir.db${end}`), { force: true });
    return location;
  }

  it('cannot pass somebody else’s entry off as a restoring', async () => {
    const there = await installation();
    await fill(there);
    await running(there, async ({ store }) => {
      await sql`update audit_records set workspace_id = 'installation', operation = 'record.restored',
        details_json = '["backup of today"]'`.execute(store.db);
    });
    const verified = await weir(there, 'audit', 'verify', '--data', there.data);
    expect(verified.code).toBe(1);
    expect(verified.stdout).not.toContain('restored:');
  });

  it('refuse a database that is used, before anything is done to it', async () => {
    const there = await installation();
    await fill(there);
    const file = newFile();
    await weir(there, 'backup', '--data', there.data, '--out', file);
    const refused = await weir(there, 'restore', file, '--data', there.data);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^weir: The database \S+ is not empty: there are rows in [^\n]*\n$/);
    const verified = await weir(there, 'audit', 'verify', '--data', there.data);
    expect(verified.stdout).toContain('The record is whole: 1 record in 1 chain, 1 checkpoint.');
  });

  it('say which key is missing or wrong', async () => {
    const old = await installation();
    await fill(old);
    const file = newFile();
    await weir(old, 'backup', '--data', old.data, '--out', file);
    const next = await installation();
    const keyFile = join(next.data, 'audit.key');
    const none = await weir(next, 'restore', file, '--data', next.data);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain(`The key of the record is not at ${keyFile}. Nothing was restored.`);
    writeFileSync(keyFile, 'k'.repeat(64));
    const wrong = await weir(next, 'restore', file, '--data', next.data);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain(`was written with another key than ${keyFile}. Nothing was restored.`);
    expect(readdirSync(next.data)).toEqual(['audit.key']);
    // Whoever has lost it for good can go on, and it shows.
    const place = await installation();
    copyFileSync(join(old.data, 'master.key'), join(place.data, 'master.key'));
    const under = await weir(place, 'restore', file, '--data', place.data, '--lost-audit-key');
    expect(under.code).toBe(1);
    expect(under.stdout).toContain('The record is NOT whole: 2 records in 2 chains, 2 checkpoints');
    await carryOn(place);
    // The master key may come later.
    copyFileSync(join(old.data, 'audit.key'), keyFile);
    const without = await weir(next, 'restore', file, '--data', next.data);
    expect(without.code).toBe(1);
    expect(without.stdout).toContain(`The master key file ${join(next.data, 'master.key')} is missing.`);
    expect(without.stdout).toContain('The record is whole: 2 records in 2 chains, 2 checkpoints.');
    expect(existsSync(join(next.data, 'master.key'))).toBe(false);
    copyKeys(old.data, next.data);
    await carryOn(next);
  });
});

describe('weir backup', () => {
  async function sqliteInstallation(): Promise<Installation> {
    const data = newFolder();
    const installation: Installation = { data, location: { kind: 'sqlite', file: join(data, 'weir.db') } };
    await fill(installation);
    return installation;
  }

  it('names the file by the time, and replaces none unless told to', async () => {
    const there = await sqliteInstallation();
    const before = new Set(readdirSync(folder));
    const { stdout, code } = await weir(there, 'backup', '--data', there.data, '--json');
    expect(code).toBe(0);
    const [file = '', ...others] = readdirSync(folder).filter((name) => !before.has(name));
    expect(others).toEqual([]);
    expect(file).toMatch(/^weir-backup-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.jsonl\.gz$/);
    expect(JSON.parse(stdout)).toMatchObject({
      file,
      takenAt: expect.any(Number),
      tables: { workspaces: 1, connections: 1, connection_secrets: 1 },
      notInIt: { master: join(there.data, 'master.key'), audit: join(there.data, 'audit.key') },
    });
    const refused = await weir(there, 'backup', '--data', there.data, '--out', file);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      `weir: There is a file ${file} already. Name another one with --out, or replace it with --force.\n`,
    );
    expect((await weir(there, 'backup', '--data', there.data, '--out', file, '--force')).code).toBe(0);
  });

  it('goes to standard output, and comes back from there', async () => {
    const there = await sqliteInstallation();
    const sent = await weir(there, 'backup', '--data', there.data, '--out', '-');
    expect(sent.code).toBe(0);
    expect(sent.stderr).toContain('Written to standard output: ');
    const file = newFile();
    writeFileSync(file, sent.bytes);
    const data = newFolder();
    copyKeys(there.data, data);
    const restored = await weir(there, 'restore', file, '--data', data, '--json');
    expect(restored.code).toBe(0);
    expect(JSON.parse(restored.stdout)).toMatchObject({
      database: join(data, 'weir.db'),
      record: { ok: true },
      secrets: [{ check: 'vault', ok: true }],
    });
  });

  it('refuses to write where it cannot, and leaves nothing there', async () => {
    const there = await sqliteInstallation();
    const out = join(folder, 'nowhere', 'file.gz');
    const refused = await weir(there, 'backup', '--data', there.data, '--out', out);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      `weir: The backup ${out} could not be written: its folder does not exist. Make the folder, or name another with --out. Nothing was left behind.\n`,
    );
    const none = await weir(there, 'backup', '--data', newFolder());
    expect(none.stderr).toMatch(/^weir: There is no database at /);
  });

  it.skipIf(!existsSync('/dev/full'))('says when the disk is full', async () => {
    const there = await sqliteInstallation();
    const line = `exec "$0" "$1" backup --data "$2" --out - > /dev/full`;
    const child = spawn('/bin/sh', ['-c', line, process.execPath, main, there.data], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(stderr).toBe('weir: Standard output could not be written to its end (ENOSPC).\n');
  });

  it('that was damaged makes no database', async () => {
    const there = await sqliteInstallation();
    const file = newFile();
    await weir(there, 'backup', '--data', there.data, '--out', file);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 20));
    const data = newFolder();
    copyKeys(there.data, data);
    const refused = await weir(there, 'restore', file, '--data', data);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      `weir: The backup ${file} is damaged: it is cut short. Nothing was restored. Use another backup, or another copy of this one.\n`,
    );
    expect(readdirSync(data).toSorted()).toEqual(['audit.key', 'master.key']);
  });

  it('is not restored beside the log of another database', async () => {
    const there = await sqliteInstallation();
    const file = newFile();
    await weir(there, 'backup', '--data', there.data, '--out', file);
    const data = newFolder();
    copyKeys(there.data, data);
    writeFileSync(join(data, 'weir.db-wal'), 'left');
    const refused = await weir(there, 'restore', file, '--data', data);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      'weir.db-wal belongs to a database that is not there. Nothing was restored.',
    );
    expect(existsSync(join(data, 'weir.db'))).toBe(false);
  });
});
