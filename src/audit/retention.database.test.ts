import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { storeChain } from '../../test/support/audit-chains.ts';
import { openVault } from '../../test/support/sealed-bases.ts';
import { describeEachStore, quietLog } from '../../test/support/stores.ts';
import { systemClock } from '../kernel/clock.ts';
import { Secret } from '../kernel/secret.ts';
import { pageOfRecords } from '../store/audit-records.ts';
import { findStream, insertStream } from '../store/audit-streams.ts';
import type { Store } from '../store/open-store.ts';
import { writeSetting } from '../store/settings.ts';
import { appendCheckpoint } from './append-checkpoint.ts';
import { createRecorder } from './recorder.ts';
import { applyRetention } from './retention.ts';
import { createAuditValues } from './values.ts';
import { verifyRecord } from './verify-record.ts';

const key = new Secret('a key of thirty-two or more characters');
const dayMs = 86_400_000;
const place = (writer: string, workspaceId = 'wsp_one') => ({ workspaceId, writer });

async function keepFor(store: Store, days: number | null, scope = 'wsp_one'): Promise<void> {
  const value = { values: 'writes', valuesDays: 30, days } as const;
  await writeSetting(store.db, { name: 'record.keeping', value, scope, now: 1 });
}

/** A chain with a record a day, the last one of today, bound by a checkpoint of today. */
async function daily(store: Store, writer: string, length: number, workspaceId?: string): Promise<void> {
  const now = await store.now();
  const head = await storeChain(store, key, place(writer, workspaceId), length, (seq) => ({
    at: now - (length - seq) * dayMs,
  }));
  await appendCheckpoint({ store, key, writer: 'wrt_any' }, [head]);
}

async function retain(store: Store): Promise<void> {
  const recorder = createRecorder({ store, writer: newId('wrt'), key, ids: newId, log: quietLog });
  await applyRetention({ store, recorder, key, ids: newId, log: quietLog }, new AbortController().signal);
  await recorder.close();
}

async function sequences(store: Store, writer: string): Promise<number[]> {
  const { rows } = await sql<{ seq: number }>`
    select seq from audit_records where writer = ${writer} order by seq`.execute(store.db);
  return rows.map(({ seq }) => seq);
}

const from = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describeEachStore('retention', ({ open }) => {
  it('deletes what is too old, on record, and what is left is verified as before', async () => {
    const store = await open();
    await keepFor(store, 90);
    await daily(store, 'wrt_long', 700);
    await daily(store, 'wrt_young', 20);
    await daily(store, 'wrt_else', 700, 'wsp_two');
    await retain(store);
    expect(await sequences(store, 'wrt_long')).toEqual(from(611, 700));
    expect(await sequences(store, 'wrt_young')).toEqual(from(1, 20));
    expect(await sequences(store, 'wrt_else')).toHaveLength(700);
    const { items } = await pageOfRecords(
      store.db,
      { workspaceId: 'wsp_one', operation: 'record.retired' },
      { limit: 5 },
    );
    expect(items).toMatchObject([
      { kind: 'governance', userId: 'system', details: ['records 610', 'days 90'] },
    ]);
    expect((await verifyRecord(store, { key })).faults).toEqual([]);

    await sql`delete from audit_records where writer = 'wrt_long' and seq = 611`.execute(store.db);
    expect((await verifyRecord(store, { key })).faults).toMatchObject([{ tampering: 'removed', seq: 611 }]);
  });

  it('deletes a chain of long ago as a whole, with the checkpoints that bound nothing else', async () => {
    const store = await open();
    await keepFor(store, 30);
    const now = await store.now();
    const past = { ...store, now: async () => now - 100 * dayMs };
    const old = await storeChain(store, key, place('wrt_old'), 5, () => ({ at: now - 100 * dayMs }));
    for (let n = 0; n < 3; n += 1) await appendCheckpoint({ store: past, key, writer: 'wrt_any' }, [old]);
    await daily(store, 'wrt_new', 3);
    await retain(store);
    expect(await sequences(store, 'wrt_old')).toEqual([]);
    expect(await verifyRecord(store, { key })).toMatchObject({ ok: true, checkpoints: 1 });
    // An auditor's checkpoint that retention has deleted since is no rollback; a newer one would be.
    const mac = 'a'.repeat(64);
    expect((await verifyRecord(store, { key, against: { number: 3, mac, at: 1 } })).ok).toBe(true);
    expect((await verifyRecord(store, { key, against: { number: 9, mac, at: 1 } })).ok).toBe(false);
    await retain(store);
    expect((await verifyRecord(store, { key })).ok).toBe(true);
  });

  it('deletes no evidence: it stops before a record that was changed', async () => {
    const store = await open();
    await keepFor(store, 10);
    await daily(store, 'wrt_one', 50);
    await sql`update audit_records set outcome = 'denied' where seq = 20`.execute(store.db);
    await retain(store);
    expect(await sequences(store, 'wrt_one')).toEqual(from(20, 50));
    expect((await verifyRecord(store, { key })).faults).toMatchObject([{ tampering: 'changed', seq: 20 }]);
  });

  it('deletes nothing that no checkpoint binds or that an enabled stream has not delivered', async () => {
    const store = await open();
    await keepFor(store, 10);
    const now = await store.now();
    await storeChain(store, key, place('wrt_unbound'), 5, () => ({ at: now - 100 * dayMs }));
    await retain(store);
    expect(await sequences(store, 'wrt_unbound')).toEqual(from(1, 5));

    await daily(store, 'wrt_one', 50);
    const stream = { workspaceId: 'wsp_one', id: 'str_1', slug: 'siem', name: 'SIEM', isEnabled: true };
    const url = 'https://siem.example.test/';
    await insertStream(store.db, { ...stream, url, secretSealed: new Uint8Array(), now: 1 });
    await sql`insert into audit_stream_positions values ('wsp_one', 'str_1', 'wrt_one', 12, 1)`.execute(
      store.db,
    );
    await retain(store);
    expect(await sequences(store, 'wrt_one')).toEqual(from(13, 50));
    await sql`update audit_streams set is_enabled = 0`.execute(store.db);
    await retain(store);
    expect(await sequences(store, 'wrt_one')).toEqual(from(41, 50));
  });

  it('removes the stream of a removed workspace, with its secret, once everything is delivered', async () => {
    const store = await open();
    await daily(store, 'wrt_one', 3);
    const stream = { workspaceId: 'wsp_one', id: 'str_1', slug: 'siem', name: 'SIEM', isEnabled: true };
    const url = 'https://siem.example.test/';
    await insertStream(store.db, { ...stream, url, secretSealed: new Uint8Array(), now: 1 });
    await retain(store);
    expect(await findStream(store.db, 'wsp_one', 'siem')).toMatchObject({ id: 'str_1' });
    await sql`insert into audit_stream_positions values ('wsp_one', 'str_1', 'wrt_one', 3, 1)`.execute(
      store.db,
    );
    await retain(store);
    expect(await findStream(store.db, 'wsp_one', 'siem')).toBeUndefined();
  });

  it('erases arguments when their time is over, and the chain that binds them stays whole', async () => {
    const store = await open();
    const vault = await openVault(store);
    const values = createAuditValues({ store, vault, auditKey: key, clock: systemClock });
    const call = { workspaceId: 'wsp_one', callId: 'call_1' };
    const args = { id: '1', body: 'what somebody wrote: canary' };
    const said = await values.valuesFor({ ...call, effect: 'update' }, args);
    expect(await values.valuesFor({ ...call, callId: 'call_2', effect: 'read' }, args)).toEqual({});
    const head = await storeChain(store, key, place('wrt_one'), 1, () => ({ ...call, ...said }));
    await appendCheckpoint({ store, key, writer: 'wrt_any' }, [head]);

    expect(await values.read(call)).toEqual({ args, ...said });
    expect(await values.read({ ...call, workspaceId: 'wsp_two' })).toBeUndefined();
    const { rows } = await sql<{ sealed: Uint8Array }>`select sealed from audit_values`.execute(store.db);
    expect(Buffer.from(rows[0]?.sealed ?? []).toString('latin1')).not.toContain('canary');
    await sql`update audit_values set expires_at = 1`.execute(store.db);
    expect(await values.read(call)).toBeUndefined();
    await retain(store);
    expect((await sql`select 1 from audit_values`.execute(store.db)).rows).toEqual([]);
    expect((await verifyRecord(store, { key })).ok).toBe(true);
    await vault.close();
  });

  it('keeps whose arguments the workspace says', async () => {
    const store = await open();
    const vault = await openVault(store);
    let now = Date.now();
    const values = createAuditValues({ store, vault, auditKey: key, clock: { now: () => now } });
    const kept: string[] = [];
    for (const mode of ['off', 'writes', 'all'] as const) {
      const value = { values: mode, valuesDays: 30, days: null };
      await writeSetting(store.db, { name: 'record.keeping', value, scope: 'wsp_one', now: 1 });
      now += 2_000;
      for (const effect of ['read', 'update']) {
        const said = await values.valuesFor({ workspaceId: 'wsp_one', callId: newId('call'), effect }, {});
        if (said.argumentDigest !== undefined) kept.push(`${mode} ${effect}`);
      }
    }
    expect(kept).toEqual(['writes update', 'all read', 'all update']);
    await sql`alter table audit_values rename to hidden_values`.execute(store.db);
    await expect(
      values.valuesFor({ workspaceId: 'wsp_one', callId: 'call_9', effect: 'update' }, {}),
    ).rejects.toMatchObject({ code: 'internal' });
    await sql`alter table hidden_values rename to audit_values`.execute(store.db);
    await vault.close();
  });
});
