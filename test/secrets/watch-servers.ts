import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from './exchange.ts';

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const channel = 'http.server.request.start';

/**
 * Keeps what the HTTP servers of this process are asked and answer. Weir runs in processes of its own, so that these are
 * Confluence, the identity provider and the endpoints of administrators: what they saw was truly sent.
 */
export function watchServers(keep: (exchange: Exchange) => void): () => void {
  const onRequest = (message: unknown): void => {
    const { request, response } = message as RequestStart;
    const asked = tapPush(request);
    const headed = tapHead(response);
    const answered = tapWrites(response);
    response.once('close', () => {
      keep({
        method: request.method ?? '',
        url: new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`),
        requestHeaders: headersOf(request.headers),
        requestBody: Buffer.concat(asked).toString('utf8'),
        status: response.statusCode,
        answerHeaders: headersOf({ ...response.getHeaders(), ...headed() }),
        answerBody: () => Buffer.concat(answered),
      });
    });
  };
  subscribe(channel, onRequest);
  return () => void unsubscribe(channel, onRequest);
}

/** Listening for data would take it from who reads the request. */
function tapPush(request: IncomingMessage): readonly Buffer[] {
  const chunks: Buffer[] = [];
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding) => {
    if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    return push(chunk, encoding);
  };
  return chunks;
}

/** Headers that are given with the status are no headers of the response to ask for. */
function tapHead(response: ServerResponse): () => Readonly<Record<string, string>> {
  let given: Readonly<Record<string, string>> = {};
  const writeHead = response.writeHead.bind(response) as (...args: readonly unknown[]) => ServerResponse;
  response.writeHead = (...args: readonly unknown[]) => {
    const last = args.at(-1);
    if (typeof last === 'object' && last !== null && !Array.isArray(last))
      given = last as Readonly<Record<string, string>>;
    return writeHead(...args);
  };
  return () => given;
}

function tapWrites(response: ServerResponse): readonly Buffer[] {
  const chunks: Buffer[] = [];
  const take = (chunk: unknown): void => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const write = response.write.bind(response) as (...given: readonly unknown[]) => boolean;
  const end = response.end.bind(response) as (...given: readonly unknown[]) => ServerResponse;
  response.write = (...given: readonly unknown[]) => {
    take(given[0]);
    return write(...given);
  };
  response.end = (...given: readonly unknown[]) => {
    take(given[0]);
    return end(...given);
  };
  return chunks;
}

function headersOf(
  given: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given))
    for (const one of [value ?? []].flat()) headers.append(name, String(one));
  return headers;
}
