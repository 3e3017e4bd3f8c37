import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

/** A span as a collector reads it. */
export interface TakenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 2 server, 3 client (opentelemetry-proto, trace.proto). */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 2 is an error; absent where nothing was said. */
  readonly status: { readonly code?: number; readonly message?: string };
  readonly service: unknown;
}

interface TakenDelivery {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TraceCollector {
  readonly url: string;
  readonly deliveries: readonly TakenDelivery[];
  /** Of all deliveries in JSON. */
  spans(): readonly TakenSpan[];
  /** What deliveries get; 200 and nothing more unless set. */
  answer: { readonly status: number; readonly body?: string };
  close(): Promise<void>;
}

/** Somebody's OpenTelemetry collector on this machine. */
export async function startTraceCollector(): Promise<TraceCollector> {
  const deliveries: TakenDelivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      deliveries.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(collector.answer.status).end(collector.answer.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const collector: TraceCollector = {
    url: `http://127.0.0.1:${port}`,
    deliveries,
    spans: () => deliveries.flatMap(({ body }) => spansIn(JSON.parse(body.toString()) as Delivery)),
    answer: { status: 200 },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return collector;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Delivery {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<TakenSpan, 'attributes' | 'links' | 'service'> & {
        readonly attributes: readonly Attribute[];
        readonly links?: TakenSpan['links'];
      })[];
    }[];
  }[];
}

function spansIn({ resourceSpans }: Delivery): readonly TakenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        ...span,
        attributes: valuesOf(span.attributes),
        links: span.links ?? [],
        service: valuesOf(resource.attributes)['service.name'],
      })),
  );
}

function valuesOf(attributes: readonly Attribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
