import { toAppError } from '../../kernel/app-error.ts';
import type { Span, Traces } from '../../telemetry/traces/traces.ts';
import type { Transport } from './transport.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/**
 * A transport whose every request is a span, by the conventions of OpenTelemetry for HTTP clients
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/); repetitions are counted in it. The other side is told
 * nothing of the trace. `isWord`: the segments of paths that are the same for everybody, of which alone and of ids a span
 * tells.
 */
export function traceRequests(
  transport: Transport,
  traces: Traces,
  isWord: (segment: string) => boolean,
): Transport {
  async function traced<T extends { readonly status: number }>(
    request: UpstreamRequest,
    ask: (request: UpstreamRequest) => Promise<T>,
  ): Promise<T> {
    const { method, origin, path } = request;
    const { hostname, port, protocol } = new URL(origin);
    const template = templateOf(path, isWord);
    const span: Span = traces.start(`${method} ${template}`, {
      kind: 'client',
      attributes: {
        'http.request.method': method,
        'url.template': template,
        'server.address': hostname,
        'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
      },
    });
    let repeated = 0;
    try {
      const answer = await span.run(() => ask({ ...request, onRepeat: () => (repeated += 1) }));
      span.note({ 'http.response.status_code': answer.status });
      if (answer.status >= 400) span.failed(String(answer.status));
      return answer;
    } catch (thrown) {
      span.failed(toAppError(thrown).code);
      throw thrown;
    } finally {
      if (repeated > 0) span.note({ 'http.request.resend_count': repeated });
      span.end();
    }
  }

  return {
    send: (request, signal) => traced(request, (asked) => transport.send(asked, signal)),
    open: (request, signal) => traced(request, (asked) => transport.open(asked, signal)),
    rateLimits: (origin) => transport.rateLimits(origin),
    close: () => transport.close(),
  };
}

/** A path without its query, and without what people named: keys of spaces, labels, names of files. */
export function templateOf(path: string, isWord: (segment: string) => boolean): string {
  const [withoutQuery = ''] = path.split(/[?#]/, 1);
  return withoutQuery
    .split('/')
    .map((segment) => {
      if (segment === '' || isWord(segment)) return segment;
      return /^(?:att)?\d+$|^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(segment) ? '{id}' : '{name}';
    })
    .join('/');
}
