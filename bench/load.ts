// Closed-loop load from this process over keep-alive connections.
import autocannon from 'autocannon';
import { cpuMs } from './process.ts';

export interface Load {
  readonly callsPerSecond: number;
  /** CPU microseconds of the measured process for each call. */
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Shot {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Part of every right answer; a load of errors is no measurement. */
  readonly expect: string;
}

/** Fires for `seconds` after a warm-up and reads the CPU of `pid` around it. Raises when any answer was wrong. */
export async function load(
  shot: Shot,
  pid: number,
  { connections = 8, seconds = 6, warmUpSeconds = 2 } = {},
): Promise<Load> {
  await fire(shot, connections, warmUpSeconds);
  const before = cpuMs(pid);
  const result = await fire(shot, connections, seconds);
  const cpu = cpuMs(pid) - before;
  const calls = result.requests.total;
  return {
    callsPerSecond: result.requests.average,
    cpuUs: (cpu * 1000) / calls,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

/** Median latency in milliseconds of one caller that waits for each answer. */
export async function alone(shot: Shot, rounds = 600): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    const response = await fetch(shot.url, {
      method: shot.method ?? 'GET',
      ...(shot.headers && { headers: shot.headers }),
      ...(shot.body !== undefined && { body: shot.body }),
    });
    const text = await response.text();
    if (round >= rounds / 3) times.push(performance.now() - began);
    if (!text.includes(shot.expect)) throw new Error(`wrong answer from ${shot.url}: ${text.slice(0, 300)}`);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function fire(shot: Shot, connections: number, duration: number): Promise<autocannon.Result> {
  const wrong: string[] = [];
  const instance = autocannon({
    url: shot.url,
    method: shot.method ?? 'GET',
    headers: shot.headers ?? {},
    ...(shot.body !== undefined && { body: shot.body }),
    connections,
    duration,
    setupClient: (client) =>
      client.on('body', (body: Buffer) => {
        const text = body.toString();
        if (!text.includes(shot.expect)) wrong.push(text.slice(0, 300));
      }),
  });
  const result = await instance;
  if (wrong.length > 0 || result.non2xx > 0 || result.errors > 0) {
    throw new Error(
      `${wrong.length + result.non2xx + result.errors} wrong answers from ${shot.url}: ${wrong[0] ?? ''}`,
    );
  }
  return result;
}
