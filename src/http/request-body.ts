import {
  INVALID_REQUEST,
  isJsonContentType,
  PARSE_ERROR,
  readRequestBody,
} from '@modelcontextprotocol/server';
import { jsonRpcError } from './json-rpc-error.ts';

/**
 * 8 MiB: Confluence refuses page bodies above 5 MB, and JSON escapes make a storage body with its quotes and line ends
 * up to half as long again; the SDK's 4 MiB would refuse pages that Confluence takes.
 */
export const maxBodyBytes = 8 * 1024 * 1024;

/** The JSON object in a POST, or the refusal: 415, 413, or 400 with -32700 or -32600. */
export async function readJsonRpcBody(request: Request): Promise<{ readonly body: object } | Response> {
  if (!isJsonContentType(request.headers.get('content-type'))) {
    return jsonRpcError(415, INVALID_REQUEST, 'Unsupported media type: send Content-Type: application/json');
  }
  const text = await readBounded(request);
  if (text === undefined) {
    return jsonRpcError(413, INVALID_REQUEST, `The request is too large: at most ${maxBodyBytes} bytes`);
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return jsonRpcError(400, PARSE_ERROR, 'Parse error: the body is not valid JSON');
  }
  if (Array.isArray(body)) {
    // Only 2025-03-26 had batches. One request a body keeps limits, the body bound and the request log honest.
    return jsonRpcError(
      400,
      INVALID_REQUEST,
      'Invalid request: batches are not served, send one message a request',
    );
  }
  if (typeof body !== 'object' || body === null) {
    return jsonRpcError(400, INVALID_REQUEST, 'Invalid request: the body is not a JSON-RPC 2.0 message');
  }
  return { body };
}

async function readBounded(request: Request): Promise<string | undefined> {
  const declared = request.headers.get('content-length');
  // With a declared length the HTTP parser itself ends the body there, and the adapter reads it without a stream.
  if (declared !== null) return Number(declared) > maxBodyBytes ? undefined : request.text();
  const read = await readRequestBody(request, maxBodyBytes);
  return read.tooLarge ? undefined : read.text;
}
