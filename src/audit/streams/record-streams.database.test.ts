import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { newId } from '../../../test/support/audit-entries.ts';
import { storeChain } from '../../../test/support/audit-chains.ts';
import { openVault } from '../../../test/support/sealed-bases.ts';
import { describeEachStore, quietLog } from '../../../test/support/stores.ts';
import { isSigned, startStreamTarget, type StreamTarget } from '../../../test/support/stream-target.ts';
import { createTransport } from '../../confluence/http/transport.ts';
import { systemClock } from '../../kernel/clock.ts';
import { systemRandom } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';
import { pageOfDeadLetters } from '../../store/audit-dead-letters.ts';
import { startAtNow, waitingRecords } from '../../store/audit-stream-positions.ts';
import { changeStream, findStream, insertStream, type StoredStream } from '../../store/audit-streams.ts';
import { takeLease } from '../../store/leases.ts';
import type { Store } from '../../store/open-store.ts';
import { appendCheckpoint } from '../append-checkpoint.ts';
import { createRecordStreams, type RecordStreams } from './record-streams.ts';

const key = new Secret('a key of thirty-two or more characters');
const signing = new Secret('whsec-canary-0123456789');
const workspaceId = 'wsp_one';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

interface World {
  readonly store: Store;
  readonly target: StreamTarget;
  readonly stream: StoredStream;
  /** Of one process; a second one is another replica. */
  readonly streams: (allowPrivate?: readonly string[]) => Promise<RecordStreams>;
  /** The time of the database goes on, so that a pause is over. */
  readonly later: (milliseconds: number) => void;
  readonly write: (writer: string, length: number) => Promise<void>;
  readonly now: () => Promise<StoredStream>;
  readonly letters: () => ReturnType<typeof pageOfDeadLetters>;
}

async function world(opened: Store): Promise<World> {
  let ahead = 0;
  const store: Store = { ...opened, now: async () => (await opened.now()) + ahead };
  const target = await startStreamTarget();
  const vault = await openVault(store);
  open.push(target, vault);
  const id = newId('str');
  const streams: World['streams'] = async (allowPrivate = ['127.0.0.0/8']) => {
    const transport = createTransport({ version: 'test', allowPrivate, retry: { attempts: 0 } });
    const made = createRecordStreams({
      store,
      vault,
      transport,
      clock: systemClock,
      ids: newId,
      random: systemRandom,
      log: quietLog,
    });
    open.push(transport, made);
    return made;
  };
  const secretSealed = await (
    await streams()
  ).seal(
    { workspaceId, id },
    {
      signing,
      authorization: new Secret('Splunk canary'),
    },
  );
  const common = { workspaceId, id, slug: 'siem', name: 'SIEM', isEnabled: true, now: 1 };
  const stream = await insertStream(store.db, { ...common, url: target.url, secretSealed });
  if (!stream) throw new Error('no stream');
  return {
    store,
    target,
    stream,
    streams,
    later: (milliseconds) => (ahead += milliseconds),
    async write(writer, length) {
      const head = await storeChain(store, key, { workspaceId, writer }, length);
      await appendCheckpoint({ store, key, writer: 'wrt_any' }, [head]);
    },
    async now() {
      const found = await findStream(store.db, workspaceId, 'siem');
      if (!found) throw new Error('the stream is gone');
      return found;
    },
    letters: () => pageOfDeadLetters(store.db, { workspaceId, streamId: id }, { limit: 50 }),
  };
}

const numbersOf = (target: StreamTarget, writer: string): number[] =>
  target.taken.flatMap(({ body }) =>
    body.records.filter((one) => one.writer === writer).map(({ seq }) => seq),
  );

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describeEachStore('a stream of the record', (stores) => {
  it('delivers everything, signed, numbered and in order for each writer', async () => {
    const { target, stream, streams, write, now, store } = await world(await stores.open());
    await write('wrt_one', 450);
    await write('wrt_two', 30);
    await (await streams()).deliver();
    expect(numbersOf(target, 'wrt_one')).toEqual(upTo(450));
    expect(numbersOf(target, 'wrt_two')).toEqual(upTo(30));
    for (const delivery of target.taken) {
      expect(isSigned(delivery, signing.reveal())).toBe(true);
      expect(isSigned({ ...delivery, text: `${delivery.text} ` }, signing.reveal())).toBe(false);
      expect(delivery.headers.authorization).toBe('Splunk canary');
      const { kind, from, to, records, workspaceId: of } = delivery.body;
      expect({ kind, of, stream: delivery.body.stream }).toEqual({
        kind: 'records',
        of: workspaceId,
        stream: stream.id,
      });
      expect([from, to]).toEqual([records.at(0)?.seq, records.at(-1)?.seq]);
    }
    expect(target.taken[0]?.body.records[0]).toMatchObject({
      operation: 'pages.get',
      callId: 'call_wrt_one_1',
    });
    expect((await now()).state).toMatchObject({ failures: 0, lastDeliveredAt: expect.any(Number) });
    expect(await waitingRecords(store.db, { workspaceId, streamId: stream.id })).toBe(0);
    const { rows } = await sql`select * from audit_streams`.execute(store.db);
    expect(JSON.stringify(rows)).not.toContain('canary');
  });

  it('brings every record of a target that was down, in order, once it is back, from two replicas', async () => {
    const { target, stream, streams, write, later, now, store } = await world(await stores.open());
    const replicas = [await streams(), await streams()];
    const deliver = () => Promise.all(replicas.map((replica) => replica.deliver()));
    await write('wrt_one', 700);
    target.answer = () => ({ status: 503 });
    for (let round = 0; round < 12; round += 1) {
      await deliver();
      later(400_000);
    }
    // Each attempt was the only one of its round, and the pause between two never passes the longest.
    expect(target.requests.length).toBeLessThanOrEqual(12);
    expect(target.requests.length).toBeGreaterThan(6);
    expect(target.taken).toEqual([]);
    const { failures, lastFailure } = (await now()).state;
    expect({ failures, reason: lastFailure?.reason }).toEqual({
      failures: target.requests.length,
      reason: 'The target answered 503.',
    });
    await write('wrt_two', 250);
    expect(await waitingRecords(store.db, { workspaceId, streamId: stream.id })).toBe(950);

    target.answer = () => ({ status: 202 });
    for (let round = 0; round < 4; round += 1) await deliver();
    expect(numbersOf(target, 'wrt_one')).toEqual(upTo(700));
    expect(numbersOf(target, 'wrt_two')).toEqual(upTo(250));
    expect(await waitingRecords(store.db, { workspaceId, streamId: stream.id })).toBe(0);
  });

  it('repeats what may not have arrived, under the same numbers, and loses nothing', async () => {
    const { target, streams, write, later } = await world(await stores.open());
    const sender = await streams();
    await write('wrt_one', 500);
    let requests = 0;
    // Every second answer is lost on its way.
    target.answer = () => ((requests += 1) % 2 === 1 ? { status: 200, cut: true } : { status: 200 });
    for (let round = 0; round < 8; round += 1) {
      await sender.deliver();
      later(10_000);
    }
    const numbers = numbersOf(target, 'wrt_one');
    expect(numbers.length).toBeGreaterThan(500);
    expect([...new Set(numbers)]).toEqual(upTo(500));
    const bodies = target.taken.map(({ body }) => `${body.writer} ${body.from}-${body.to}`);
    expect(bodies[1]).toBe(bodies[0]);
  });

  it('comes back when the target wants it to, and not before', async () => {
    const { target, streams, write, later, now } = await world(await stores.open());
    const sender = await streams();
    await write('wrt_one', 3);
    target.answer = () => ({ status: 429, headers: { 'retry-after': '7200' } });
    await sender.deliver();
    later(7_100_000);
    target.answer = () => ({ status: 200 });
    await sender.deliver();
    expect(target.requests).toHaveLength(1);
    expect((await now()).state.failures).toBe(1);
    later(200_000);
    await sender.deliver();
    expect(numbersOf(target, 'wrt_one')).toEqual([1, 2, 3]);
  });

  it('sets aside the one record that the target refuses for good, goes on, and sends it again when told', async () => {
    const { target, streams, write, later, letters, now } = await world(await stores.open());
    const sender = await streams();
    await write('wrt_one', 120);
    target.answer = ({ text }) => ({ status: text.includes('call_wrt_one_60"') ? 400 : 200 });
    for (let round = 0; round < 20; round += 1) {
      await sender.deliver();
      later(60_000);
    }
    expect(numbersOf(target, 'wrt_one')).toEqual(upTo(120).filter((seq) => seq !== 60));
    const dead = {
      writer: 'wrt_one',
      fromSeq: 60,
      toSeq: 60,
      reason: 'The target answered 400.',
      attempts: 3,
    };
    expect((await letters()).items).toMatchObject([dead]);

    const signal = AbortSignal.timeout(30_000);
    expect(await sender.replay(await now(), signal)).toEqual({
      delivered: 0,
      gone: 0,
      stoppedBy: 'The target answered 400.',
    });
    expect((await letters()).items).toMatchObject([{ attempts: 4 }]);
    target.answer = () => ({ status: 200 });
    expect(await sender.replay(await now(), signal)).toEqual({ delivered: 1, gone: 0 });
    expect(target.taken.at(-1)?.body).toMatchObject({
      kind: 'replay',
      writer: 'wrt_one',
      records: [{ seq: 60 }],
    });
    expect((await letters()).items).toEqual([]);
  });

  it('sets a damaged record aside instead of standing still before it', async () => {
    const { store, target, streams, write, letters } = await world(await stores.open());
    await write('wrt_one', 5);
    await sql`update audit_records set kind = 'nonsense' where seq = 3`.execute(store.db);
    await (await streams()).deliver();
    expect(numbersOf(target, 'wrt_one')).toEqual([1, 2, 4, 5]);
    expect((await letters()).items).toMatchObject([{ fromSeq: 3, toSeq: 3 }]);
  });

  it('goes to no private address unless the operator allows it', async () => {
    const { target, streams, write, now } = await world(await stores.open());
    await write('wrt_one', 5);
    await (await streams([])).deliver();
    expect(target.requests).toEqual([]);
    expect((await now()).state.lastFailure?.reason).toMatch(/private or reserved address/);
  });

  it('waits while another process delivers, and sends nothing of a stream that is off', async () => {
    const { store, stream, target, streams, write } = await world(await stores.open());
    const sender = await streams();
    await write('wrt_one', 5);
    const now = await store.now();
    const lease = { name: `audit-stream:${stream.id}`, holder: 'snd_other', expiresAt: now + 60_000 };
    expect(await takeLease(store.db, lease, now)).toBe(true);
    await sender.deliver();
    expect(target.requests).toEqual([]);
    await sql`delete from leases`.execute(store.db);
    await changeStream(store.db, stream, { isEnabled: false, now: 2 });
    await sender.deliver();
    expect(target.requests).toEqual([]);
    await changeStream(store.db, stream, { isEnabled: true, now: 3 });
    await sender.deliver();
    expect(numbersOf(target, 'wrt_one')).toEqual(upTo(5));
  });

  it('begins where it was told to, and can be tried without a record', async () => {
    const { store, stream, target, streams, write, now } = await world(await stores.open());
    await write('wrt_old', 5);
    await startAtNow(store.db, { workspaceId, streamId: stream.id }, 2);
    await write('wrt_new', 2);
    const sender = await streams();
    expect(await sender.test(await now(), AbortSignal.timeout(30_000))).toEqual({ outcome: 'taken' });
    await sender.deliver();
    expect(target.taken.map(({ body }) => [body.kind, body.writer, body.records.length])).toEqual([
      ['test', undefined, 0],
      ['records', 'wrt_new', 2],
    ]);
  });
});
