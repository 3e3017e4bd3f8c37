import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** An installation as an operator has it: a configuration with secrets in files, a data folder, a process, its log. */
export interface Installation {
  /** What `weir start` writes, and nothing else. */
  readonly dataFolder: string;
  /** What the processes printed and logged, and the files that commands made. */
  readonly outputFolder: string;
  /** What `weir start --json` said once it listened. */
  readonly hello: Readonly<Record<string, string>>;
  /** Runs a command to its end and keeps what it printed under the name. Raises where it ends with another code. */
  run(name: string, words: readonly string[], how?: HowToRun): Promise<string>;
  /** As an operator changes the file of a secret; whoever reads it later sees it. */
  replaceSecret(name: string, secret: string): void;
  /** Stops the server and starts it with the same files. */
  restart(): Promise<void>;
  /** Once; raises where it does not end well. */
  stop(): Promise<void>;
}

export interface HowToRun {
  /** Zero unless given. */
  readonly code?: number;
  /** Another data folder than the installation's. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface InstallationFiles {
  readonly config: object;
  /** By the names that the configuration refers to. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of the server. */
  readonly env: Readonly<Record<string, string>>;
}

export async function startInstallationProcess(
  folder: string,
  { config, secrets, env }: InstallationFiles,
): Promise<Installation> {
  const configFolder = join(folder, 'config');
  const dataFolder = join(folder, 'data');
  const outputFolder = join(folder, 'output');
  for (const made of [configFolder, dataFolder, outputFolder]) mkdirSync(made);
  const replaceSecret = (name: string, secret: string): void =>
    writeFileSync(join(configFolder, name), `${secret}\n`);
  for (const [name, secret] of Object.entries(secrets)) replaceSecret(name, secret);
  // JSON is YAML.
  const file = join(configFolder, 'weir.yaml');
  writeFileSync(file, JSON.stringify(config));
  const at = (data: string): readonly string[] => ['--config', file, '--data', data];
  const own = { PATH: process.env['PATH'] ?? '', HOME: folder };

  const launch = (): Promise<Server> =>
    launchServer([main, 'start', ...at(dataFolder), '--json'], { ...own, ...env }, join(outputFolder, 'log'));
  let server = await launch();
  return {
    dataFolder,
    outputFolder,
    hello: server.hello,
    replaceSecret,
    async restart() {
      await server.stop();
      server = await launch();
    },
    stop: () => server.stop(),
    async run(name, words, { code: wanted = 0, data = dataFolder, env: more = {} } = {}) {
      const child = spawn(process.execPath, [main, ...words, ...at(data)], {
        env: { ...own, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const)
        child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
      const [code] = (await once(child, 'close')) as [number | null];
      writeFileSync(join(outputFolder, name), said.stdout);
      writeFileSync(join(outputFolder, `${name}.stderr`), said.stderr);
      if (code !== wanted)
        throw new Error(`weir ${words.join(' ')} ended with ${code}: ${said.stdout}${said.stderr}`);
      return said.stdout;
    },
  };
}

interface Server {
  readonly hello: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Its log goes to the end of the file. */
async function launchServer(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  logFile: string,
): Promise<Server> {
  const server = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile, { flags: 'a' });
  server.stderr.pipe(log);
  const logged = once(log, 'close');
  const ended = once(server, 'exit');
  const lines = createInterface({ input: server.stdout });
  const hello = await Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(String(line)) as Record<string, string>),
    ended.then(() => Promise.reject(new Error(`weir start ended; see ${logFile}`))),
  ]);
  return {
    hello,
    async stop() {
      if (server.exitCode !== null) return;
      server.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      await logged;
      if (code !== 0) throw new Error(`weir start ended with ${code}`);
    },
  };
}
