import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { tracedTransport } from '../src/app/traced-transport.ts';
import { json, startTestServer } from '../src/confluence/testing/http-server.ts';
import { testTransport } from '../src/confluence/testing/test-transport.ts';
import { readTraceParent } from '../src/telemetry/traces/trace-parent.ts';
import {
  addressOf,
  clientKind,
  failedStatus,
  inTrace,
  only,
  post,
  recordOf,
  sender,
  serverKind,
  traceparent,
  useTracedWeir,
} from './support/traced-weir.ts';
import type { TestWeir } from './support/weir.ts';

const traced = useTracedWeir();

describe('the spans of a call', () => {
  it('of a read hang under its sender: request, call, requests to Confluence; the record names the trace', async () => {
    const weir = await traced.start();
    const answer = await post(
      addressOf(weir),
      { name: 'confluence_list_spaces', arguments: { limit: 5 } },
      { headers: { traceparent }, query: '?surface=flat' },
    );
    expect(answer).toContain('Found');
    const [recorded] = await recordOf(weir);
    const spans = inTrace(await traced.spans(), sender.traceId);

    const request = only(spans, ({ name }) => name === 'POST /mcp');
    expect(request).toMatchObject({
      kind: serverKind,
      parentSpanId: sender.spanId,
      service: 'weir',
      attributes: { 'http.request.method': 'POST', 'http.route': '/mcp', 'http.response.status_code': 200 },
    });
    const call = only(spans, ({ name }) => name.startsWith('tools/call'));
    expect(call).toMatchObject({
      name: 'tools/call confluence_list_spaces',
      parentSpanId: request.spanId,
      attributes: {
        'mcp.method.name': 'tools/call',
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'confluence_list_spaces',
        'network.transport': 'tcp',
        'weir.operation': 'spaces.list',
        'weir.effect': 'read',
        'weir.decision': 'allow',
        'weir.outcome': 'ok',
        'weir.call_id': recorded?.callId,
        'weir.workspace': recorded?.workspaceId,
        'weir.connection': recorded?.connectionId,
      },
    });
    const upstream = spans.filter(({ kind }) => kind === clientKind);
    expect(upstream.map(({ parentSpanId }) => parentSpanId)).toEqual(upstream.map(() => call.spanId));
    expect(only(upstream, ({ name }) => name === 'GET /wiki/api/v2/spaces').attributes).toEqual({
      'http.request.method': 'GET',
      'url.template': '/wiki/api/v2/spaces',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(weir.sandbox.siteUrl).port),
      'http.response.status_code': 200,
    });
    expect(spans.filter(({ status }) => status.code !== undefined && status.code !== 0)).toEqual([]);
    expect(recorded?.traceId).toBe(sender.traceId);
  });

  it('of a write begin a trace of their own where the sender has none, and the record names it', async () => {
    const weir = await traced.start();
    await weir.read('confluence_create_page', {
      spaceId: await firstSpace(weir),
      title: 'Traced',
      body: { representation: 'storage', value: '<p>words</p>' },
    });
    const record = (await recordOf(weir)).filter(({ operation }) => operation === 'pages.create');
    const spans = await traced.spans();
    const call = only(spans, ({ name }) => name === 'tools/call confluence_create_page');
    expect(call.attributes).toMatchObject({
      'weir.effect': 'create',
      'weir.decision': 'allow',
      'weir.outcome': 'ok',
    });
    expect(record.map(({ kind, traceId }) => [kind, traceId])).toEqual([
      ['intent', call.traceId],
      ['outcome', call.traceId],
    ]);
    const request = only(inTrace(spans, call.traceId), ({ spanId }) => spanId === call.parentSpanId);
    expect(request.parentSpanId ?? '').toBe('');
    expect(
      only(inTrace(spans, call.traceId), ({ name }) => name === 'POST /wiki/api/v2/pages'),
    ).toMatchObject({ kind: clientKind, parentSpanId: call.spanId });
  });

  it('that is refused say so, and repeat nothing that the client made up', async () => {
    const weir = await traced.start();
    const params = (name: string) => ({ name, arguments: { id: '1' } });
    const one = sender.traceId;
    const other = `b${one.slice(1)}`;
    await post(addressOf(weir), params('confluence_delete_page'), {
      headers: { traceparent },
      query: '?readonly',
    });
    await post(addressOf(weir), params('made_up_by_a_client'), {
      headers: { traceparent: traceparent.replace(one, other) },
    });
    const record = await recordOf(weir);
    const spans = await traced.spans();
    const refused = { 'weir.decision': 'deny', 'weir.outcome': 'denied', 'error.type': 'denied' };
    const hidden = only(inTrace(spans, one), ({ attributes }) => 'mcp.method.name' in attributes);
    expect(hidden).toMatchObject({
      name: 'tools/call confluence_delete_page',
      attributes: refused,
      status: { code: failedStatus },
    });
    const unknown = only(inTrace(spans, other), ({ attributes }) => 'mcp.method.name' in attributes);
    expect(unknown).toMatchObject({ name: 'tools/call', attributes: refused });
    expect(JSON.stringify(spans)).not.toContain('made_up');
    expect(record.map(({ traceId }) => traceId)).toEqual([one, other]);
    expect(spans.filter(({ kind }) => kind === clientKind)).toEqual([]);
  });

  it('that Confluence refused hold its status and none of its words', async () => {
    const weir = await traced.start();
    weir.sandbox.faults.add({
      match: { path: /spaces/ },
      status: 403,
      body: { message: 'words-of-confluence' },
    });
    await post(
      addressOf(weir),
      { name: 'confluence_list_spaces', arguments: {} },
      { headers: { traceparent } },
    );
    const spans = inTrace(await traced.spans(), sender.traceId);
    expect(only(spans, ({ name }) => name === 'GET /wiki/api/v2/spaces')).toMatchObject({
      attributes: { 'http.response.status_code': 403, 'error.type': '403' },
      status: { code: failedStatus },
    });
    const call = only(spans, ({ name }) => name.startsWith('tools/call'));
    expect(call.attributes).toMatchObject({
      'weir.outcome': 'upstream_forbidden',
      'error.type': 'upstream_forbidden',
      'weir.decision': expect.any(String),
    });
    expect(call.status).toEqual({ code: failedStatus });
    expect(JSON.stringify(spans)).not.toContain('words-of-confluence');
  });

  it('count how often a request was repeated, and name the failure of one that had no answer', async () => {
    const weir = await traced.start();
    weir.sandbox.faults.add({
      match: { path: /spaces/ },
      status: 503,
      headers: { 'retry-after': '0' },
      times: 1,
    });
    await weir.read('confluence_list_spaces');
    weir.sandbox.faults.add({ match: { method: 'POST', path: /\/pages$/ }, cut: true, phase: 'after' });
    await weir.call('confluence_create_page', {
      spaceId: await firstSpace(weir),
      title: 'Cut',
      body: { representation: 'storage', value: '<p>x</p>' },
    });
    const spans = await traced.spans();
    const repeats = spans
      .filter(({ name }) => name === 'GET /wiki/api/v2/spaces')
      .map(({ attributes }) => attributes['http.request.resend_count']);
    expect(repeats.filter((count) => count !== undefined)).toEqual([1]);
    const lost = only(spans, ({ name }) => name === 'POST /wiki/api/v2/pages');
    expect(lost).toMatchObject({
      attributes: { 'error.type': 'upstream_unavailable' },
      status: { code: failedStatus },
    });
    expect(lost.attributes).not.toHaveProperty('http.response.status_code');
  });

  it('follow the sender that the request itself names, and are linked to the HTTP request', async () => {
    const weir = await traced.start();
    await post(addressOf(weir), {
      name: 'confluence_list_spaces',
      arguments: {},
      _meta: { traceparent },
    });
    const [recorded] = await recordOf(weir);
    const spans = await traced.spans();
    const call = only(inTrace(spans, sender.traceId), ({ name }) => name.startsWith('tools/call'));
    expect(call.parentSpanId).toBe(sender.spanId);
    const [link] = call.links;
    const request = only(spans, ({ spanId }) => spanId === link?.spanId);
    expect(request).toMatchObject({ name: 'POST /mcp', traceId: link?.traceId });
    expect(request.traceId).not.toBe(sender.traceId);
    expect(recorded?.traceId).toBe(sender.traceId);
  });

  it('begin with requests that come without a key, to any of the addresses', async () => {
    const weir = await traced.start();
    const address = weir.weir.mcpUrl.replace('/mcp', '/w/planted-name/t/planted-set/mcp');
    const answers = [
      await fetch(address, { method: 'POST', headers: { traceparent } }),
      await fetch(`${weir.weir.mcpUrl}?toolset=planted-set`, { headers: { traceparent } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    const spans = inTrace(await traced.spans(), sender.traceId);
    expect(spans.map(({ name }) => name).toSorted()).toEqual([
      'GET /mcp',
      'POST /w/:workspace/t/:toolset/mcp',
    ]);
    expect(spans.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([401, 401]);
    expect(JSON.stringify(spans)).not.toContain('planted');
  });
});

describe('what the variables say', () => {
  it('sends protobuf unless they say otherwise, with their headers, to their path', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-collector-key=planted-collector-key');
    const weir = await traced.start({ OTEL_EXPORTER_OTLP_PROTOCOL: '' });
    await weir.read('confluence_list_spaces');
    await traced.stop();
    const [delivery] = traced.collector.deliveries;
    expect(delivery).toMatchObject({
      path: '/v1/traces',
      headers: { 'content-type': 'application/x-protobuf', 'x-collector-key': 'planted-collector-key' },
    });
    expect(delivery?.body.includes('tools/call confluence_list_spaces')).toBe(true);
    expect(delivery?.body.includes('planted-collector-key')).toBe(false);
  });

  it('keeps what the sampler keeps, and the record names no trace that is not kept', async () => {
    const weir = await traced.start({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    await weir.read('confluence_list_spaces');
    await post(
      addressOf(weir),
      { name: 'confluence_list_spaces', arguments: {} },
      { headers: { traceparent } },
    );
    const unkept = traceparent.replace(/01$/, '00');
    await post(
      addressOf(weir),
      { name: 'confluence_list_spaces', arguments: {} },
      { headers: { traceparent: unkept } },
    );
    const record = await recordOf(weir);
    const spans = await traced.spans();
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([sender.traceId]));
    expect(spans.filter(({ name }) => name.startsWith('tools/call'))).toHaveLength(1);
    // What the caller names stays theirs, kept here or not.
    expect(record.map(({ traceId }) => traceId)).toEqual([undefined, sender.traceId, sender.traceId]);
  });

  it('names the service as they do', async () => {
    const weir = await traced.start({
      OTEL_SERVICE_NAME: 'weir-of-acme',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=staging',
    });
    await weir.read('confluence_list_spaces');
    const spans = await traced.spans();
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['weir-of-acme']));
    expect(traced.collector.deliveries[0]?.body.toString()).toContain('staging');
  });

  it('starts nothing on what it cannot follow, and says which variable it is', async () => {
    const weir = await traced.start({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(await weir.read('confluence_list_spaces')).toContain('Found');
    expect(weir.foundation.traces).toBeUndefined();
    expect(traced.logged.join('')).toMatch(
      /"event":"traces\.not_started".*OTEL_EXPORTER_OTLP_PROTOCOL is none of/,
    );
    await traced.stop();
    expect(traced.collector.deliveries).toEqual([]);
  });
});

describe('a collector that fails', () => {
  it('fails no call, and is one line in the log', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const address = nobody.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    nobody.close();
    await once(nobody, 'close');
    const weir = await traced.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1',
    });
    for (let count = 0; count < 5; count += 1)
      expect(await weir.read('confluence_list_spaces')).toContain('Found');
    await traced.stop();
    const lines = traced.logged.filter((line) => line.includes('traces.'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      event: 'traces.export_failed',
      code: 'ECONNREFUSED',
    });
  });

  it('has nothing of its answer in the log', async () => {
    traced.collector.answer = { status: 400, body: 'words-of-the-collector' };
    const weir = await traced.start();
    expect(await weir.read('confluence_list_spaces')).toContain('Found');
    await traced.stop();
    expect(traced.logged.join('')).toContain('traces.export_failed');
    expect(traced.logged.join('')).not.toContain('words-of-the-collector');
  });
});

describe('what Confluence is told of a trace', () => {
  it('is nothing, in a request and in a download', async () => {
    const traces = await traced.startTracing();
    if (!traces) throw new Error('Traces were not started.');
    const site = await startTestServer((_request, response) => json(response, {}));
    const transport = tracedTransport(testTransport(), traces);
    const { signal } = new AbortController();
    const span = traces.start('tools/call', {
      kind: 'server',
      parent: readTraceParent(traceparent),
      attributes: {},
    });
    const asked = { origin: site.origin, method: 'GET', effect: 'read', person: 'ana' } as const;
    await span.run(async () => {
      await transport.send({ ...asked, path: '/wiki/api/v2/pages/7?title=secret' }, signal);
      const { bytes } = await transport.open({ ...asked, path: '/wiki/download/secret.txt' }, signal);
      await bytes?.cancel();
    });
    span.end();
    await traces.close();
    expect(site.seen).toHaveLength(2);
    for (const { headers } of site.seen) {
      expect(Object.keys(headers).filter((name) => /trace|baggage|b3/.test(name))).toEqual([]);
      expect(JSON.stringify(headers)).not.toContain(sender.traceId);
    }
    const spans = inTrace(traced.collector.spans(), sender.traceId);
    expect(spans.filter(({ kind }) => kind === clientKind).map(({ name }) => name)).toEqual([
      'GET /wiki/api/v2/pages/{id}',
      'GET /wiki/download/{name}',
    ]);
  });
});

async function firstSpace(from: TestWeir): Promise<string> {
  const { items } = (await from.structured('confluence_list_spaces')) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}
