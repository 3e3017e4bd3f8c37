import { expect, it } from 'vitest';
import { auditEntry } from '../../test/support/audit-entries.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import type { AuditRecord } from '../audit/record.ts';
import { insertAuditRecords, lastOfChain, pageOfRecords, type RecordFilter } from './audit-records.ts';
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
    const { db } = await open();
    await insertAuditRecords(
      db,
      records(25, (seq) => ({ at: Math.floor(seq / 10) })),
    );
    const newestFirst = Array.from({ length: 25 }, (_, index) => 25 - index);
    expect(await sequence(db, {}, 4)).toEqual(newestFirst);
    expect(await sequence(db, {}, 25)).toEqual(newestFirst);
    expect((await pageOfRecords(db, { workspaceId: 'wsp_one' }, { limit: 25 })).nextCursor).toBeUndefined();
  });

  it('are found by person, agent, operation, outcome, call and time, in one workspace only', async () => {
    const { db } = await open();
    await insertAuditRecords(
      db,
      records(6, (seq) => ({
        userId: seq % 2 === 0 ? 'usr_even' : 'usr_odd',
        agentId: `agt_${seq}`,
        operation: seq > 4 ? 'pages.update' : 'pages.get',
        outcome: seq === 3 ? 'denied' : 'ok',
        callId: `call_${seq}`,
        ...(seq === 2 && { workspaceId: 'wsp_two' }),
      })),
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

  it('know where a chain ends', async () => {
    const { db } = await open();
    await insertAuditRecords(db, records(12));
    expect(await lastOfChain(db, 'wsp_one', 'wrt_1')).toMatchObject({ seq: 12, mac: 'mac12' });
    expect(await lastOfChain(db, 'wsp_one', 'wrt_2')).toBeUndefined();
  });

  it('take no second record at the same place of a chain', async () => {
    const { db } = await open();
    await insertAuditRecords(db, records(1));
    await expect(insertAuditRecords(db, records(2))).rejects.toThrow(/unique/i);
    expect(await sequence(db, {})).toEqual([1]);
  });
});
