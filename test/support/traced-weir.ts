import { afterEach, beforeEach, vi } from 'vitest';
import type { AuditRecord } from '../../src/audit/record.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { pageOfRecords } from '../../src/store/audit-records.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { startTraces } from '../../src/telemetry/traces/start-traces.ts';
import type { Traces } from '../../src/telemetry/traces/traces.ts';
import { startTraceCollector, type TakenSpan, type TraceCollector } from './trace-collector.ts';
import { startTestWeir, type TestWeir } from './weir.ts';

/** The span of another process, and what it says of itself. */
export const sender = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
export const traceparent = `00-${sender.traceId}-${sender.spanId}-01`;

/** As opentelemetry-proto numbers them (trace.proto). */
export const serverKind = 2;
export const clientKind = 3;
export const failedStatus = 2;

export interface TracedWeir {
  readonly collector: TraceCollector;
  /** Lines of the log of traces. */
  readonly logged: readonly string[];
  /** Traces by the variables that name the collector, and others; the exporter reads those of the process. */
  startTracing(variables?: Readonly<Record<string, string>>): Promise<Traces | undefined>;
  start(variables?: Readonly<Record<string, string>>): Promise<TestWeir>;
  /** Stops Weir, which sends what is left. */
  stop(): Promise<void>;
  /** Stops Weir: all spans there were. */
  spans(): Promise<readonly TakenSpan[]>;
}

/** For each test a collector, and Weir over the sandbox once it is started; both stopped after it. */
export function useTracedWeir(): TracedWeir {
  let collector: TraceCollector | undefined;
  let weir: TestWeir | undefined;
  let logged: string[] = [];

  beforeEach(async () => {
    collector = await startTraceCollector();
    logged = [];
  });
  afterEach(async () => {
    await traced.stop();
    vi.unstubAllEnvs();
    await collector?.close();
  });

  const traced: TracedWeir = {
    get collector() {
      if (!collector) throw new Error('There is no test.');
      return collector;
    },
    get logged() {
      return logged;
    },
    startTracing(variables) {
      const all = {
        OTEL_EXPORTER_OTLP_ENDPOINT: traced.collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        ...variables,
      };
      for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
      const log = createLog({ level: 'debug', destination: { write: (line) => void logged.push(line) } });
      return startTraces(process.env, { log, clock: systemClock, version: '1' });
    },
    async start(variables) {
      weir = await startTestWeir({ traces: await traced.startTracing(variables) });
      return weir;
    },
    async stop() {
      await weir?.close();
      weir = undefined;
    },
    async spans() {
      await traced.stop();
      return traced.collector.spans();
    },
  };
  return traced;
}

/** A tool call as a client without our library would make it. */
export async function post(
  { mcpUrl, key }: { readonly mcpUrl: string; readonly key: string },
  params: Readonly<Record<string, unknown>>,
  {
    headers,
    query = '',
  }: { readonly headers?: Readonly<Record<string, string>>; readonly query?: string } = {},
): Promise<string> {
  const response = await fetch(`${mcpUrl}${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  return response.text();
}

export function addressOf({ weir: { mcpUrl, key } }: TestWeir): {
  readonly mcpUrl: string;
  readonly key: string;
} {
  return { mcpUrl, key: key.reveal() };
}

/** Calls on record, oldest first. */
export async function recordOf({
  foundation: { recorder, store },
}: TestWeir): Promise<readonly AuditRecord[]> {
  await recorder.flush();
  const workspaces = await store.db.selectFrom('workspaces').select('id').execute();
  const { items } = await pageOfRecords(store.db, { workspaceId: workspaces[0]?.id ?? '' }, { limit: 100 });
  return items.filter(({ kind }) => kind !== 'governance').toReversed();
}

export function inTrace(spans: readonly TakenSpan[], traceId: string | undefined): readonly TakenSpan[] {
  return spans.filter((span) => span.traceId === traceId);
}

/** The one span that fits; raises where there are others. */
export function only(spans: readonly TakenSpan[], test: (span: TakenSpan) => boolean): TakenSpan {
  const [found, ...more] = spans.filter(test);
  if (!found || more.length > 0)
    throw new Error(`One span expected among ${spans.map(({ name }) => name).join(', ')}`);
  return found;
}
