import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditEntry } from '../../test/support/audit-entries.ts';
import { Secret } from '../kernel/secret.ts';
import { macOf } from './chain.ts';
import type { AuditRecord } from './record.ts';
import { verifyChain } from './verify-chain.ts';

const key = new Secret('a key of thirty-two or more characters');

function chainOf(length: number, place: Partial<AuditRecord> = {}): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const prev = records.at(-1)?.mac ?? '';
    const entry = auditEntry({ at: seq, callId: `call_${seq}`, ...place });
    const unbound = { ...entry, id: `aud_${seq}`, writer: 'wrt_one', ...place, seq, prev };
    records.push({ ...unbound, mac: macOf(key, unbound) });
  }
  return records;
}

function replaced(chain: readonly AuditRecord[], seq: number, fields: Partial<AuditRecord>): AuditRecord[] {
  return chain.map((record) => (record.seq === seq ? { ...record, ...fields } : record));
}

const place = { workspaceId: 'wsp_one', writer: 'wrt_one' };

describe('verifyChain', () => {
  it('finds nothing in chains as they were written, in any order of rows', () => {
    const rows = [
      ...chainOf(20),
      ...chainOf(5, { writer: 'wrt_two' }),
      ...chainOf(3, { workspaceId: 'wsp_two' }),
    ];
    expect(verifyChain(rows.toReversed(), key)).toEqual([]);
    expect(verifyChain([], key)).toEqual([]);
  });

  it('finds every record wrong under another key', () => {
    expect(verifyChain(chainOf(3), new Secret('another key'))).toMatchObject([{ seq: 1 }]);
  });

  it.each([
    ['a changed field', replaced(chainOf(5), 3, { outcome: 'denied' }), 'changed', 3],
    ['a field taken away', replaced(chainOf(5), 3, { targets: [] }), 'changed', 3],
    ['a changed last record', replaced(chainOf(5), 5, { at: 99 }), 'changed', 5],
    ['a removed record', chainOf(5).filter(({ seq }) => seq !== 2), 'removed', 2],
    ['a removed beginning', chainOf(5).filter(({ seq }) => seq > 1), 'removed', 1],
  ] as const)('names %s', (_title, rows, tampering, seq) => {
    expect(verifyChain(rows, key)).toMatchObject([{ ...place, tampering, seq }]);
  });

  it('names two records whose numbers were exchanged', () => {
    const rows = chainOf(5).map((record) => ({ ...record, seq: [0, 1, 4, 3, 2, 5][record.seq] ?? 0 }));
    expect(verifyChain(rows, key)).toEqual([{ ...place, tampering: 'moved', seq: 2, recordId: 'aud_4' }]);
  });

  it('names two records whose contents were exchanged', () => {
    const chain = chainOf(5);
    const [, second, , fourth] = chain;
    const rows = replaced(replaced(chain, 2, { at: fourth?.at ?? 0, callId: fourth?.callId ?? '' }), 4, {
      at: second?.at ?? 0,
      callId: second?.callId ?? '',
    });
    expect(verifyChain(rows, key)).toMatchObject([{ tampering: 'moved', seq: 2 }]);
  });

  it('names a record that was put at the end instead of its place', () => {
    expect(verifyChain(replaced(chainOf(5), 2, { seq: 6 }), key)).toEqual([
      { ...place, tampering: 'moved', seq: 2, recordId: 'aud_2' },
    ]);
  });

  it('names a removed record also when the rest was numbered anew', () => {
    const rows = chainOf(6)
      .filter(({ seq }) => seq !== 3)
      .map((record) => (record.seq > 3 ? { ...record, seq: record.seq - 1 } : record));
    expect(verifyChain(rows, key)).toMatchObject([{ tampering: 'moved', seq: 3, recordId: 'aud_4' }]);
  });

  it('names a record that was put in between', () => {
    const chain = chainOf(4);
    const forged = {
      ...auditEntry(),
      id: 'aud_forged',
      writer: 'wrt_one',
      seq: 3,
      prev: chain[1]?.mac ?? '',
      mac: 'ab',
    };
    const rows = [
      ...chain.slice(0, 2),
      forged,
      ...chain.slice(2).map((record) => ({ ...record, seq: record.seq + 1 })),
    ];
    expect(verifyChain(rows, key)).toEqual([
      { ...place, tampering: 'added', seq: 3, recordId: 'aud_forged' },
    ]);
  });

  it('names a record that was put at the end without its place in the chain', () => {
    const forged = { ...auditEntry(), id: 'aud_forged', writer: 'wrt_one', seq: 4, prev: 'cd', mac: 'ab' };
    expect(verifyChain([...chainOf(3), forged], key)).toMatchObject([
      { tampering: 'added', seq: 4, recordId: 'aud_forged' },
    ]);
  });

  it('names a record that was put into another chain, and the gap it left', () => {
    expect(verifyChain(replaced(chainOf(5), 2, { workspaceId: 'wsp_two' }), key)).toEqual([
      { ...place, tampering: 'removed', seq: 2 },
      { tampering: 'removed', workspaceId: 'wsp_two', writer: 'wrt_one', seq: 1 },
    ]);
  });

  it('finds any change of any field of any record and names that record', () => {
    const chain = chainOf(8);
    const fields = Object.keys(chain[0] ?? {}).filter((name) => name !== 'workspaceId' && name !== 'writer');
    fc.assert(
      fc.property(fc.constantFrom(...chain), fc.constantFrom(...fields), (changed, field) => {
        const rows = replaced(chain, changed.seq, { [field]: otherThan(changed, field) });
        expect(verifyChain(rows, key)).toMatchObject([{ ...place, seq: changed.seq }]);
      }),
    );
  });
});

function otherThan(record: AuditRecord, field: string): unknown {
  const value = Object.entries(record).find(([name]) => name === field)?.[1];
  if (typeof value === 'number') return value + 1_000;
  return Array.isArray(value) ? [...value.map(String), 'more'] : `${String(value)}0`;
}
