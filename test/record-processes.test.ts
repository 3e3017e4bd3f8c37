import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { startCheckpoints } from '../src/audit/checkpointer.ts';
import { createRecorder } from '../src/audit/recorder.ts';
import { verifyRecord } from '../src/audit/verify-record.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { mayHaveHappened } from '../src/store/audit-records.ts';
import { openStore, type Store, type StoreLocation } from '../src/store/open-store.ts';
import { recordKey as key } from './support/audit-chains.ts';
import { newId } from './support/audit-entries.ts';
import { describeEachStore, quietLog } from './support/stores.ts';

const script = fileURLToPath(new URL('support/recording-process.ts', import.meta.url));
const children = new Set<ChildProcess>();
const stores = new Set<Store>();
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  for (const store of stores) await store.close();
  stores.clear();
});

interface Recording {
  readonly child: ChildProcess;
  /** The next line that it prints. */
  readonly next: () => Promise<Record<string, unknown>>;
  /** Ends it, as a server that is told to stop. */
  readonly end: () => Promise<number | null>;
}

function recording(location: StoreLocation, ...words: readonly string[]): Recording {
  const place = location.kind === 'postgres' ? { url: location.url.reveal() } : { file: location.file };
  const child = spawn(process.execPath, [script, JSON.stringify(place), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.add(child);
  if (!child.stdout) throw new Error('no output');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error('the process ended early');
      return JSON.parse(value) as Record<string, unknown>;
    },
    async end() {
      const ended = once(child, 'exit');
      child.stdin?.end();
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

async function opened(location: StoreLocation): Promise<Store> {
  const store = await openStore(location, { clock: systemClock, log: quietLog });
  stores.add(store);
  return store;
}

describeEachStore('processes that write the record', ({ emptyLocation }) => {
  it('do not wait for each other, nor for a writer or a checkpoint that hangs', async () => {
    const location = await emptyLocation();
    const store = await opened(location);
    const processes = Array.from({ length: 4 }, () => recording(location, 'records', '600'));
    if (location.kind === 'postgres') {
      // Another process is in the middle of both, and stays there.
      await store.db.transaction().execute(async (tx) => {
        await sql`insert into audit_records (workspace_id, writer, seq, prev, mac, id, kind, at, call_id)
          values ('wsp_one', 'wrt_hanging', 1, '', '', 'aud_h', 'outcome', 1, 'call_h')`.execute(tx);
        await sql`insert into audit_checkpoints (number, writer, at, heads_json, prev, mac)
          values (1, 'wrt_hanging', 1, '[]', '', '')`.execute(tx);
        await Promise.all(processes.map(written));
        await sql`delete from audit_records where writer = 'wrt_hanging'`.execute(tx);
        await sql`delete from audit_checkpoints`.execute(tx);
      });
    } else {
      await Promise.all(processes.map(written));
    }
    expect(await Promise.all(processes.map(({ end }) => end()))).toEqual([0, 0, 0, 0]);
    expect(await verifyRecord(store, { key })).toMatchObject({ ok: true, records: 2_400, chains: 4 });
  });

  it('leave no write without its intent when they are killed, and the next one binds what they left', async () => {
    const location = await emptyLocation();
    const reached: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { child, next } = recording(location, 'writes');
      const wanted = reached.length + 10 + round * 7;
      while (reached.length < wanted) reached.push(String((await next())['callId']));
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }

    const store = await opened(location);
    const writer = newId('wrt');
    const recorder = createRecorder({ store, writer, key, ids: newId, log: quietLog });
    const checkpoints = startCheckpoints({ store, recorder, writer, key, log: quietLog });
    await checkpoints.lookForUnbound();
    await checkpoints.close();
    expect(await verifyRecord(store, { key })).toMatchObject({ ok: true, chains: 3 });

    const calls = async (kind: string): Promise<Set<string>> => {
      const { rows } = await sql<{ call: string }>`
        select call_id as call from audit_records where kind = ${kind}`.execute(store.db);
      return new Set(rows.map(({ call }) => call));
    };
    const intents = await calls('intent');
    expect(reached.filter((callId) => !intents.has(callId))).toEqual([]);
    const outcomes = await calls('outcome');
    const open = await mayHaveHappened(store.db, { workspaceId: 'wsp_one', before: Date.now() + 60_000 });
    const unanswered = [...intents].filter((callId) => !outcomes.has(callId));
    expect(new Set(open.map(({ callId }) => callId))).toEqual(new Set(unanswered));
    // One tail that a checkpoint binds is cut all the same.
    await sql`delete from audit_records where writer = (select max(writer) from audit_records)
      and seq > 3`.execute(store.db);
    expect((await verifyRecord(store, { key })).faults).toMatchObject([{ tampering: 'cut_off', seq: 4 }]);
  });
});

async function written({ next }: Recording): Promise<void> {
  expect(await next()).toEqual({ ready: true });
  expect(await next()).toEqual({ written: 600 });
}
