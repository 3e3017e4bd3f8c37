import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The launcher that people run. */
export const weirLauncher = fileURLToPath(new URL('../../bin/weir.js', import.meta.url));

export interface WeirProcess {
  /** What it printed once it listened. */
  readonly started: unknown;
  /** Stops it with SIGTERM and waits for its end. Raises when it does not end well. */
  stop(): Promise<void>;
}

/** Runs `weir <words> --json --port 0` in a process of its own with an empty data folder. */
export async function runWeir(words: readonly string[]): Promise<WeirProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-run-'));
  const child = spawn(
    process.execPath,
    [weirLauncher, ...words, '--json', '--port', '0', '--data', join(folder, 'data')],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaints += chunk));
  const ended = once(child, 'exit');
  const firstLine = once(createInterface({ input: child.stdout }), 'line');
  const started = await Promise.race([
    firstLine.then(([line]) => JSON.parse(String(line)) as unknown),
    ended.then(() => {
      throw new Error(`weir ${words.join(' ')} did not start: ${complaints}`);
    }),
  ]);
  return {
    started,
    async stop() {
      const code = await end(child, ended);
      await rm(folder, { recursive: true, force: true });
      if (code !== 0) throw new Error(`weir ${words.join(' ')} ended with ${code}: ${complaints}`);
    },
  };
}

async function end(child: ChildProcess, ended: Promise<unknown[]>): Promise<unknown> {
  child.kill('SIGTERM');
  const [code, signal] = await ended;
  return code ?? signal;
}
