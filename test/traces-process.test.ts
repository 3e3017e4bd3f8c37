import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inTrace, only, post, sender, traceparent, useTracedWeir } from './support/traced-weir.ts';

const traced = useTracedWeir();

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
      const params = { name: 'confluence_list_spaces', arguments: {} };
      expect(await post({ mcpUrl, key }, params, { headers: { connection: 'close' } })).toContain('Found');
      child.kill('SIGTERM');
    }
    const [code] = (await ended) as [number | null];
    return { asked: [...errors.matchAll(/^ASKED (.+)$/gm)].map(([, name = '']) => name), exit: code };
  }

  it('loads nothing of OpenTelemetry where no collector is named', async () => {
    expect(await serveOnce({})).toEqual({ asked: [], exit: 0 });
    expect(
      await serveOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: traced.collector.url, OTEL_SDK_DISABLED: 'true' }),
    ).toEqual({ asked: [], exit: 0 });
    expect(traced.collector.deliveries).toEqual([]);
  });

  it('traces the calls of stdio, and says nothing of it on standard output', async () => {
    const { sandbox } = await traced.start();
    const [person] = sandbox.people;
    const child = spawn(process.execPath, [main, 'stdio', '--ephemeral'], {
      env: {
        PATH: process.env['PATH'],
        CONFLUENCE_URL: sandbox.siteUrl,
        CONFLUENCE_EMAIL: person?.email,
        CONFLUENCE_API_TOKEN: person?.apiToken,
        OTEL_EXPORTER_OTLP_ENDPOINT: traced.collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const ended = once(child, 'exit');
    const clientInfo = { name: 'shell', version: '1' };
    for (const message of [
      {
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
      },
      { method: 'notifications/initialized' },
      {
        id: 2,
        method: 'tools/call',
        params: { name: 'confluence_list_spaces', arguments: {}, _meta: { traceparent } },
      },
    ]) {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    }
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    const answers = output.split('\n').filter(Boolean);
    expect(answers.map((line) => (JSON.parse(line) as { id: unknown }).id)).toEqual([1, 2]);
    const spans = inTrace(traced.collector.spans(), sender.traceId);
    const call = only(spans, ({ name }) => name === 'tools/call confluence_list_spaces');
    expect(call).toMatchObject({
      parentSpanId: sender.spanId,
      links: [],
      attributes: { 'network.transport': 'pipe' },
    });
    expect(only(spans, ({ name }) => name === 'GET /wiki/api/v2/spaces').parentSpanId).toBe(call.spanId);
  });

  it('sends the last spans before it ends', async () => {
    const { asked, exit } = await serveOnce({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${traced.collector.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    expect(asked).toContain('@opentelemetry/sdk-trace');
    expect(exit).toBe(0);
    expect(traced.collector.spans().map(({ name }) => name)).toContain('tools/call confluence_list_spaces');
  });
});
