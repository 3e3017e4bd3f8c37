import type { Exchange } from './exchange.ts';

/** Keeps every answer that a client of this process gets from the origins that fit, headers and streams included. */
export function watchClients(fits: (url: URL) => boolean, keep: (exchange: Exchange) => void): () => void {
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(input instanceof Request ? input.url : input);
    const response = await real(input, init);
    if (!fits(url)) return response;
    const chunks: Uint8Array[] = [];
    keep({
      method: init?.method ?? request?.method ?? 'GET',
      url,
      requestHeaders: new Headers(init?.headers ?? request?.headers),
      requestBody: textOf(init?.body),
      status: response.status,
      answerHeaders: response.headers,
      answerBody: () => Buffer.concat(chunks),
    });
    return response.body ? tapped(response, chunks) : response;
  };
  return () => void (globalThis.fetch = real);
}

/** Every client here sends text or a form. */
function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new Error('a client sent what cannot be looked at');
}

function tapped(response: Response, chunks: Uint8Array[]): Response {
  const tap = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      chunks.push(chunk);
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers, url } = response;
  const same = new Response(response.body?.pipeThrough(tap), { status, statusText, headers });
  Object.defineProperty(same, 'url', { value: url });
  return same;
}
