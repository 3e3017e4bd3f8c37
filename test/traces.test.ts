import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditRecord } from '../src/audit/record.ts';
import { addAttachment } from '../sandbox/model/attachments.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { catalogue } from '../src/operations/catalogue.ts';
import { operationId } from '../src/operations/operation.ts';
import { pageOfRecords } from '../src/store/audit-records.ts';
import { createLog } from '../src/telemetry/log.ts';
import { startTraces } from '../src/telemetry/traces/start-traces.ts';
import { encodingsOf } from './support/canary.ts';
import { catalogueCalls } from './support/catalogue-calls.ts';
import { startTraceCollector, type TakenSpan, type TraceCollector } from './support/trace-collector.ts';
import { startTestWeir, textOf, type TestWeir } from './support/weir.ts';

const sender = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparent = `00-${sender.traceId}-${sender.spanId}-01`;
const serverKind = 2;
const clientKind = 3;
const failedStatus = 2;

let collector: TraceCollector;
let weir: TestWeir | undefined;
let logged: string[];

beforeEach(async () => {
  collector = await startTraceCollector();
  logged = [];
});
afterEach(async () => {
  await stop();
  vi.unstubAllEnvs();
  await collector.close();
});

/** Weir with the variables that name the collector, and others; the exporter reads those of the process. */
async function start(variables: Readonly<Record<string, string>> = {}): Promise<TestWeir> {
  const all = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    ...variables,
  };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  const log = createLog({ level: 'debug', destination: { write: (line) => void logged.push(line) } });
  const traces = await startTraces(process.env, { log, clock: systemClock, version: '1' });
  weir = await startTestWeir({ traces });
  return weir;
}

/** Stops Weir, which sends what is left. */
async function stop(): Promise<void> {
  await weir?.close();
  weir = undefined;
}

async function spansOf(): Promise<readonly TakenSpan[]> {
  await stop();
  return collector.spans();
}

/** One request as a client without our library would make it. */
async function post(
  { weir: { mcpUrl, key } }: TestWeir,
  params: Readonly<Record<string, unknown>>,
  {
    headers,
    query = '',
  }: { readonly headers?: Readonly<Record<string, string>>; readonly query?: string } = {},
): Promise<string> {
  const response = await fetch(`${mcpUrl}${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key.reveal()}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  return response.text();
}

/** Calls on record, oldest first. */
async function recordOf({ foundation: { recorder, store } }: TestWeir): Promise<readonly AuditRecord[]> {
  await recorder.flush();
  const workspaces = await store.db.selectFrom('workspaces').select('id').execute();
  const { items } = await pageOfRecords(store.db, { workspaceId: workspaces[0]?.id ?? '' }, { limit: 100 });
  return items.filter(({ kind }) => kind !== 'governance').toReversed();
}

const inTrace = (spans: readonly TakenSpan[], traceId: string | undefined): readonly TakenSpan[] =>
  spans.filter((span) => span.traceId === traceId);

function only(spans: readonly TakenSpan[], test: (span: TakenSpan) => boolean): TakenSpan {
  const [found, ...more] = spans.filter(test);
  if (!found || more.length > 0)
    throw new Error(`One span expected among ${spans.map(({ name }) => name).join(', ')}`);
  return found;
}

async function firstSpace(from: TestWeir): Promise<string> {
  const { items } = (await from.structured('confluence_list_spaces')) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}

describe('the spans of a call', () => {
  it('of a read hang under its sender: request, call, requests to Confluence; the record names the trace', async () => {
    const weir = await start();
    const answer = await post(
      weir,
      { name: 'confluence_list_spaces', arguments: { limit: 5 } },
      { headers: { traceparent }, query: '?surface=flat' },
    );
    expect(answer).toContain('Found');
    const [recorded] = await recordOf(weir);
    const spans = inTrace(await spansOf(), sender.traceId);

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
    const weir = await start();
    await weir.read('confluence_create_page', {
      spaceId: await firstSpace(weir),
      title: 'Traced',
      body: { representation: 'storage', value: '<p>words</p>' },
    });
    const record = (await recordOf(weir)).filter(({ operation }) => operation === 'pages.create');
    const spans = await spansOf();
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
    const weir = await start();
    const params = (name: string) => ({ name, arguments: { id: '1' } });
    const one = sender.traceId;
    const other = `b${one.slice(1)}`;
    await post(weir, params('confluence_delete_page'), { headers: { traceparent }, query: '?readonly' });
    await post(weir, params('made_up_by_a_client'), {
      headers: { traceparent: traceparent.replace(one, other) },
    });
    const record = await recordOf(weir);
    const spans = await spansOf();
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
    const weir = await start();
    weir.sandbox.faults.add({
      match: { path: /spaces/ },
      status: 403,
      body: { message: 'words-of-confluence' },
    });
    await post(weir, { name: 'confluence_list_spaces', arguments: {} }, { headers: { traceparent } });
    const spans = inTrace(await spansOf(), sender.traceId);
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
    const weir = await start();
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
    const spans = await spansOf();
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
    const weir = await start();
    await post(weir, {
      name: 'confluence_list_spaces',
      arguments: {},
      _meta: { traceparent },
    });
    const [recorded] = await recordOf(weir);
    const spans = await spansOf();
    const call = only(inTrace(spans, sender.traceId), ({ name }) => name.startsWith('tools/call'));
    expect(call.parentSpanId).toBe(sender.spanId);
    const [link] = call.links;
    const request = only(spans, ({ spanId }) => spanId === link?.spanId);
    expect(request).toMatchObject({ name: 'POST /mcp', traceId: link?.traceId });
    expect(request.traceId).not.toBe(sender.traceId);
    expect(recorded?.traceId).toBe(sender.traceId);
  });

  it('begin with requests that come without a key, to any of the addresses', async () => {
    const weir = await start();
    const address = weir.weir.mcpUrl.replace('/mcp', '/w/planted-name/t/planted-set/mcp');
    const answers = [
      await fetch(address, { method: 'POST', headers: { traceparent } }),
      await fetch(`${weir.weir.mcpUrl}?toolset=planted-set`, { headers: { traceparent } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    const spans = inTrace(await spansOf(), sender.traceId);
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
    const weir = await start({ OTEL_EXPORTER_OTLP_PROTOCOL: '' });
    await weir.read('confluence_list_spaces');
    await stop();
    const [delivery] = collector.deliveries;
    expect(delivery).toMatchObject({
      path: '/v1/traces',
      headers: { 'content-type': 'application/x-protobuf', 'x-collector-key': 'planted-collector-key' },
    });
    expect(delivery?.body.includes('tools/call confluence_list_spaces')).toBe(true);
    expect(delivery?.body.includes('planted-collector-key')).toBe(false);
  });

  it('keeps what the sampler keeps, and the record names no trace that is not kept', async () => {
    const weir = await start({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    await weir.read('confluence_list_spaces');
    await post(weir, { name: 'confluence_list_spaces', arguments: {} }, { headers: { traceparent } });
    const unkept = traceparent.replace(/01$/, '00');
    await post(weir, { name: 'confluence_list_spaces', arguments: {} }, { headers: { traceparent: unkept } });
    const record = await recordOf(weir);
    const spans = await spansOf();
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([sender.traceId]));
    expect(spans.filter(({ name }) => name.startsWith('tools/call'))).toHaveLength(1);
    // What the caller names stays theirs, kept here or not.
    expect(record.map(({ traceId }) => traceId)).toEqual([undefined, sender.traceId, sender.traceId]);
  });

  it('names the service as they do', async () => {
    const weir = await start({
      OTEL_SERVICE_NAME: 'weir-of-acme',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=staging',
    });
    await weir.read('confluence_list_spaces');
    const spans = await spansOf();
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['weir-of-acme']));
    expect(collector.deliveries[0]?.body.toString()).toContain('staging');
  });

  it('starts nothing on what it cannot follow, and says which variable it is', async () => {
    const weir = await start({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(await weir.read('confluence_list_spaces')).toContain('Found');
    expect(weir.foundation.traces).toBeUndefined();
    expect(logged.join('')).toMatch(/"event":"traces\.not_started".*OTEL_EXPORTER_OTLP_PROTOCOL is none of/);
    await stop();
    expect(collector.deliveries).toEqual([]);
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
    const weir = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1',
    });
    for (let count = 0; count < 5; count += 1)
      expect(await weir.read('confluence_list_spaces')).toContain('Found');
    await stop();
    const lines = logged.filter((line) => line.includes('traces.'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      event: 'traces.export_failed',
      code: 'ECONNREFUSED',
    });
  });

  it('has nothing of its answer in the log', async () => {
    collector.answer = { status: 400, body: 'words-of-the-collector' };
    const weir = await start();
    expect(await weir.read('confluence_list_spaces')).toContain('Found');
    await stop();
    expect(logged.join('')).toContain('traces.export_failed');
    expect(logged.join('')).not.toContain('words-of-the-collector');
  });
});

describe('what no span holds', () => {
  it('is credentials, arguments, titles, bodies, addresses of people: looked for in every encoding', async () => {
    const control = 'control plant: found';
    const weir = await start({
      OTEL_RESOURCE_ATTRIBUTES: `control=${encodeURIComponent(control)}`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20planted-collector-token',
    });
    const { sandbox } = weir;
    const planted = {
      title: 'planted-title-of-a-page',
      body: 'planted-words-of-a-page',
      label: 'planted-label',
      comment: 'planted-comment-text',
      file: 'planted-file-name.txt',
      cql: 'planted-search-words',
      argument: 'planted-unknown-argument',
      tool: 'planted_tool_name',
      upstream: 'planted-upstream-message',
      key: 'weir_planted_key_of_nobody',
      state: 'planted-tracestate',
      userAgent: 'planted-user-agent',
    };
    const storage = (text: string) => ({ representation: 'storage', value: `<p>${text}</p>` });
    const [space] = [...sandbox.site.spaces.values()];
    const [person] = sandbox.people;
    if (!space || !person) throw new Error('The sandbox is empty.');
    const author = person.accountId;

    const { id } = await weir.structured('confluence_create_page', {
      spaceId: space.id,
      title: planted.title,
      body: storage(planted.body),
    });
    const page = sandbox.site.contents.get(String(id));
    if (!page) throw new Error('The page was not made.');
    const file = { author, bytes: new TextEncoder().encode(planted.body) };
    const attachment = addAttachment(sandbox.site, page, planted.file, file);
    await weir.read('confluence_get_page', { id });
    await weir.read('confluence_add_labels', { id, labels: [planted.label] });
    await weir.read('confluence_add_comment', { pageId: id, body: storage(planted.comment) });
    await weir.read('confluence_search_cql', { cql: `text ~ "${planted.cql}"` });
    const { downloadLink } = await weir.structured('confluence_get_attachment', { id: attachment.id });
    expect(await (await fetch(String(downloadLink))).text()).toBe(planted.body);
    const everyCall = catalogueCalls(sandbox, space, author);
    for (const operation of catalogue) {
      await weir.read(operation.name, everyCall[operationId(operation)]?.());
    }
    await weir.call('confluence_get_page', { id, [planted.argument]: planted.argument });
    await weir.call(planted.tool, {});
    sandbox.faults.add({
      match: { path: /pages/ },
      status: 409,
      body: { message: planted.upstream, errors: [{ title: planted.upstream }] },
    });
    expect(textOf(await weir.call('confluence_get_page', { id }))).toContain(planted.upstream);
    await post(
      weir,
      { name: 'confluence_list_spaces', arguments: {} },
      {
        headers: {
          authorization: `Bearer ${planted.key}`,
          tracestate: `vendor=${planted.state}`,
          'user-agent': planted.userAgent,
          traceparent,
        },
        query: `?key=${planted.key}`,
      },
    );

    const titles = [...sandbox.site.contents.values()].map(({ title }) => title);
    const secrets = [
      ...Object.values(planted),
      'planted-collector-token',
      weir.weir.key.reveal(),
      String(downloadLink).split('/').at(-1) ?? '',
      ...sandbox.people.flatMap(({ apiToken, email, displayName }) => [apiToken, email, displayName]),
      ...titles.filter((title) => title.length > 8),
    ];
    const spans = await spansOf();
    const everything = Buffer.concat(collector.deliveries.map(({ body }) => body));
    const found = (secret: string): readonly string[] =>
      encodingsOf(secret)
        .filter(({ bytes }) => everything.includes(bytes))
        .map(({ name }) => `${secret}: ${name}`);
    expect(found(control)).not.toEqual([]);
    expect(secrets.length).toBeGreaterThan(30);
    expect(secrets.flatMap(found)).toEqual([]);

    const called = new Set(spans.map(({ attributes }) => attributes['weir.operation']));
    expect(catalogue.map(operationId).filter((operation) => !called.has(operation))).toEqual([]);
    // Every path is one that the vendor describes, with ids where it has them and nothing else.
    const templates = new Set(spans.map(({ attributes }) => attributes['url.template'] ?? ''));
    expect([...templates].filter((template) => String(template).includes('{name}'))).toEqual([]);
    expect(templates).toContain('/wiki/api/v2/pages/{id}');
  });
});

describe('weir as a process', () => {
  const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  /** Says which modules of OpenTelemetry are asked for. */
  const watch = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    registerHooks({ resolve(specifier, context, next) {
      if (specifier.startsWith('@opentelemetry/')) process.stderr.write('ASKED ' + specifier + '\\n');
      return next(specifier, context);
    } });`)}`;

  async function serveOnce(env: Readonly<Record<string, string>>): Promise<{
    readonly asked: readonly string[];
    readonly exit: unknown;
  }> {
    const child = spawn(process.execPath, ['--import', watch, main, 'start', '--port', '0', '--json'], {
      env: { PATH: process.env['PATH'], ...env },
    });
    let errors = '';
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    const ended = once(child, 'exit');
    for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      output += chunk;
      if (!output.includes('\n')) continue;
      const { mcpUrl, key } = JSON.parse(output) as { mcpUrl: string; key: string };
      const response = await fetch(mcpUrl, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          connection: 'close',
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'confluence_list_spaces', arguments: {} },
        }),
      });
      expect(await response.text()).toContain('Found');
      child.kill('SIGTERM');
    }
    const [code] = (await ended) as [number | null];
    return { asked: [...errors.matchAll(/^ASKED (.+)$/gm)].map(([, name = '']) => name), exit: code };
  }

  it('loads nothing of OpenTelemetry where no collector is named', async () => {
    expect(await serveOnce({})).toEqual({ asked: [], exit: 0 });
    expect(
      await serveOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: 'true' }),
    ).toEqual({ asked: [], exit: 0 });
    expect(collector.deliveries).toEqual([]);
  });

  it('sends the last spans before it ends', async () => {
    const { asked, exit } = await serveOnce({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    expect(asked).toContain('@opentelemetry/sdk-trace');
    expect(exit).toBe(0);
    expect(collector.spans().map(({ name }) => name)).toContain('tools/call confluence_list_spaces');
  });
});
