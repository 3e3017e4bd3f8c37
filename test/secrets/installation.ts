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
  /** Runs a command to its end and keeps what it printed under the name. Raises where it ends with another code than 0. */
  run(name: string, words: readonly string[], code?: number): Promise<string>;
  /** Once; raises where it does not end well. */
  stop(): Promise<void>;
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
  for (const [name, secret] of Object.entries(secrets))
    writeFileSync(join(configFolder, name), `${secret}\n`);
  // JSON is YAML.
  const file = join(configFolder, 'weir.yaml');
  writeFileSync(file, JSON.stringify(config));
  const installed = ['--config', file, '--data', dataFolder];
  const own = { PATH: process.env['PATH'] ?? '', HOME: folder };

  const server = spawn(process.execPath, [main, 'start', ...installed, '--json'], {
    env: { ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(outputFolder, 'log'));
  server.stderr.pipe(log);
  const logged = once(log, 'close');
  const ended = once(server, 'exit');
  const lines = createInterface({ input: server.stdout });
  const hello = await Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(String(line)) as Record<string, string>),
    ended.then(() => Promise.reject(new Error(`weir start ended; see ${outputFolder}/log`))),
  ]);
  return {
    dataFolder,
    outputFolder,
    hello,
    async run(name, words, wanted = 0) {
      const child = spawn(process.execPath, [main, ...words, ...installed], {
        env: own,
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
    async stop() {
      if (server.exitCode !== null) return;
      server.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      await logged;
      if (code !== 0) throw new Error(`weir start ended with ${code}`);
    },
  };
}
