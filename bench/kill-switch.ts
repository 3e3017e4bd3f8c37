// From a kill switch that one replica has answered for to the first call that another one refuses.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres.ts';
import { median, startProcess, stopProcess } from './process.ts';
import { mcpRequest } from './requests.ts';
import { key, startWeir, writeConfig } from './weir-under-load.ts';

const rounds = 10;
const stopped = 'An administrator has stopped this for now.';

export interface KillSwitchTimes {
  readonly database: string;
  readonly medianMs: number;
  readonly slowestMs: number;
}

/** Milliseconds over ten switches, two processes on each database. */
export async function killSwitchTimes(): Promise<readonly KillSwitchTimes[]> {
  const postgres = await startPostgres();
  try {
    const times = [await timesOn('SQLite', {})];
    if (postgres.server) {
      const url = await postgres.server.createDatabase();
      times.push(await timesOn('Postgres', { WEIR_DATABASE_URL: url.reveal() }));
    }
    return times;
  } finally {
    await postgres.server?.stop();
  }
}

async function timesOn(database: string, env: Record<string, string>): Promise<KillSwitchTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-bench-kill-'));
  const upstream = await startProcess(['bench/upstream.ts']);
  const config = await writeConfig(folder, upstream.hello['url'] ?? '');
  const first = await startWeir(folder, config, env);
  const second = await startWeir(folder, config, env);
  try {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await oneRound(first.hello, second.hello));
    return { database, medianMs: median(times), slowestMs: Math.max(...times) };
  } finally {
    await Promise.all([first, second, upstream].map(stopProcess));
    await rm(folder, { recursive: true, force: true });
  }
}

async function oneRound(first: Record<string, string>, second: Record<string, string>): Promise<number> {
  const read = () => callOn(second['mcpUrl'] ?? '');
  await until(async () => !(await read()).includes(stopped));
  const made = await administer(first['mcpUrl'] ?? '', '/kill-switches', {
    method: 'POST',
    body: JSON.stringify({ kind: 'workspace', reason: 'measured' }),
  });
  const began = performance.now();
  await until(async () => (await read()).includes(stopped));
  const took = performance.now() - began;
  const { id } = (await made.json()) as { readonly id: string };
  await administer(first['mcpUrl'] ?? '', `/kill-switches/${id}`, {
    method: 'DELETE',
    headers: { 'if-match': made.headers.get('etag') ?? '' },
  });
  return took;
}

async function callOn(mcpUrl: string): Promise<string> {
  const call = { name: 'confluence_get_page', arguments: { id: '1001' } };
  const { url, method, headers, body } = mcpRequest(mcpUrl, key, 'tools/call', call, '');
  const answer = await fetch(url, {
    ...(method && { method }),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  });
  return answer.text();
}

/** As the owner of the workspace. Raises where the change was refused. */
async function administer(
  mcpUrl: string,
  path: string,
  init: { readonly method: string; readonly body?: string; readonly headers?: Record<string, string> },
): Promise<Response> {
  const answer = await fetch(new URL(`/api/v1/workspaces/main${path}`, mcpUrl), {
    ...init,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers },
  });
  if (!answer.ok) throw new Error(`${init.method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Asks without a pause, for at most ten seconds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds())) if (performance.now() > end) throw new Error('nothing changed within ten seconds');
}

if (import.meta.main) console.log(await killSwitchTimes());
