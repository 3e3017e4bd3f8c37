import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** What the library's handlers take, for one request that never was on a socket. */
export interface NodeExchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** `path`: with its query. `body`: read already; empty for none. */
export interface ReadRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A request as Node's own HTTP server would have given it, under the address that people know. */
export function nodeExchange({ method, path, headers, body }: ReadRequest, address: string): NodeExchange {
  const { host, protocol } = new URL(address);
  const socket = new Socket();
  Object.defineProperty(socket, 'encrypted', { value: protocol === 'https:' });
  const req = new IncomingMessage(socket);
  req.method = method;
  req.url = path;
  req.headers = { host };
  for (const name of ['accept', 'authorization', 'content-type', 'cookie']) {
    const value = headers.get(name);
    if (value !== null) req.headers[name] = value;
  }
  if (body !== '') {
    req.headers['content-length'] = String(Buffer.byteLength(body));
    req.push(body);
  }
  req.push(null);
  return { req, res: new ServerResponse(req) };
}

/**
 * Runs a handler that answers through Node's response and gives the answer back. `forgotten`: names of cookies that the
 * handler sets and nobody needs.
 */
export async function answerOf(
  { req, res }: NodeExchange,
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<unknown>,
  forgotten: ReadonlySet<string>,
): Promise<Response> {
  let body = '';
  // Nothing is written to a socket: the handlers answer with one text.
  res.end = ((chunk?: unknown) => {
    if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) body = chunk.toString();
    return res;
  }) as ServerResponse['end'];
  await handle(req, res);
  req.destroy();
  const headers = new Headers();
  for (const [name, value] of Object.entries(res.getHeaders())) {
    if (name === 'content-length' || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [String(value)]) {
      if (name === 'set-cookie' && forgotten.has(one.slice(0, one.indexOf('=')))) continue;
      headers.append(name, one);
    }
  }
  const isEmpty = body === '' || res.statusCode === 204 || res.statusCode === 304;
  return new Response(isEmpty ? null : body, { status: res.statusCode, headers });
}
