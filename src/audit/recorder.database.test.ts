import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { auditEntry, newId } from '../../test/support/audit-entries.ts';
import { describeEachStore, quietLog } from '../../test/support/stores.ts';
import { Secret } from '../kernel/secret.ts';
import { mayHaveHappened, pageOfRecords, recordsOfChain } from '../store/audit-records.ts';
import type { Store } from '../store/open-store.ts';
import { createRecorder, type ClosableRecorder } from './recorder.ts';
import { verifyChain } from './verify-chain.ts';

const key = new Secret('a key of thirty-two or more characters');
const chain = { workspaceId: 'wsp_one', writer: 'wrt_one' };

function recorderOn(store: Store, writer = chain.writer): ClosableRecorder {
  return createRecorder({ store, writer, key, ids: newId, log: quietLog });
}

async function stored(store: Store, from = chain): ReturnType<typeof recordsOfChain> {
  return recordsOfChain(store.db, from, { afterSeq: 0, limit: 2_000 });
}

const breakTable = (store: Store) =>
  sql`alter table audit_records rename to hidden_records`.execute(store.db);
const mendTable = (store: Store) => sql`alter table hidden_records rename to audit_records`.execute(store.db);

describeEachStore('createRecorder', ({ open }) => {
  it('has an entry stored, field by field, when commit resolves', async () => {
    const store = await open();
    const entry = auditEntry();
    await recorderOn(store).commit(entry);
    expect(await stored(store)).toEqual([
      {
        ...entry,
        id: expect.stringMatching(/^aud_[0-9a-f]{32}$/),
        writer: 'wrt_one',
        seq: 1,
        prev: '',
        mac: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('stores an entry that holds only what is required', async () => {
    const store = await open();
    const entry = { kind: 'governance', at: 5, workspaceId: 'wsp_one', callId: 'call_1' } as const;
    await recorderOn(store).commit(entry);
    expect(await stored(store)).toMatchObject([entry]);
    expect(verifyChain(await stored(store), key)).toEqual([]);
  });

  it('keeps one unbroken chain for each workspace, in the order of acceptance, whatever mix of calls', async () => {
    const store = await open();
    const recorder = recorderOn(store);
    const commits: Promise<void>[] = [];
    for (let n = 0; n < 1_200; n += 1) {
      const entry = auditEntry({ callId: `call_${n}`, workspaceId: n % 3 === 0 ? 'wsp_two' : 'wsp_one' });
      if (n % 2 === 0) recorder.enqueue(entry);
      else commits.push(recorder.commit(entry));
    }
    await Promise.all(commits);
    await recorder.flush();
    const one = await stored(store);
    const two = await stored(store, { ...chain, workspaceId: 'wsp_two' });
    expect([one.length, two.length]).toEqual([800, 400]);
    expect(two.map(({ callId }) => callId)).toEqual(Array.from({ length: 400 }, (_, n) => `call_${n * 3}`));
    expect(verifyChain([...one, ...two], key)).toEqual([]);
  });

  it('goes on with the chain of a writer that comes back, and keeps writers apart', async () => {
    const store = await open();
    for (const writer of ['wrt_one', 'wrt_two', 'wrt_one']) {
      const recorder = recorderOn(store, writer);
      await recorder.commit(auditEntry());
      await recorder.close();
    }
    const all = [...(await stored(store)), ...(await stored(store, { ...chain, writer: 'wrt_two' }))];
    expect(all.map(({ writer, seq }) => `${writer} ${seq}`)).toEqual(['wrt_one 1', 'wrt_one 2', 'wrt_two 1']);
    expect(verifyChain(all, key)).toEqual([]);
  });

  it('gives back texts that a client chose so that the chain still holds', async () => {
    const store = await open();
    await recorderOn(store).commit(
      auditEntry({
        clientName: `\ud800 lone, nul \0, ${'long '.repeat(1_000)}`,
        targets: ['page:😀', '\udfff'],
        latencyMs: 12.6,
        resultSize: Number.NaN,
      }),
    );
    const [record] = await stored(store);
    expect(record).toMatchObject({ targets: ['page:😀', '\ufffd'], latencyMs: 13 });
    expect(record).not.toHaveProperty('resultSize');
    expect(record?.clientName).toHaveLength(1_000);
    expect(verifyChain(await stored(store), key)).toEqual([]);
  });

  it('commits what is queued without being asked, and on close', async () => {
    const store = await open();
    const recorder = recorderOn(store);
    recorder.enqueue(auditEntry());
    await expect.poll(async () => (await stored(store)).length).toBe(1);
    recorder.enqueue(auditEntry());
    await recorder.close();
    expect(await stored(store)).toHaveLength(2);
    await expect(recorder.commit(auditEntry())).rejects.toMatchObject({ code: 'internal' });
  });

  it('refuses writes while nothing can be recorded, keeps the reads, and recovers', async () => {
    const store = await open();
    const recorder = recorderOn(store);
    await recorder.commit(auditEntry({ callId: 'call_before' }));
    await breakTable(store);

    recorder.enqueue(auditEntry({ callId: 'call_read' }));
    const intent = auditEntry({ callId: 'call_write', kind: 'intent', effect: 'update' });
    await expect(recorder.commit(intent)).rejects.toMatchObject({
      code: 'internal',
      message: 'The record of this call cannot be written, so nothing was changed.',
    });
    await expect(recorder.commit({ ...intent, kind: 'outcome' })).rejects.toMatchObject({
      fields: { mayHaveHappened: true },
    });
    await expect(recorder.flush()).rejects.toMatchObject({ code: 'internal' });

    await mendTable(store);
    await recorder.commit({ ...intent, callId: 'call_after' });
    const records = await stored(store);
    expect(records.map(({ callId }) => callId)).toEqual(['call_before', 'call_read', 'call_after']);
    expect(verifyChain(records, key)).toEqual([]);
  });

  it('refuses reads too once too many wait for a database that fails', async () => {
    const store = await open();
    const recorder = recorderOn(store);
    await breakTable(store);
    const enqueueMany = (): void => {
      for (let n = 0; n < 10_001; n += 1) recorder.enqueue(auditEntry());
    };
    expect(enqueueMany).toThrow('The record of this call cannot be written.');
    await mendTable(store);
    await recorder.flush();
    recorder.enqueue(auditEntry());
    await recorder.flush();
    const { items } = await pageOfRecords(store.db, { workspaceId: 'wsp_one' }, { limit: 20_000 });
    expect(items).toHaveLength(10_001);
  });

  it('stores nothing twice when the answer to a commit was lost', async () => {
    const store = await open();
    let lose = true;
    // The last statement of a group, by when it is stored: on SQLite the one that sets the durability back.
    const lastOnes = new WeakSet<object>();
    const unreliable = store.db.withPlugin({
      transformQuery: ({ node, queryId }) => {
        if (/insert into|synchronous = full/.test(JSON.stringify(node))) lastOnes.add(queryId);
        return node;
      },
      transformResult: async ({ result, queryId }) => {
        if (lose && lastOnes.has(queryId)) throw new Error('connection lost');
        return result;
      },
    });
    const recorder = recorderOn({ ...store, db: unreliable });
    recorder.enqueue(auditEntry({ callId: 'call_one' }));
    recorder.enqueue(auditEntry({ callId: 'call_two' }));
    await expect(recorder.flush()).rejects.toMatchObject({ code: 'internal' });
    expect(await stored(store)).toHaveLength(2);
    lose = false;
    await recorder.commit(auditEntry({ callId: 'call_three' }));
    const records = await stored(store);
    expect(records.map(({ callId }) => callId)).toEqual(['call_one', 'call_two', 'call_three']);
    expect(verifyChain(records, key)).toEqual([]);
  });

  it('reports writes whose outcome was never recorded', async () => {
    const store = await open();
    const recorder = recorderOn(store);
    const intent = (callId: string, at: number) =>
      auditEntry({ callId, at, kind: 'intent', operation: 'pages.update', effect: 'update' });
    await recorder.commit(intent('call_done', 10));
    await recorder.commit({ ...intent('call_done', 12), kind: 'outcome', outcome: 'conflict' });
    await recorder.commit(intent('call_lost', 20));
    await recorder.commit({ ...intent('call_elsewhere', 21), workspaceId: 'wsp_two' });
    await recorder.commit(intent('call_running', 99));
    const lost = await mayHaveHappened(store.db, { workspaceId: 'wsp_one', before: 90 });
    expect(lost.map(({ callId }) => callId)).toEqual(['call_lost']);
  });
});
