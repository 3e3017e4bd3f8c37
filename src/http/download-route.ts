import type { Context } from 'hono';
import { problem } from './problem.ts';

/** Uses a short-lived address up and opens the file behind it. Raises `not_found` when there is none any more. */
export type OpenDownload = (
  ticket: string,
  signal: AbortSignal,
) => Promise<{ readonly mediaType: string; readonly bytes: ReadableStream<Uint8Array> }>;

/**
 * One attachment as a file to keep. Its bytes are somebody's upload: they are saved, never shown under our address,
 * whatever type they claim.
 */
export async function serveDownload(context: Context, ticket: string, open: OpenDownload): Promise<Response> {
  // An address serves once: looking whether it is there must not use it up.
  if (context.req.method !== 'GET') return problem(405, 'Fetch this address with GET.');
  const { mediaType, bytes } = await open(ticket, context.req.raw.signal);
  return new Response(bytes, {
    headers: {
      'content-type': /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream',
      'content-disposition': 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    },
  });
}
