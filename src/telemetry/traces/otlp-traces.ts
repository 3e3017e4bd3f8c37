import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span as OtelSpan,
  type SpanContext,
} from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../log.ts';
import { onceAMinute } from './once-a-minute.ts';
import { samplerOf } from './sampler-of.ts';
import type { TraceParent } from './trace-parent.ts';
import type { TraceSettings } from './trace-settings.ts';
import type { Span, SpanAttributes, Traces } from './traces.ts';

/**
 * How long a stop waits for the collector, in milliseconds, and how long one delivery may take with its repetitions unless
 * the variables say: one that is under way cannot be called off, and the process lives as long.
 */
const closingMs = 2_000;
/** Everything a span says is a name, an id or a number. */
const longestValue = 256;

/** Where work stands in its trace. */
interface Place {
  readonly span: OurSpan | undefined;
  /** Of another process; what comes next hangs under it. */
  readonly remote: TraceParent | undefined;
}

interface OurSpan extends Span {
  readonly context: SpanContext;
}

/** Sends spans to the collector that the variables name, in batches. Nothing is registered for the whole process. */
export async function exportTraces(
  settings: TraceSettings,
  { log, clock, version }: { readonly log: Log; readonly clock: Clock; readonly version: string },
): Promise<Traces> {
  listenToWarnings(log, clock);
  const exporter = await exporterOf(settings);
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'weir', 'service.version': version }))
      .merge(
        detectResources({
          detectors: [serviceInstanceIdDetector, resourceAttributesEnvDetector, serviceNameEnvDetector],
        }),
      ),
    sampler: samplerOf(settings),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: tellingOfFailures(exporter, log, clock), ...settings.batch }),
    ],
    spanLimits: { attributeValueLengthLimit: longestValue },
  });
  const tracer = provider.getTracer('weir', version);
  const places = new AsyncLocalStorage<Place>();

  function ourSpan(span: OtelSpan): OurSpan {
    const context = span.spanContext();
    const ours: OurSpan = {
      context,
      traceId: span.isRecording() ? context.traceId : undefined,
      note: (attributes) => void span.setAttributes(said(attributes)),
      failed(errorType) {
        span.setAttribute('error.type', errorType);
        span.setStatus({ code: SpanStatusCode.ERROR });
      },
      run: (work) => places.run({ span: ours, remote: undefined }, work),
      end: () => span.end(),
    };
    return ours;
  }

  return {
    start(name, { kind, parent, attributes }) {
      const place = places.getStore();
      const remote = parent ?? place?.remote;
      const running = place?.span?.context;
      return ourSpan(
        tracer.startSpan(
          name,
          {
            kind: kind === 'server' ? SpanKind.SERVER : SpanKind.CLIENT,
            attributes: said(attributes),
            links: remote && running ? [{ context: running }] : [],
          },
          remote ? under(contextOf(remote)) : running ? under(running) : ROOT_CONTEXT,
        ),
      );
    },
    current: () => places.getStore()?.span,
    under: (remote, work) => (remote ? places.run({ span: places.getStore()?.span, remote }, work) : work()),
    async close() {
      const sending = new AbortController();
      const timeUp = sleep(closingMs, undefined, { signal: sending.signal }).catch(() => undefined);
      // What could not be delivered is in the log by now.
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, timeUp]);
      sending.abort();
    },
  };
}

function under(context: SpanContext): Context {
  return trace.setSpanContext(ROOT_CONTEXT, context);
}

function contextOf({ traceId, spanId, sampled }: TraceParent): SpanContext {
  return { traceId, spanId, isRemote: true, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
}

function said(attributes: SpanAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** Address, headers, certificates and compression it reads from the environment. */
async function exporterOf({ protocol, hasTimeout }: TraceSettings): Promise<SpanExporter> {
  const options = hasTimeout ? {} : { timeoutMillis: closingMs };
  switch (protocol) {
    case 'http/json': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
      return new OTLPTraceExporter(options);
    }
    case 'http/protobuf': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
      return new OTLPTraceExporter(options);
    }
    default:
      return protocol satisfies never;
  }
}

/** The same exporter; what a collector did not take is a line in the log, one a minute, without what the collector said. */
function tellingOfFailures(exporter: SpanExporter, log: Log, clock: Clock): SpanExporter {
  const limited = onceAMinute(clock);
  let lost = 0;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) {
          lost += spans.length;
          const { message } = result.error;
          const code = 'code' in result.error ? result.error.code : undefined;
          limited(() => {
            log.warn('traces.export_failed', { lostSpans: lost, code, detail: message });
            lost = 0;
          });
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** What the library warns of, such as a certificate that cannot be read. Its errors are failed exports, told above. */
function listenToWarnings(log: Log, clock: Clock): void {
  const limited = onceAMinute(clock);
  const silent = (): void => undefined;
  diag.setLogger(
    {
      verbose: silent,
      debug: silent,
      info: silent,
      error: silent,
      warn: (message) => limited((more) => log.warn('traces.warned', { detail: message, more })),
    },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
