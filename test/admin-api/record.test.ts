import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { createKey } from '../../src/store/agent-keys.ts';
import { auditEntry } from '../support/audit-entries.ts';
import { startAdminWeir, type AdminWeir, type Ask } from '../support/admin-weir.ts';
import { describeEachStore } from '../support/stores.ts';
import { isSigned, startStreamTarget, type StreamTarget } from '../support/stream-target.ts';

describeEachStore('the record in the admin API', ({ emptyLocation }) => {
  let weir: AdminWeir | undefined;
  let target: StreamTarget | undefined;
  afterEach(async () => {
    await target?.close();
    await weir?.close();
    target = weir = undefined;
  });

  async function start() {
    const started = await startAdminWeir({ database: await emptyLocation() });
    weir = started;
    const workspace = await started.workspace('main');
    const visitor = async (name: string, role: Parameters<AdminWeir['person']>[2]): Promise<Ask> =>
      started.browser(await started.person(workspace, name, role));
    const reader = await started.person(workspace, 'reader', ['auditor']);
    const holder = { workspaceId: workspace.id, personId: reader.id, agentId: 'agt_reader', now: 1 };
    const { key: token } = await createKey(started.foundation.store.db, holder, started.foundation);
    return {
      weir: started,
      token: token.reveal(),
      workspaceId: workspace.id,
      owner: await visitor('owner', ['owner']),
      auditor: await visitor('auditor', ['auditor']),
      administrator: await visitor('administrator', ['administrator']),
    };
  }

  /** What `operation` left on record. */
  async function noted(ask: Ask, operation: string): Promise<Record<string, unknown>[]> {
    const { body } = await ask('GET', `/workspaces/main/record?operation=${operation}`);
    return body['items'] as Record<string, unknown>[];
  }

  it('is verified, and says what was done to it; the look is on record', async () => {
    const { weir, workspaceId, auditor } = await start();
    const { recorder, store } = weir.foundation;
    const at = await store.now();
    for (let n = 0; n < 5; n += 1)
      await recorder.commit(auditEntry({ workspaceId, at, callId: `call_${n}` }));
    const whole = await auditor('GET', '/workspaces/main/record/verify');
    expect(whole).toMatchObject({ status: 200, body: { ok: true, faults: [], records: 5, chains: 1 } });
    await sql`update audit_records set outcome = 'denied' where call_id = 'call_3'`.execute(store.db);
    expect((await auditor('GET', '/workspaces/main/record/verify')).body).toMatchObject({
      ok: false,
      faults: [{ kind: 'chain', tampering: 'changed', seq: 4 }],
    });
    expect(await noted(auditor, 'record.verified')).toMatchObject([
      { details: ['faults 1', 'records 6'], kind: 'governance' },
      { details: ['faults 0', 'records 5'] },
    ]);
  });

  it('shows the arguments of a call to auditors alone, says whether they are the recorded ones, and notes it', async () => {
    const { weir, workspaceId, owner, auditor, administrator } = await start();
    const { recorder, auditValues, store } = weir.foundation;
    const entry = auditEntry({ workspaceId, callId: 'call_one', kind: 'intent', effect: 'update' });
    const args = { id: '7', body: 'canary words' };
    await recorder.commit({ ...entry, ...(await auditValues.valuesFor(entry, args)) });
    const path = '/workspaces/main/record/calls/call_one/values';
    for (const ask of [owner, administrator]) expect((await ask('GET', path)).status).toBe(403);
    expect((await auditor('GET', path)).body).toEqual({
      callId: 'call_one',
      arguments: args,
      isAsRecorded: true,
    });
    expect(await noted(auditor, 'values.read')).toMatchObject([{ targets: ['call:call_one'] }]);
    await sql`update audit_records set argument_digest = 'other' where call_id = 'call_one'`.execute(
      store.db,
    );
    expect((await auditor('GET', path)).body['isAsRecorded']).toBe(false);
    await sql`update audit_values set expires_at = 1`.execute(store.db);
    expect((await auditor('GET', path)).status).toBe(404);
  });

  it('is exported as JSON lines and as CSV, whole and filtered, and the export is on record', async () => {
    const { weir, workspaceId, auditor, token } = await start();
    const { recorder } = weir.foundation;
    for (let n = 0; n < 1_100; n += 1) {
      const clientName = n === 7 ? '=HYPERLINK("http://evil.test")' : 'Inspector';
      recorder.enqueue(auditEntry({ workspaceId, at: n, callId: `call_${n}`, clientName }));
    }
    await recorder.flush();
    const ask = async (query: string) =>
      fetch(`${weir.address}/api/v1/workspaces/main/record/export?${query}`, {
        headers: { authorization: `Bearer ${token}` },
      });
    const lines = await ask('until=1100');
    expect(lines.headers.get('content-type')).toMatch(/^application\/jsonl/);
    expect(lines.headers.get('content-disposition')).toBe('attachment; filename="record-main.jsonl"');
    const records = (await lines.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ at }) => at)).toEqual(Array.from({ length: 1_100 }, (_, n) => n));
    expect(records[0]).toMatchObject({
      time: '1970-01-01T00:00:00.000Z',
      seq: 1,
      writer: expect.any(String),
    });

    const csv = await (await ask('format=csv&since=7&until=9')).text();
    const [header, first, second, end] = csv.split('\r\n');
    expect(header).toMatch(/^"time","at","workspaceId","id","kind",/);
    expect(first).toContain(`"'=HYPERLINK(""http://evil.test"")"`);
    expect(second).toContain('"call_8"');
    expect(end).toBe('');
    expect((await ask('format=xml')).status).toBe(400);
    expect(await noted(auditor, 'record.exported')).toMatchObject([
      { details: ['format csv', 'since 7', 'until 9'] },
      { details: ['format jsonl', 'until 1100'] },
    ]);
  });

  it('keeps what its owner says, on record, and only over the state that was seen', async () => {
    const { weir, workspaceId, owner, auditor, administrator } = await start();
    const path = '/workspaces/main/record/keeping';
    const before = await owner('GET', path);
    expect(before.body).toEqual({ values: 'writes', valuesDays: 30, days: null });
    const change = { values: 'all', valuesDays: 7, days: 365 };
    expect((await administrator('PATCH', path, { body: change, ifMatch: '*' })).status).toBe(403);
    expect((await owner('PATCH', path, { body: change })).status).toBe(428);
    expect((await owner('PATCH', path, { body: { days: 3 }, ifMatch: '*' })).status).toBe(400);
    const { auditValues, store } = weir.foundation;
    await auditValues.valuesFor({ workspaceId, callId: 'call_x', effect: 'create' }, {});
    const after = await owner('PATCH', path, { body: change, ifMatch: before.etag ?? '' });
    expect(after).toMatchObject({ status: 200, body: change });
    expect((await owner('PATCH', path, { body: change, ifMatch: before.etag ?? '' })).status).toBe(412);
    const { rows } = await sql<{ days: number }>`
      select (expires_at - created_at) / 86400000 as days from audit_values`.execute(store.db);
    expect(rows.map(({ days }) => days)).toEqual([7]);
    expect(await noted(auditor, 'record_keeping.changed')).toMatchObject([
      { details: ['values all', 'valuesDays 7', 'days 365'] },
    ]);
  });

  it('is sent to a target that is tried, changed, switched off and removed, its secret shown once', async () => {
    const { owner, auditor } = await start();
    target = await startStreamTarget();
    const path = '/workspaces/main/record/streams';
    const body = { slug: 'siem', name: 'SIEM', target: target.url, authorization: 'Bearer canary-token' };
    for (const wrong of ['ftp://x.test', 'https://user:pass@x.test/', 'nonsense']) {
      expect((await owner('POST', path, { body: { ...body, target: wrong } })).status).toBe(400);
    }
    const made = await owner('POST', path, { body });
    expect(made).toMatchObject({ status: 201, body: { slug: 'siem', target: target.url, isEnabled: true } });
    const secret = String(made.body['signingSecret']);
    expect(secret).toMatch(/^whsec_[\w-]{43}$/);
    expect((await owner('POST', path, { body })).status).toBe(409);

    expect((await owner('POST', `${path}/siem/test`)).body).toEqual({ isTaken: true });
    const [delivery] = target.taken;
    if (!delivery) throw new Error('nothing came');
    expect(isSigned(delivery, secret)).toBe(true);
    expect(delivery.headers.authorization).toBe('Bearer canary-token');

    const one = await auditor('GET', `${path}/siem`);
    expect(JSON.stringify([one.body, (await auditor('GET', path)).body])).not.toMatch(/canary|whsec/);
    const changed = await owner('PATCH', `${path}/siem`, {
      body: { authorization: null, isEnabled: false },
      ifMatch: one.etag ?? '',
    });
    expect(changed).toMatchObject({ status: 200, body: { isEnabled: false } });
    const elsewhere = { target: 'https://other.example.test/' };
    const again = { ifMatch: changed.etag ?? '' };
    expect(await owner('PATCH', `${path}/siem`, { body: elsewhere, ...again })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('would go to another host') },
    });
    expect((await auditor('GET', `${path}/siem/status`)).body).toEqual({
      state: 'off',
      waiting: expect.any(Number),
      deadLetters: 0,
      failures: 0,
    });
    target.answer = () => ({ status: 403 });
    expect((await owner('POST', `${path}/siem/test`)).body).toEqual({
      isTaken: false,
      reason: 'The target answered 403.',
    });
    expect(target.requests.at(-1)?.headers.authorization).toBeUndefined();
    const renewed = await owner('POST', `${path}/siem/secret`);
    await owner('POST', `${path}/siem/test`);
    const last = target.requests.at(-1);
    expect(last && isSigned(last, secret)).toBe(false);
    expect(last && isSigned(last, String(renewed.body['signingSecret']))).toBe(true);

    expect((await owner('DELETE', `${path}/siem`, { ifMatch: one.etag ?? '' })).status).toBe(412);
    expect((await owner('DELETE', `${path}/siem`, { ifMatch: '*' })).status).toBe(204);
    expect((await auditor('GET', `${path}/siem`)).status).toBe(404);
    const events = ['created', 'changed', 'secret_changed', 'removed'];
    for (const event of events) expect(await noted(auditor, `stream.${event}`)).toHaveLength(1);
    expect(JSON.stringify((await auditor('GET', '/workspaces/main/record')).body)).not.toContain(
      'collect?source',
    );
  });

  it('has dead letters listed and sent again', async () => {
    const { weir, workspaceId, owner, auditor } = await start();
    target = await startStreamTarget();
    const path = '/workspaces/main/record/streams';
    const made = await owner('POST', path, { body: { slug: 'siem', name: 'SIEM', target: target.url } });
    const { recorder, store } = weir.foundation;
    await recorder.commit(auditEntry({ workspaceId, callId: 'call_dead' }));
    const { rows } = await sql<{ writer: string; seq: number }>`
      select writer, seq from audit_records where call_id = 'call_dead'`.execute(store.db);
    const { writer = '', seq = 0 } = rows[0] ?? {};
    await sql`insert into audit_dead_letters
      (workspace_id, stream_id, id, writer, from_seq, to_seq, reason, attempts, at)
      values (${workspaceId}, ${String(made.body['id'])}, 'ltr_1', ${writer}, ${seq}, ${seq}, 'No.', 3, 9)`.execute(
      store.db,
    );
    expect((await auditor('GET', `${path}/siem/dead-letters`)).body).toEqual({
      items: [{ id: 'ltr_1', writer, fromSeq: seq, toSeq: seq, reason: 'No.', attempts: 3, at: 9 }],
    });
    target.answer = () => ({ status: 500 });
    expect((await owner('POST', `${path}/siem/replay`)).body).toEqual({
      delivered: 0,
      gone: 0,
      stoppedBy: 'The target answered 500.',
      left: 1,
    });
    target.answer = () => ({ status: 200 });
    expect((await owner('POST', `${path}/siem/replay`)).body).toEqual({ delivered: 1, gone: 0, left: 0 });
    expect(target.taken.at(-1)?.body.records).toMatchObject([{ callId: 'call_dead', seq }]);
  });
});
