import { afterEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../src/audit/verify-chain.ts';
import { openFoundation } from '../src/app/foundation.ts';
import { Secret } from '../src/kernel/secret.ts';
import { mayHaveHappened, pageOfRecords } from '../src/store/audit-records.ts';
import type { AuditRecord } from '../src/audit/record.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { openStore, type StoreLocation } from '../src/store/open-store.ts';
import { describeEachStore, quietLog } from './support/stores.ts';
import { startTestWeir, testAuditKey, testMasterKeys, textOf, type TestWeir } from './support/weir.ts';

const callsIn = (record: readonly AuditRecord[]) => record.filter(({ kind }) => kind !== 'governance');

describeEachStore('the record of calls', ({ emptyLocation }) => {
  let weir: TestWeir | undefined;
  afterEach(async () => {
    await weir?.close();
    weir = undefined;
  });

  async function start(): Promise<{ weir: TestWeir; location: StoreLocation }> {
    const location = await emptyLocation();
    weir = await startTestWeir({ database: location });
    return { weir, location };
  }

  /** Everything on record, oldest first, once Weir has stopped. */
  async function recordOf(location: StoreLocation): Promise<readonly AuditRecord[]> {
    await weir?.close();
    weir = undefined;
    const store = await openStore(location, { clock: systemClock, log: quietLog });
    const workspaces = await store.db.selectFrom('workspaces').selectAll().execute();
    const [workspace] = workspaces;
    if (!workspace) throw new Error('There is no workspace.');
    const { items } = await pageOfRecords(store.db, { workspaceId: workspace.id }, { limit: 100 });
    await store.close();
    return items.toReversed();
  }

  it('holds a read once and a write twice: the intent before, the outcome after', async () => {
    const { weir, location } = await start();
    const space = await firstSpace(weir);
    const created = await weir.structured('confluence_create_page', {
      spaceId: space,
      title: 'On record',
      body: { representation: 'storage', value: '<p>secret-words</p>' },
    });
    await weir.read('confluence_get_page', { id: created['id'] });

    const record = await recordOf(location);
    expect(callsIn(record).map(({ kind, operation, outcome }) => ({ kind, operation, outcome }))).toEqual([
      { kind: 'outcome', operation: 'spaces.list', outcome: 'ok' },
      { kind: 'intent', operation: 'pages.create', outcome: undefined },
      { kind: 'outcome', operation: 'pages.create', outcome: 'ok' },
      { kind: 'outcome', operation: 'pages.getBody', outcome: 'ok' },
    ]);
    const [, intent, outcome, read] = callsIn(record);
    expect(intent?.callId).toBe(outcome?.callId);
    expect(outcome).toMatchObject({
      clientName: 'test',
      transport: 'http',
      effect: 'create',
      apiOperations: expect.arrayContaining(['cloud-v2 createPage']),
      targets: [`space:${space}`],
      decision: 'allow',
    });
    expect(read?.targets).toEqual([`page:${String(created['id'])}`]);
    expect(JSON.stringify(record)).not.toContain('secret-words');
    expect(verifyChain(record, testAuditKey)).toEqual([]);
  });

  it('holds refusals: wrong arguments, unknown tools, what Confluence refused', async () => {
    const { weir, location } = await start();
    await weir.call('confluence_get_page', { identifier: '1' });
    await weir.call('confluence_get_page', { id: '999999999' });
    await weir.call('confluence_format_disk', {});
    const client = await weir.connect('?readonly');
    const hidden = await client.callTool({ name: 'confluence_delete_page', arguments: { id: '1' } });
    const absent = await client.callTool({ name: 'confluence_delete_pages', arguments: { id: '1' } });
    await client.close();
    expect(textOf(hidden).replace('delete_page', 'delete_pages')).toBe(textOf(absent));

    const record = await recordOf(location);
    expect(callsIn(record).map(({ operation, outcome, decision }) => [operation, outcome, decision])).toEqual(
      [
        ['tool:confluence_get_page', 'invalid_input', 'deny'],
        ['pages.getBody', 'not_found', 'allow'],
        ['tool:confluence_format_disk', 'denied', 'deny'],
        ['tool:confluence_delete_page', 'denied', 'deny'],
        ['tool:confluence_delete_pages', 'denied', 'deny'],
      ],
    );
    expect(verifyChain(record, testAuditKey)).toEqual([]);
  });

  it('holds the kind of the agent, the size of what was asked, the trace, and what Confluence calls a failed request', async () => {
    const { weir, location } = await start();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const call = async (traceparent: string) =>
      (
        await fetch(weir.weir.mcpUrl, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${weir.weir.key.reveal()}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            traceparent,
          },
          body: JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { name: 'confluence_list_spaces', arguments: { limit: 5 } },
          }),
        })
      ).text();
    await call(`00-${traceId}-00f067aa0ba902b7-01`);
    await call('no trace at all');
    await call(`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`);
    weir.sandbox.faults.add({
      match: { path: /spaces/ },
      status: 403,
      headers: { 'atl-traceid': 'a1b2c3' },
      body: {},
    });
    await call(`00-${traceId}-00f067aa0ba902b7-01`);

    const [traced, untraced, zero, failed] = callsIn(await recordOf(location));
    expect(traced).toMatchObject({ clientKind: 'personal', traceId, argumentSize: 11, outcome: 'ok' });
    expect([untraced?.traceId, zero?.traceId]).toEqual([undefined, undefined]);
    expect(failed).toMatchObject({
      outcome: 'upstream_forbidden',
      upstreamStatus: 403,
      upstreamRequestId: 'a1b2c3',
      traceId,
    });
  });

  it('holds how Confluence answered the change, or the last of what was only read, and what Confluence calls it', async () => {
    const { weir, location } = await start();
    const spaceId = await firstSpace(weir);
    const named = (method: string, path: RegExp, id: string) =>
      weir.sandbox.faults.add({ match: { method, path }, headers: { 'atl-traceid': id }, times: 1 });
    named('POST', /\/pages$/, 'of-the-creation');
    const page = await weir.structured('confluence_create_page', {
      spaceId,
      title: 'Named',
      body: { representation: 'storage', value: '<p>Here.</p>' },
    });
    const id = String(page['id']);
    named('GET', new RegExp(`/pages/${id}$`), 'of-the-look');
    named('DELETE', new RegExp(`/pages/${id}$`), 'of-the-deletion');
    await weir.call('confluence_delete_page', { id });
    await weir.call('confluence_get_page', { identifier: id });
    weir.sandbox.faults.add({ match: { path: /\/spaces$/ }, cut: true, times: 9 });
    await weir.call('confluence_list_spaces', {});

    const record = await recordOf(location);
    expect(
      callsIn(record).map(({ operation, kind, upstreamStatus, upstreamRequestId }) => [
        operation,
        kind,
        upstreamStatus,
        upstreamRequestId,
      ]),
    ).toEqual([
      ['spaces.list', 'outcome', 200, expect.stringMatching(/^[0-9a-f]{32}$/)],
      ['pages.create', 'intent', undefined, undefined],
      ['pages.create', 'outcome', 200, 'of-the-creation'],
      ['pages.delete', 'intent', undefined, undefined],
      ['pages.delete', 'outcome', 204, 'of-the-deletion'],
      ['tool:confluence_get_page', 'outcome', undefined, undefined],
      ['spaces.list', 'outcome', undefined, undefined],
    ]);
    expect(verifyChain(record, testAuditKey)).toEqual([]);
  });

  it('tells calls apart that run at the same time', async () => {
    const { weir, location } = await start();
    const spaceId = await firstSpace(weir);
    const body = { representation: 'storage', value: '<p>Here.</p>' };
    const ids: string[] = [];
    for (const title of ['One', 'Two', 'Three', 'Four', 'Five']) {
      const page = await weir.structured('confluence_create_page', { spaceId, title, body });
      const id = String(page['id']);
      const path = new RegExp(`/pages/${id}$`);
      weir.sandbox.faults.add({ match: { path }, headers: { 'atl-traceid': `page:${id}` } });
      ids.push(id);
    }
    await Promise.all(ids.map((id) => weir.call('confluence_get_page', { id })));

    const reads = (await recordOf(location)).filter(({ operation }) => operation === 'pages.getBody');
    expect(reads).toHaveLength(5);
    expect(reads.map(({ upstreamRequestId }) => upstreamRequestId)).toEqual(
      reads.map(({ targets }) => targets?.[0]),
    );
  });

  it('says of a write whose answer was lost that it may have happened', async () => {
    const { weir, location } = await start();
    const spaceId = await firstSpace(weir);
    weir.sandbox.faults.add({
      match: { method: 'POST', path: /\/pages$/ },
      cut: true,
      phase: 'after',
      times: 1,
    });
    const answer = await weir.call('confluence_create_page', {
      spaceId,
      title: 'Lost answer',
      body: { representation: 'storage', value: '<p>Did it arrive?</p>' },
    });
    expect(textOf(answer)).toMatch(/^upstream_unavailable: .*\nThe change may have reached Confluence/);
    const titles = [...weir.sandbox.site.contents.values()].map(({ title }) => title);
    expect(titles.filter((title) => title === 'Lost answer')).toHaveLength(1);

    const record = await recordOf(location);
    expect(record.slice(-2).map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['intent', undefined],
      ['outcome', 'upstream_unavailable'],
    ]);
  });

  it('keeps an intent without an outcome as something that may have happened', async () => {
    const location = await emptyLocation();
    const settings = {
      database: location,
      auditKey: new Secret('k'.repeat(40)),
      masterKeys: testMasterKeys,
      log: quietLog,
    };
    const crashed = await openFoundation(settings);
    const entry = {
      at: 1_000,
      workspaceId: 'wsp_1',
      callId: 'call_1',
      operation: 'pages.update',
      effect: 'update',
    };
    await crashed.recorder.commit({ ...entry, kind: 'intent' });
    await crashed.store.close();

    const store = await openStore(location, { clock: systemClock, log: quietLog });
    const open = await mayHaveHappened(store.db, { workspaceId: 'wsp_1', before: 2_000 });
    expect(open.map(({ callId }) => callId)).toEqual(['call_1']);
    await store.close();
  });

  it('writes nothing to Confluence that it cannot record', async () => {
    const { weir } = await start();
    const spaceId = await firstSpace(weir);
    await weir.foundation.recorder.flush();
    const { schema } = weir.foundation.store.db;
    await schema.alterTable('audit_records').renameTo('hidden_records').execute();
    const answer = await weir.call('confluence_create_page', {
      spaceId,
      title: 'Unrecorded',
      body: { representation: 'storage', value: '<p>No.</p>' },
    });
    expect(textOf(answer)).toMatch(/^internal: /);
    expect([...weir.sandbox.site.contents.values()].some(({ title }) => title === 'Unrecorded')).toBe(false);
    await schema.alterTable('hidden_records').renameTo('audit_records').execute();
  });
});

describe('a download address', () => {
  it('serves the bytes once, as the person, and is on record', async () => {
    const weir = await startTestWeir();
    const [attachment] = [...weir.sandbox.site.attachments.values()].filter(
      ({ status }) => status === 'current',
    );
    if (!attachment) throw new Error('The sample has no attachment.');
    const answer = await weir.structured('confluence_get_attachment', { id: attachment.id });
    const link = String(answer['downloadLink']);
    const response = await fetch(link);
    expect(response.status).toBe(200);
    expect(
      Buffer.from(await response.arrayBuffer()).equals(attachment.versions.at(-1)?.bytes ?? Buffer.of()),
    ).toBe(true);
    const again = await fetch(link);
    expect(again.status).toBe(404);
    expect(await again.text()).toContain('was used, has expired, or never existed');
    await weir.close();
  });
});

async function firstSpace(weir: TestWeir): Promise<string> {
  const { items } = (await weir.structured('confluence_list_spaces')) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}
