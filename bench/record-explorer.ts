// The record explorer over 1,000,000 records: what its first page takes, on both databases, for each filter.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../src/kernel/clock.ts';
import { pageOfRecords, type RecordFilter } from '../src/store/audit-records.ts';
import { openStore, type Store, type StoreLocation } from '../src/store/open-store.ts';
import { renewStatistics } from '../src/store/statistics.ts';
import { createLog } from '../src/telemetry/log.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { median } from './process.ts';

export interface ExplorerRow {
  readonly what: string;
  readonly measured: number;
  readonly unit: 'ms';
  readonly budget?: readonly ['<=', number];
}

const records = 1_000_000;
const budgetMs = 100;
const workspaceId = 'wsp_bench';
/** Records a second, one after another. */
const startedAt = Date.UTC(2026, 0, 1);

/** What an auditor asks; each must be quick, however rare or frequent what it asks for is. */
const filters: Readonly<Record<string, Omit<RecordFilter, 'workspaceId'>>> = {
  'no filter': {},
  'a person': { userId: 'usr_1999' },
  'an agent': { agentId: 'agt_3' },
  'a rare agent': { agentId: 'agt_rare' },
  'an operation': { operation: 'pages.get' },
  'a rare operation': { operation: 'pages.delete' },
  'outcome ok': { outcome: 'ok' },
  'a rare outcome': { outcome: 'would_lose' },
  'a call': { callId: 'call_500000' },
  'a time': { since: startedAt + 500_000_000, until: startedAt + 500_060_000 },
  'a person and an operation': { userId: 'usr_7', operation: 'pages.get' },
  'an agent and an outcome': { agentId: 'agt_3', outcome: 'denied' },
  'a person in a time of long ago': { userId: 'usr_7', since: startedAt, until: startedAt + 50_000_000 },
};

/** Rows for the table of `npm run bench`: the slowest filter of each database. */
export async function recordExplorer(): Promise<ExplorerRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-bench-record-'));
  const postgres = await startPostgres();
  try {
    const rows = [await explorerOn('SQLite', { kind: 'sqlite', file: join(folder, 'weir.db') })];
    if (postgres.server) {
      rows.push(
        await explorerOn('Postgres', { kind: 'postgres', url: await postgres.server.createDatabase() }),
      );
    }
    return rows;
  } finally {
    await postgres.server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function explorerOn(name: string, location: StoreLocation): Promise<ExplorerRow> {
  const store = await openStore(location, { clock: systemClock, log: createLog({ level: 'silent' }) });
  try {
    await fill(store);
    let slowest = { filter: '', ms: 0 };
    for (const [filter, asked] of Object.entries(filters)) {
      const ms = await firstPageMs(store, asked);
      if (import.meta.main) console.log(`  ${name}, ${filter}: ${ms.toFixed(1)} ms`);
      if (ms > slowest.ms) slowest = { filter, ms };
    }
    return {
      what: `record explorer over 1,000,000 records, ${name}: first page (slowest: ${slowest.filter})`,
      measured: slowest.ms,
      unit: 'ms',
      budget: ['<=', budgetMs],
    };
  } finally {
    await store.close();
  }
}

async function firstPageMs(store: Store, filter: Omit<RecordFilter, 'workspaceId'>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    const { items } = await pageOfRecords(store.db, { workspaceId, ...filter }, { limit: 50 });
    times.push(performance.now() - began);
    if (items.length === 0) throw new Error(`nothing found for ${JSON.stringify(filter)}`);
  }
  return median(times);
}

/** Four writers, 2,000 people, 40 agents and one that is rare, few failures and few deletions. */
async function fill(store: Store): Promise<void> {
  const { db, kind } = store;
  const numbers =
    kind === 'postgres'
      ? sql`select n from generate_series(1, ${sql.lit(records)}) as n`
      : sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(records)})
          select n from numbers`;
  await sql`
    insert into audit_records (workspace_id, writer, seq, prev, mac, id, kind, at, call_id, user_id, agent_id,
      client_name, client_version, transport, connection_id, operation, effect, api_operations_json, targets_json,
      argument_shape, decision, rule, outcome, upstream_status, latency_ms, result_size)
    select ${workspaceId}, 'wrt_' || (n % 4), n / 4 + 1, 'a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0',
      'b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1', 'aud_' || (100000000 + n), 'outcome',
      ${sql.lit(startedAt)} + n * 1000, 'call_' || n, 'usr_' || (n % 2000),
      case when n % 300000 = 0 then 'agt_rare' else 'agt_' || (n % 40) end,
      'Claude', '1.2.3', 'http', 'con_bench', case when n % 250000 = 0 then 'pages.delete'
        when n % 5 = 0 then 'search.cql' else 'pages.get' end, 'read', '["cloud-v2 getPageById"]', '["page:123"]',
      '{id:string}', 'allow', 'rule_1', case when n % 250000 = 0 then 'would_lose'
        when n % 97 = 0 then 'denied' else 'ok' end, 200, 12, 3456
    from (${numbers}) as numbered`.execute(db);
  // As Weir does every hour, and the daemon of Postgres by itself.
  await renewStatistics(store);
  if (kind === 'postgres') await sql`analyze audit_records`.execute(db);
}

if (import.meta.main) {
  for (const { what, measured } of await recordExplorer()) console.log(`${what}: ${measured.toFixed(1)} ms`);
}
