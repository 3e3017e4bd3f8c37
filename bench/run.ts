// npm run bench: the budgets of the product, measured on this machine; prints a table and writes JSON.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { alone, load } from './load.ts';
import { abandonedClients } from './abandoned-clients.ts';
import { killSwitchTimes } from './kill-switch.ts';
import { median, residentMb, startProcess, stopProcess } from './process.ts';
import { recordExplorer } from './record-explorer.ts';
import { mcpRequest } from './requests.ts';
import { stdioStartMs } from './stdio-start.ts';
import { startBench, startWeir, writeConfig } from './weir-under-load.ts';

interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** `<=` or `>=` and the number of the budget. */
  readonly budget?: readonly ['<=' | '>=', number];
}

const rows: Row[] = [];
const add = (what: string, measured: number, unit: string, budget?: Row['budget']): void => {
  rows.push({ what, measured, unit, ...(budget && { budget }) });
};

await measureCalls({ large: false });
await measureCalls({ large: true });
await measureStart();
for (const { database, slowestMs } of await killSwitchTimes())
  add(`kill switch to refusal on a second replica, ${database}, slowest of ten`, slowestMs, 'ms', [
    '<=',
    1000,
  ]);
for (const row of await recordExplorer()) add(row.what, row.measured, row.unit, row.budget);
print();
await save();

async function measureCalls({ large }: { readonly large: boolean }): Promise<void> {
  const bench = await startBench({ large });
  const under = large ? ', 200 rules, 100 profiles, 2,000 people, masking' : '';
  try {
    if (!large) {
      // What is made ready once somebody who waits for the start was told.
      await sleep(2_000);
      add('memory idle, two seconds after the start', residentMb(bench.weir.pid), 'MB', ['<=', 100]);
    }

    const direct = {
      url: `${bench.upstream.hello['url']}/wiki/api/v2/pages/1001?body-format=storage`,
      expect: 'Zero latency',
    };
    const governed = mcpRequest(
      bench.mcpUrl,
      bench.key,
      'tools/call',
      { name: 'confluence_get_page', arguments: { id: '1001' } },
      'A short page that costs nothing',
    );
    const upstreamP50 = await alone(direct);
    const governedP50 = await alone(governed);
    const read = await load(governed, bench.weir.pid);
    add(`governed read${under}: CPU`, read.cpuUs, 'µs', ['<=', 500]);
    add(`governed read${under}: calls a second for each core`, 1_000_000 / read.cpuUs, '/s', ['>=', 1500]);
    add(`governed read${under}: calls a second, 8 callers`, read.callsPerSecond, '/s');
    add(`governed read${under}: p50 alone`, governedP50, 'ms');
    add(`governed read${under}: p50 added to the upstream request`, governedP50 - upstreamP50, 'ms', [
      '<=',
      1,
    ]);

    const list = await load(
      mcpRequest(bench.mcpUrl, bench.key, 'tools/list', {}, 'confluence_get_page'),
      bench.weir.pid,
    );
    add(`tools/list of the whole catalogue${under}: CPU`, list.cpuUs, 'µs', ['<=', 500]);
    if (large) return;

    const before = residentMb(bench.weir.pid);
    await abandonedClients(bench.mcpUrl, bench.key, 1000);
    add('memory added by 1,000 abandoned clients', Math.max(0, residentMb(bench.weir.pid) - before), 'MB', [
      '<=',
      20,
    ]);
  } finally {
    await bench.close();
  }
}

async function measureStart(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-bench-start-'));
  try {
    const upstream = await startProcess(['bench/upstream.ts']);
    const config = await writeConfig(folder, upstream.hello['url'] ?? '');
    const starts: number[] = [];
    const stdioStarts: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const weir = await startWeir(folder, config);
      await stopProcess(weir);
      const stdio = await stdioStartMs(folder, upstream.hello['url'] ?? '');
      // The first round fills the compile cache.
      if (round > 0) {
        starts.push(weir.startedInMs);
        stdioStarts.push(stdio);
      }
    }
    await stopProcess(upstream);
    const bare = await bareNodeMs();
    add('start to listening', median(starts), 'ms', ['<=', 150]);
    add('stdio start to the initialize answer', median(stdioStarts), 'ms', ['<=', 250]);
    add('an empty Node process, for comparison', bare, 'ms');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bareNodeMs(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const run = await startProcess(['-e', 'console.log("{}")']);
    times.push(run.startedInMs);
  }
  return median(times);
}

function print(): void {
  const width = Math.max(...rows.map((row) => row.what.length));
  for (const { what, measured, unit, budget } of rows) {
    const value = `${measured.toFixed(measured < 10 ? 2 : 0)} ${unit}`;
    const verdict = budget
      ? `budget ${budget[0]} ${budget[1]} ${unit}: ${within(measured, budget) ? 'met' : 'MISSED'}`
      : '';
    console.log(`${what.padEnd(width)}  ${value.padStart(12)}  ${verdict}`.trimEnd());
  }
}

function within(measured: number, [side, limit]: NonNullable<Row['budget']>): boolean {
  return side === '<=' ? measured <= limit : measured >= limit;
}

async function save(): Promise<void> {
  await mkdir('bench/results', { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  await writeFile('bench/results/latest.json', `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
  console.log('written to bench/results/latest.json');
}
