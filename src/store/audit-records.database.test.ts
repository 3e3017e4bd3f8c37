import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { auditEntry } from '../../test/support/audit-entries.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import type { AuditRecord } from '../audit/record.ts';
import { lastOfChain, pageOfRecords, recordsInTime, type RecordFilter } from './audit-records.ts';
import { insertAuditRecords } from './insert-audit-records.ts';
import type { Executor } from './open-store.ts';

function records(count: number, fields: (seq: number) => Partial<AuditRecord> = () => ({})): AuditRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = index + 1;
    const id = `aud_${String(seq).padStart(6, '0')}`;
    return {
      ...auditEntry({ at: seq }),
      id,
      writer: 'wrt_1',
      seq,
      prev: `mac${index}`,
      mac: `mac${seq}`,
      ...fields(seq),
    };
  });
}

async function sequence(db: Executor, filter: Partial<RecordFilter>, limit = 100): Promise<number[]> {
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await pageOfRecords(
      db,
      { workspaceId: 'wsp_one', ...filter },
      { limit, ...(cursor !== undefined && { cursor }) },
    );
    seen.push(...page.items.map(({ seq }) => seq));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return seen;
}

describeEachStore('audit records', ({ open }) => {
  it('come newest first, page by page, each once, also where many have the same time', async () => {
    const store = await open();
    const { db } = store;
    await insertAuditRecords(
      store,
      records(25, (seq) => ({ at: Math.floor(seq / 10) })),
      'disk',
    );
    const newestFirst = Array.from({ length: 25 }, (_, index) => 25 - index);
    expect(await sequence(db, {}, 4)).toEqual(newestFirst);
    expect(await sequence(db, {}, 25)).toEqual(newestFirst);
    expect((await pageOfRecords(db, { workspaceId: 'wsp_one' }, { limit: 25 })).nextCursor).toBeUndefined();
  });

  it('are exported oldest first, those of one writer and one time in the order of their chain', async () => {
    const store = await open();
    const { db } = store;
    // Ids of one millisecond are in no order.
    const ofWriter = (writer: string, word: string) =>
      records(12, (seq) => ({
        writer,
        at: Math.floor(seq / 5),
        id: `aud_${word}${String((seq * 7) % 13).padStart(2, '0')}`,
      }));
    await insertAuditRecords(store, [...ofWriter('wrt_2', 'a'), ...ofWriter('wrt_1', 'b')], 'disk');
    const expected = [0, 1, 2].flatMap((at) =>
      ['wrt_1', 'wrt_2'].flatMap((writer) =>
        Array.from({ length: 12 }, (_, index) => index + 1)
          .filter((seq) => Math.floor(seq / 5) === at)
          .map((seq) => `${at} ${writer} ${seq}`),
      ),
    );
    for (const limit of [1, 7, 24, 100]) {
      const seen: string[] = [];
      let after: AuditRecord | undefined;
      for (;;) {
        const page = await recordsInTime(db, { workspaceId: 'wsp_one' }, { limit, ...(after && { after }) });
        seen.push(...page.map(({ at, writer, seq }) => `${at} ${writer} ${seq}`));
        after = page.at(-1);
        if (page.length < limit) break;
      }
      expect(seen).toEqual(expected);
    }
  });

  it('are found by person, agent, operation, outcome, call and time, in one workspace only', async () => {
    const store = await open();
    const { db } = store;
    await insertAuditRecords(
      store,
      records(6, (seq) => ({
        userId: seq % 2 === 0 ? 'usr_even' : 'usr_odd',
        agentId: `agt_${seq}`,
        operation: seq > 4 ? 'pages.update' : 'pages.get',
        outcome: seq === 3 ? 'denied' : 'ok',
        callId: `call_${seq}`,
        ...(seq === 2 && { workspaceId: 'wsp_two' }),
      })),
      'disk',
    );
    expect(await sequence(db, { userId: 'usr_even' })).toEqual([6, 4]);
    expect(await sequence(db, { agentId: 'agt_5' })).toEqual([5]);
    expect(await sequence(db, { operation: 'pages.get' }, 1)).toEqual([4, 3, 1]);
    expect(await sequence(db, { outcome: 'denied' })).toEqual([3]);
    expect(await sequence(db, { callId: 'call_1' })).toEqual([1]);
    expect(await sequence(db, { since: 3, until: 5 })).toEqual([4, 3]);
    expect(await sequence(db, { workspaceId: 'wsp_two' })).toEqual([2]);
    expect(await sequence(db, { workspaceId: 'wsp_three' })).toEqual([]);
  });

  it.each(['nonsense', '', Buffer.from('1; drop table x').toString('base64url')])(
    'refuse a cursor that was not given out: %j',
    async (cursor) => {
      const { db } = await open();
      await expect(pageOfRecords(db, { workspaceId: 'wsp_one' }, { limit: 5, cursor })).rejects.toMatchObject(
        {
          code: 'invalid_input',
        },
      );
    },
  );

  it('come also where somebody damaged one of them, which says so', async () => {
    const store = await open();
    await insertAuditRecords(store, records(3), 'process');
    await sql`update audit_records set kind = 'nonsense', targets_json = '{' where seq = 2`.execute(store.db);
    const { items } = await pageOfRecords(store.db, { workspaceId: 'wsp_one' }, { limit: 5 });
    expect(items.map(({ seq, outcome }) => [seq, outcome])).toContainEqual([2, 'damaged']);
    expect(items).toHaveLength(3);
  });

  it('are found on SQLite by the index that finds the fewest, also where it does not sort to the end', async () => {
    const { db, kind } = await open();
    if (kind !== 'sqlite') return;
    const planOf = async (condition: string, order: string): Promise<string> => {
      const { rows } = await sql`explain query plan select * from audit_records
        where workspace_id = 'wsp_one' and ${sql.raw(condition)} order by ${sql.raw(order)} limit 51`.execute(
        db,
      );
      return JSON.stringify(rows);
    };
    // Whatever the statistics say: few values that most records share.
    await insertAuditRecords({ db, kind }, records(300), 'process');
    await sql`analyze audit_records`.execute(db);
    const newestFirst = 'at desc, id desc';
    expect(await planOf("operation = 'pages.delete'", newestFirst)).toContain('audit_records_by_operation');
    expect(await planOf("agent_id = 'agt_rare'", newestFirst)).toContain('audit_records_by_agent');
    expect(await planOf("user_id = 'usr_rare'", newestFirst)).toContain('audit_records_by_person');
    expect(await planOf("call_id = 'call_1'", newestFirst)).toContain('audit_records_by_call');
    expect(await planOf("kind = 'intent' and at < 9", 'at')).toContain('audit_records_intents');
  });

  it('know where a chain ends', async () => {
    const store = await open();
    const { db } = store;
    await insertAuditRecords(store, records(12), 'process');
    expect(await lastOfChain(db, 'wsp_one', 'wrt_1')).toMatchObject({ seq: 12, mac: 'mac12' });
    expect(await lastOfChain(db, 'wsp_one', 'wrt_2')).toBeUndefined();
  });

  it('take no second record at the same place of a chain', async () => {
    const store = await open();
    const { db } = store;
    await insertAuditRecords(store, records(3).slice(2), 'disk');
    await expect(insertAuditRecords(store, records(3), 'process')).rejects.toThrow(/unique/i);
    // Nor those that came before it.
    expect(await sequence(db, {})).toEqual([3]);
  });

  it('keep every column as it was written, nothing in one that is absent', async () => {
    const store = await open();
    const full = {
      userId: 'usr_1',
      agentId: 'agt_1',
      clientName: 'quote " and \\ and ünï',
      clientVersion: '1.2',
      transport: 'stdio' as const,
      connectionId: 'con_1',
      operation: 'pages.update',
      effect: 'update',
      apiOperations: ['cloud-v2 updatePage'],
      targets: ['page:1', 'space:ENG'],
      argumentShape: '{id:string}',
      argumentDigest: 'abc',
      decision: 'deny' as const,
      rule: 'a rule',
      outcome: 'conflict',
      upstreamStatus: 409,
      latencyMs: 12,
      resultSize: 0,
    };
    const written = [...records(1), ...records(2, () => full).slice(1)];
    await insertAuditRecords(store, written, 'process');
    const { items } = await pageOfRecords(store.db, { workspaceId: 'wsp_one' }, { limit: 5 });
    expect(items.toReversed()).toEqual(written);
  });
});
