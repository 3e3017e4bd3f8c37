import { sql } from 'kysely';
import { expect, it } from 'vitest';
import {
  boundRecords,
  storeChain,
  storeRecords,
  type WrittenChain,
} from '../../test/support/audit-chains.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { Secret } from '../kernel/secret.ts';
import type { Store } from '../store/open-store.ts';
import { appendCheckpoint } from './append-checkpoint.ts';
import type { BoundHead } from './checkpoint.ts';
import { putRetirement } from '../store/audit-retirements.ts';
import { retirementMac } from './retirement.ts';
import { verifyRecord } from './verify-record.ts';

const key = new Secret('a key of thirty-two or more characters');
const otherKey = new Secret('what somebody without the key would use');

const place = (writer: string, workspaceId = 'wsp_one') => ({ workspaceId, writer });

function chain(store: Store, writer: string, length: number, workspaceId?: string): Promise<WrittenChain> {
  return storeChain(store, key, place(writer, workspaceId), length);
}

function bind(store: Store, ...heads: BoundHead[]) {
  return appendCheckpoint({ store, key, writer: 'wrt_checkpoints' }, heads);
}

const run = (store: Store, statement: ReturnType<typeof sql>) => statement.execute(store.db);
const at = (writer: string, seq: number) => sql`writer = ${writer} and seq = ${seq}`;

/** Whoever holds the database may give a row any number. */
async function renumber(store: Store, writer: string, from: number, to: number): Promise<void> {
  await run(store, sql`update audit_records set seq = ${to} where ${at(writer, from)}`);
}

describeEachStore('verifyRecord', ({ open }) => {
  it('names one altered, removed, moved and added record, a cut tail and a rebuilt chain among 100,000', async () => {
    const store = await open();
    const names = ['altered', 'removed', 'moved', 'added', 'cut', 'whole'];
    const length = 16_500;
    const heads: BoundHead[] = [];
    for (const name of names) heads.push(await chain(store, name, length));
    heads.push(await chain(store, 'rebuilt', 1_500));
    await bind(store, ...heads);
    expect(await verifyRecord(store, { key })).toMatchObject({ ok: true, records: 100_500, chains: 7 });

    await run(store, sql`update audit_records set outcome = 'denied' where ${at('altered', 12_000)}`);
    await run(store, sql`delete from audit_records where ${at('removed', 8_000)}`);
    await renumber(store, 'moved', 5_000, -1);
    await renumber(store, 'moved', 5_002, 5_000);
    await renumber(store, 'moved', -1, 5_002);
    await run(store, sql`update audit_records set seq = -seq where writer = 'added' and seq >= 16000`);
    await run(store, sql`update audit_records set seq = 1 - seq where writer = 'added' and seq < 0`);
    const [forged] = boundRecords(otherKey, place('added'), 1);
    if (!forged) throw new Error('nothing forged');
    await storeRecords(store, [{ ...forged, id: 'aud_forged', seq: 16_000 }]);
    await run(store, sql`delete from audit_records where writer = 'cut' and seq > 16400`);
    await run(store, sql`delete from audit_records where writer = 'rebuilt' and seq > 700`);
    const anew = boundRecords(otherKey, place('rebuilt'), 1_500).slice(700);
    const [first, ...rest] = anew;
    const { rows } = await sql<{ mac: string }>`
      select mac from audit_records where ${at('rebuilt', 700)}`.execute(store.db);
    if (!first) throw new Error('nothing rebuilt');
    await storeRecords(store, [{ ...first, prev: rows[0]?.mac ?? '' }, ...rest]);

    const report = await verifyRecord(store, { key });
    expect(report.ok).toBe(false);
    const named = report.faults.map((fault) =>
      fault.kind === 'chain' ? [fault.writer, fault.tampering, fault.seq, fault.recordId] : [fault.kind],
    );
    expect(named.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1))).toEqual([
      ['added', 'added', 16_000, 'aud_forged'],
      ['altered', 'changed', 12_000, 'aud_altered_12000'],
      ['cut', 'cut_off', 16_401, undefined],
      ['moved', 'moved', 5_000, 'aud_moved_5002'],
      ['rebuilt', 'rebuilt', 701, 'aud_rebuilt_701'],
      ['removed', 'removed', 8_000, undefined],
    ]);
  });

  it('names a chain of which nothing is left', async () => {
    const store = await open();
    await bind(store, await chain(store, 'wrt_gone', 3), await chain(store, 'wrt_kept', 3));
    await run(store, sql`delete from audit_records where writer = 'wrt_gone'`);
    expect((await verifyRecord(store, { key })).faults).toEqual([
      { kind: 'chain', tampering: 'cut_off', ...place('wrt_gone'), seq: 1 },
    ]);
  });

  it('names a record that holds what nobody writes there', async () => {
    const store = await open();
    await bind(store, await chain(store, 'wrt_one', 5));
    await run(
      store,
      sql`update audit_records set targets_json = '{', kind = 'else' where ${at('wrt_one', 2)}`,
    );
    expect((await verifyRecord(store, { key })).faults).toMatchObject([{ tampering: 'changed', seq: 2 }]);
  });

  it('names a removed record although the rest was numbered and linked anew, and one put in between', async () => {
    const store = await open();
    await bind(store, await chain(store, 'wrt_less', 6), await chain(store, 'wrt_more', 6));
    const macOf = async (writer: string, seq: number): Promise<string> => {
      const { rows } = await sql<{ mac: string }>`
        select mac from audit_records where ${at(writer, seq)}`.execute(store.db);
      return rows[0]?.mac ?? '';
    };
    await run(store, sql`delete from audit_records where ${at('wrt_less', 3)}`);
    for (const seq of [4, 5, 6]) await renumber(store, 'wrt_less', seq, seq - 1);
    const second = await macOf('wrt_less', 2);
    await run(store, sql`update audit_records set prev = ${second} where ${at('wrt_less', 3)}`);

    for (const seq of [6, 5, 4, 3]) await renumber(store, 'wrt_more', seq, seq + 1);
    const [forged] = boundRecords(otherKey, place('wrt_more'), 1);
    if (!forged) throw new Error('nothing forged');
    await storeRecords(store, [{ ...forged, id: 'aud_x', seq: 3, prev: await macOf('wrt_more', 2) }]);
    await run(store, sql`update audit_records set prev = ${forged.mac} where ${at('wrt_more', 4)}`);

    expect((await verifyRecord(store, { key })).faults).toMatchObject([
      { writer: 'wrt_less', tampering: 'removed', seq: 3 },
      { writer: 'wrt_more', tampering: 'added', seq: 3, recordId: 'aud_x' },
    ]);
  });

  it('names checkpoints that were changed or removed', async () => {
    const store = await open();
    const head = await chain(store, 'wrt_one', 9);
    for (let n = 0; n < 6; n += 1) await bind(store, head);
    await run(store, sql`update audit_checkpoints set at = at + 1 where number = 2`);
    await run(store, sql`update audit_checkpoints set heads_json = 'nonsense' where number = 6`);
    await run(store, sql`delete from audit_checkpoints where number = 4`);
    expect(await verifyRecord(store, { key })).toMatchObject({
      faults: [
        { kind: 'checkpoint', tampering: 'changed', number: 2 },
        { kind: 'checkpoint', tampering: 'missing', number: 4 },
        { kind: 'checkpoint', tampering: 'changed', number: 6 },
      ],
      checkpoint: { number: 5 },
    });
    await run(store, sql`delete from audit_checkpoints`);
    expect((await verifyRecord(store, { key })).faults).toEqual([
      { kind: 'checkpoint', tampering: 'missing', number: 1 },
    ]);
  });

  it('names a database that was put back as a whole, by what was kept outside', async () => {
    const store = await open();
    const first = await bind(store, await chain(store, 'wrt_one', 3));
    const second = await bind(store, await chain(store, 'wrt_two', 3));
    expect(await verifyRecord(store, { key, kept: second, against: first })).toMatchObject({
      ok: true,
      checkpoint: second,
    });
    await run(store, sql`delete from audit_checkpoints where number = 2`);
    await run(store, sql`delete from audit_records where writer = 'wrt_two'`);
    expect((await verifyRecord(store, { key })).ok).toBe(true);
    expect((await verifyRecord(store, { key, kept: second, against: first })).faults).toEqual([
      { kind: 'rollback', keptIn: 'head_file', number: 2, newest: 1 },
    ]);
    // It went on from there, and its number two is another one.
    await bind(store, await chain(store, 'wrt_three', 3));
    expect((await verifyRecord(store, { key, against: second })).faults).toEqual([
      { kind: 'rollback', keptIn: 'given_file', number: 2, newest: 2 },
    ]);
  });

  it('goes on behind what retention deleted, and not behind what somebody else did', async () => {
    const store = await open();
    const head = await chain(store, 'wrt_one', 9);
    await bind(store, head);
    const fourth = boundRecords(key, place('wrt_one'), 4).at(-1)?.mac ?? '';
    const retirement = { ...place('wrt_one'), seq: 4, head: fourth, at: 5 };
    await run(store, sql`delete from audit_records where seq <= 4`);
    expect((await verifyRecord(store, { key })).faults).toMatchObject([{ tampering: 'removed', seq: 1 }]);
    await putRetirement(store.db, { ...retirement, mac: retirementMac(otherKey, retirement) });
    expect((await verifyRecord(store, { key })).faults).toMatchObject([{ kind: 'retirement', seq: 4 }]);
    await putRetirement(store.db, { ...retirement, mac: retirementMac(key, retirement) });
    expect(await verifyRecord(store, { key })).toMatchObject({ ok: true, records: 5 });
    await run(store, sql`delete from audit_records where seq = 5`);
    expect((await verifyRecord(store, { key })).faults).toMatchObject([{ tampering: 'removed', seq: 5 }]);
  });

  it('judges one workspace by its own chains, and lists intents without an outcome', async () => {
    const store = await open();
    const intent = { kind: 'intent', operation: 'pages.update', effect: 'update' } as const;
    const heads = [
      await storeChain(store, key, place('wrt_one'), 2, (seq) => (seq === 2 ? intent : {})),
      await chain(store, 'wrt_one', 2, 'wsp_two'),
    ];
    await bind(store, ...heads);
    await run(store, sql`delete from audit_records where workspace_id = 'wsp_two' and seq = 2`);
    const one = await verifyRecord(store, { key, workspaceId: 'wsp_one' });
    expect(one).toMatchObject({
      ok: true,
      chains: 1,
      records: 2,
      mayHaveHappened: [{ callId: 'call_wrt_one_2', operation: 'pages.update', at: 2 }],
    });
    expect((await verifyRecord(store, { key, workspaceId: 'wsp_two' })).faults).toMatchObject([
      { tampering: 'cut_off', seq: 2 },
    ]);
  });

  it('finds everything wrong under another key', async () => {
    const store = await open();
    await bind(store, await chain(store, 'wrt_one', 9));
    expect((await verifyRecord(store, { key: otherKey })).faults).toMatchObject([
      { kind: 'checkpoint', number: 1 },
      { kind: 'chain', tampering: 'rebuilt', seq: 1 },
    ]);
  });
});
