import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { masterKeyFile } from '../src/config/master-key-file.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { systemRandom } from '../src/kernel/random.ts';
import { openStore, type Store, type StoreLocation } from '../src/store/open-store.ts';
import { listDataKeys } from '../src/store/vault-keys.ts';
import { masterKeysFromFile } from '../src/vault/master-key-source.ts';
import { purposes } from '../src/vault/sealed-columns.ts';
import type { Vault } from '../src/vault/vault.ts';
import { baseKey, openVault, placeOf, sealedPages } from './support/sealed-bases.ts';
import { describeEachStore, quietLog } from './support/stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-rotation-'));
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

function run(words: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
  });
  children.add(child);
  return child;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Lines of a process as they come, each waited for. */
function linesOf(child: ChildProcess): { next(wanted: (line: string) => boolean): Promise<string> } {
  if (!child.stdout) throw new Error('no output');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async next(wanted) {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error('the process ended before it said so');
        if (wanted(value)) return value;
      }
    },
  };
}

interface Installation {
  readonly location: StoreLocation;
  /** Variables that lead `weir keys` to it. */
  readonly env: Record<string, string>;
}

let made = 0;
function installationAt(location: StoreLocation): Installation {
  made += 1;
  const dataDir = join(folder, `data-${made}`);
  const env = { WEIR_DATA_DIR: dataDir, WEIR_MASTER_KEY: 'one'.padEnd(40, '-') };
  return location.kind === 'postgres'
    ? { location, env: { ...env, WEIR_DATABASE_URL: location.url.reveal() } }
    : { location: { kind: 'sqlite', file: join(dataDir, 'weir.db') }, env };
}

function keys({ env }: Installation, ...options: readonly string[]): ChildProcess {
  return run([script('../src/cli/main.ts'), 'keys', 'rotate', ...options], env);
}

function sealing({ location }: Installation, ...name: readonly string[]): ChildProcess {
  const place = location.kind === 'postgres' ? { url: location.url.reveal() } : { file: location.file };
  return run([script('support/sealing-process.ts'), JSON.stringify(place), ...name], {});
}

/** Looks at the installation with a handle that is closed before any process goes on. */
async function look<T>(
  { location }: Installation,
  at: (store: Store, vault: Vault) => Promise<T>,
): Promise<T> {
  const store = await openStore(location, { clock: systemClock, log: quietLog });
  const vault = await openVault(store);
  try {
    return await at(store, vault);
  } finally {
    await vault.close();
    await store.close();
  }
}

async function fill(installation: Installation, pages: number): Promise<void> {
  await look(installation, async (store, vault) => {
    const rows = await Promise.all(
      Array.from({ length: pages }, async (_, n) => {
        const { workspaceId, personId, connectionId, pageId, etag, representation } = baseKey(`p-${n}`);
        const sealed = await vault.seal(Buffer.from(`text of ${pageId}`), placeOf(baseKey(pageId)));
        return {
          workspace_id: workspaceId,
          person_id: personId,
          connection_id: connectionId,
          page_id: pageId,
          etag,
          representation,
          sealed,
          size: sealed.byteLength,
          created_at: 1,
          expires_at: 2 ** 50,
        };
      }),
    );
    await store.db.insertInto('body_bases').values(rows).execute();
  });
}

/** How many pages there are under each data key, once it is clear that each says what it should. */
async function pagesByKey(installation: Installation): Promise<Record<string, number>> {
  const pages = await look(installation, sealedPages);
  const counts: Record<string, number> = {};
  for (const [page, { keyId = '', text }] of pages) {
    expect(text).toBe(`text of ${page}`);
    counts[keyId] = (counts[keyId] ?? 0) + 1;
  }
  return counts;
}

async function newestKey(installation: Installation): Promise<string> {
  const keys = await look(installation, ({ db }) => listDataKeys(db));
  return keys.findLast(({ purpose }) => purpose === 'content')?.id ?? '';
}

describeEachStore('weir keys rotate', ({ emptyLocation }) => {
  it('runs twice at once while two processes seal and open, and both go over to the newest key', async () => {
    const installation = installationAt(await emptyLocation());
    await fill(installation, 200);
    const workers = ['a', 'b'].map((name) => sealing(installation, name));
    const lines = workers.map(linesOf);
    for (const line of lines) await line.next((text) => text.includes('met'));

    const rotations = await Promise.all([1, 2].map(() => ended(keys(installation, '--json'))));
    const reports = rotations.map(({ stdout, stderr, code }) => {
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout) as { made: { id: string; purpose: string }[]; result: string };
    });
    expect(reports.map(({ result }) => result)).toContain('done');
    const newest =
      reports
        .flatMap(({ made }) => made.filter(({ purpose }) => purpose === 'content').map(({ id }) => id))
        .toSorted()
        .at(-1) ?? '';
    for (const line of lines) await line.next((text) => text.includes(newest));
    for (const [index, worker] of workers.entries()) {
      worker.stdin?.end();
      const summary = await lines[index]?.next((text) => text.includes('pages'));
      expect(JSON.parse(summary ?? '')).toMatchObject({ wrong: 0 });
      await once(worker, 'close');
    }

    expect(await newestKey(installation)).toBe(newest);
    const counts = await pagesByKey(installation);
    expect(counts[newest]).toBeGreaterThan(200);
  });

  it('is killed in the middle: everything stays readable, and the rest is finished later', async () => {
    const installation = installationAt(await emptyLocation());
    await fill(installation, 2_000);
    await look(installation, (_, vault) => vault.rotate());
    const newest = await newestKey(installation);

    const killed = sealing(installation);
    await linesOf(killed).next((text) => text.includes('"left"'));
    killed.kill('SIGKILL');
    await once(killed, 'close');
    const half = await pagesByKey(installation);
    expect(Object.keys(half)).toHaveLength(2);
    expect(half[newest]).toBeLessThan(2_000);

    // The dead process has the lease until its time is over.
    const early = await ended(keys(installation, '--resume'));
    expect(early).toMatchObject({
      code: 0,
      stdout: 'Another process is sealing older values again and will finish it.\n',
    });
    await look(installation, ({ db }) => db.updateTable('leases').set({ expires_at: 1 }).execute());
    const { stdout } = await ended(keys(installation, '--resume', '--json'));
    expect(JSON.parse(stdout)).toEqual({
      made: [],
      result: 'done',
      columns: [{ column: 'body_bases.sealed', resealed: 2_000, unreadable: 0, left: 0 }],
    });
    expect(await pagesByKey(installation)).toEqual({ [newest]: 2_000 });
  });

  it('stops when asked to, says how to go on, and goes on', async () => {
    const installation = installationAt(await emptyLocation());
    await fill(installation, 2_000);
    const rotating = keys(installation);
    const output = ended(rotating);
    await linesOf(rotating).next((text) => text.includes('sealed again'));
    rotating.kill('SIGINT');
    const { code, stdout, stderr } = await output;
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(
      /^(?:New data key for \w+: dek_[0-9a-f]{32}\n)+body_bases\.sealed: \d+ sealed again, \d+ left\n/,
    );
    expect(stdout).toMatch(/"weir keys rotate --resume" goes on\.\n$/);
    const resumed = await ended(keys(installation, '--resume'));
    expect(resumed.stdout).toMatch(
      /body_bases\.sealed: 2000 sealed again, 0 left\nDone: everything that is sealed is under the newest data key\.\n$/,
    );
    expect(await pagesByKey(installation)).toEqual({ [await newestKey(installation)]: 2_000 });
  });
});

describe('weir keys rotate --master', () => {
  it('replaces the key file, also twice at once, and everything opens after it', async () => {
    const dataDir = join(folder, 'master');
    const file = join(dataDir, 'master.key');
    const location: StoreLocation = { kind: 'sqlite', file: join(dataDir, 'weir.db') };
    const source = masterKeysFromFile(masterKeyFile(file, systemRandom), systemRandom);
    const withVault = async <T>(use: (vault: Vault) => Promise<T>): Promise<T> => {
      const store = await openStore(location, { clock: systemClock, log: quietLog });
      const vault = await openVault(store, source);
      try {
        return await use(vault);
      } finally {
        await vault.close();
        await store.close();
      }
    };
    const sealed = await withVault((vault) => vault.seal(Buffer.from('kept'), placeOf(baseKey('1'))));
    const before = readFileSync(file, 'utf8');

    const command = [script('../src/cli/main.ts'), 'keys', 'rotate', '--master', '--data', dataDir];
    const changes = await Promise.all([1, 2].map(() => ended(run(command, {}))));
    for (const { code, stdout, stderr } of changes) {
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Data keys wrapped under the master key [0-9a-f]{16}: \d+\.\n/);
    }
    expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const opened = await withVault((vault) => vault.open(sealed, placeOf(baseKey('1'))));
    expect(Buffer.from(opened).toString()).toBe('kept');

    rmSync(file);
    const start = await ended(
      run([script('../src/cli/main.ts'), 'start', '--port', '0', '--data', dataDir], {}),
    );
    expect(start).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `weir: The master key file ${file} is missing. Restore it from its copy (all replicas need the same key): without it nothing that is sealed can be read.\n`,
    });
  });

  it('goes from one configured key to the next, and says when there is none', async () => {
    const dataDir = join(folder, 'configured');
    const one = 'one'.padEnd(40, '-');
    const two = 'two'.padEnd(40, '-');
    const installation: Installation = {
      location: { kind: 'sqlite', file: join(dataDir, 'weir.db') },
      env: { WEIR_DATA_DIR: dataDir, WEIR_MASTER_KEY: one },
    };
    await fill(installation, 1);
    const same = await ended(keys(installation, '--master'));
    expect(same.stdout).toMatch(/^All data keys are under the master key [0-9a-f]{16} already\.\n/);
    const next = { ...installation, env: { ...installation.env, WEIR_MASTER_KEY: `${two} ${one}` } };
    expect(JSON.parse((await ended(keys(next, '--master', '--json'))).stdout)).toMatchObject({
      rewrapped: purposes.size,
    });
    const alone = { ...installation, env: { ...installation.env, WEIR_MASTER_KEY: two } };
    expect(await ended(keys(alone, '--json'))).toMatchObject({ code: 0 });
    expect(await ended(keys(installation))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^weir: The database is sealed under the master key [^\n]*\n$/),
    });
  });
});

describe('weir keys refuses', () => {
  it.each([
    [['keys', 'turn'], 2, 'There is no action "turn".'],
    [['keys', 'rotate', '--master', '--resume'], 2, 'Options --master and --resume do not go together.'],
    [['keys', 'rotate', '--data', '/nowhere/at-all'], 1, 'There is no database at /nowhere/at-all/weir.db.'],
  ])('%j', async (words, code, line) => {
    const refused = await ended(run([script('../src/cli/main.ts'), ...words], {}));
    expect(refused).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(`weir: ${line}`) });
  });
});
