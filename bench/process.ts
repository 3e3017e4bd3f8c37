// Starting, watching and stopping a process under measurement.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const ticksPerSecond = 100;

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The first line the process printed, parsed as JSON. */
  readonly hello: Record<string, string>;
  /** Milliseconds from spawn to that line. */
  readonly startedInMs: number;
}

/** Starts `node ARGS` and waits for its one line of JSON. */
export async function startProcess(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const { pid } = child;
  if (pid === undefined || !child.stdout) throw new Error(`cannot start node ${args.join(' ')}`);
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const startedInMs = performance.now() - began;
    return { child, pid, hello: JSON.parse(line) as Record<string, string>, startedInMs };
  }
  throw new Error(`node ${args.join(' ')} ended before it listened`);
}

export async function stopProcess({ child }: Running): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** User and system CPU milliseconds of a process so far, all threads (Linux procfs, ticks of 10 ms). */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? Number.NaN) / 1024;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
