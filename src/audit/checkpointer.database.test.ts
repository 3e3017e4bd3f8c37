import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { auditEntry, newId } from '../../test/support/audit-entries.ts';
import { storeChain } from '../../test/support/audit-chains.ts';
import { describeEachStore, quietLog } from '../../test/support/stores.ts';
import { Secret } from '../kernel/secret.ts';
import { checkpointsFrom } from '../store/audit-checkpoints.ts';
import type { Store } from '../store/open-store.ts';
import { createLog } from '../telemetry/log.ts';
import { startCheckpoints } from './checkpointer.ts';
import { readHead } from './head-file.ts';
import { createRecorder } from './recorder.ts';
import { verifyRecord } from './verify-record.ts';

const key = new Secret('a key of thirty-two or more characters');
const folder = mkdtempSync(join(tmpdir(), 'weir-heads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const headFile = (): string => join(folder, `${newId('head')}.json`);

function processOn(store: Store, file?: string, log = quietLog) {
  const writer = newId('wrt');
  const recorder = createRecorder({ store, writer, key, ids: newId, log: quietLog });
  const checkpoints = startCheckpoints({
    store,
    recorder,
    writer,
    key,
    log,
    ...(file && { headFile: file }),
  });
  return {
    writer,
    recorder,
    checkpoints,
    async close() {
      await recorder.close();
      await checkpoints.close();
    },
  };
}

const headsOf = async (store: Store) =>
  (await checkpointsFrom(store.db, { from: 1, limit: 100 })).map(({ heads = [] }) =>
    heads.map(({ workspaceId, writer, seq }) => `${workspaceId} ${writer} ${seq}`),
  );

describeEachStore('checkpoints', ({ open }) => {
  it('hold the heads that moved since the one before, and are none where nothing moved', async () => {
    const store = await open();
    const one = processOn(store);
    const two = processOn(store);
    await one.checkpoints.write();
    await one.recorder.commit(auditEntry());
    await one.recorder.commit(auditEntry({ workspaceId: 'wsp_two' }));
    await one.checkpoints.write();
    await one.checkpoints.write();
    await two.recorder.commit(auditEntry());
    await two.checkpoints.write();
    await one.recorder.commit(auditEntry());
    await one.close();
    await two.close();
    expect(await headsOf(store)).toEqual([
      [`wsp_one ${one.writer} 1`, `wsp_two ${one.writer} 1`],
      [`wsp_one ${two.writer} 1`],
      [`wsp_one ${one.writer} 2`],
    ]);
    expect(await verifyRecord(store, { key })).toMatchObject({ ok: true, records: 4, checkpoints: 3 });
  });

  it('of several processes at once are one chain without a gap', async () => {
    const store = await open();
    const processes = Array.from({ length: 6 }, () => processOn(store));
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(
        processes.map(async ({ recorder, checkpoints }) => {
          await recorder.commit(auditEntry());
          await checkpoints.write();
        }),
      );
    }
    await Promise.all(processes.map((each) => each.close()));
    expect(await verifyRecord(store, { key })).toMatchObject({ ok: true, records: 30, checkpoints: 30 });
  });

  it('take over the chain of a process that was killed before its own, so that its tail cannot be cut', async () => {
    const store = await open();
    await storeChain(store, key, { workspaceId: 'wsp_one', writer: 'wrt_killed' }, 7);
    const next = processOn(store);
    await next.checkpoints.lookForUnbound();
    await next.checkpoints.write();
    expect(await headsOf(store)).toEqual([['wsp_one wrt_killed 7']]);
    await next.checkpoints.lookForUnbound();
    await next.checkpoints.write();
    expect(await headsOf(store)).toHaveLength(1);
    await next.close();
    await sql`delete from audit_records where seq > 5`.execute(store.db);
    expect((await verifyRecord(store, { key })).faults).toMatchObject([
      { tampering: 'cut_off', writer: 'wrt_killed', seq: 6 },
    ]);
  });

  it('are written again after the database failed, with everything that moved meanwhile', async () => {
    const store = await open();
    const one = processOn(store);
    await one.recorder.commit(auditEntry());
    await sql`alter table audit_checkpoints rename to hidden_checkpoints`.execute(store.db);
    await one.checkpoints.write();
    await one.recorder.commit(auditEntry());
    await sql`alter table hidden_checkpoints rename to audit_checkpoints`.execute(store.db);
    await one.close();
    expect(await headsOf(store)).toEqual([[`wsp_one ${one.writer} 2`]]);
  });

  it('keep the newest outside the database, and leave what shows a rollback as it is', async () => {
    const store = await open();
    const file = headFile();
    const one = processOn(store, file);
    await one.recorder.commit(auditEntry());
    await one.close();
    const two = processOn(store, file);
    await two.recorder.commit(auditEntry());
    await two.close();
    const kept = await readHead(file);
    expect(kept).toMatchObject({ number: 2 });

    // Somebody puts the database back to an older state, and Weir goes on in it.
    await sql`delete from audit_checkpoints where number = 2`.execute(store.db);
    await sql`delete from audit_records where writer = ${two.writer}`.execute(store.db);
    const lines: string[] = [];
    const log = createLog({ level: 'warn', destination: { write: (line: string) => lines.push(line) } });
    const three = processOn(store, file, log);
    for (let n = 0; n < 3; n += 1) {
      await three.recorder.commit(auditEntry());
      await three.checkpoints.write();
    }
    await three.close();
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'record.rollback_found',
    ]);
    expect(await readHead(file)).toEqual(kept);
    expect((await verifyRecord(store, { key, ...(kept && { kept }) })).faults).toEqual([
      { kind: 'rollback', keptIn: 'head_file', number: 2, newest: 4 },
    ]);
  });

  it('go on where the file outside cannot be read or written', async () => {
    const store = await open();
    const damaged = headFile();
    writeFileSync(damaged, '{"number": 1');
    // A folder cannot be where a file is.
    const unwritable = join(damaged, 'head.json');
    const first = join(folder, `${store.kind}-made-for-it`, 'head.json');
    for (const file of [damaged, unwritable, first]) {
      const one = processOn(store, file);
      await one.recorder.commit(auditEntry());
      await one.close();
    }
    expect((await verifyRecord(store, { key })).checkpoints).toBe(3);
    expect(readFileSync(damaged, 'utf8')).toBe('{"number": 1');
    await expect(readHead(damaged)).rejects.toMatchObject({ code: 'configuration' });
    expect(await readHead(first)).toMatchObject({ number: 3 });
  });
});
