import { z } from 'zod';
import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import { applicationTypeOf, isLoopback, redirectFault, type ClientMetadata } from './client-record.ts';

/** Bytes of a metadata document, and milliseconds that one may take. */
export const maxDocumentBytes = 64 * 1024;
export const documentTimeoutMs = 5_000;

/** Milliseconds for which a document is taken as it was read: what it says itself, within these. */
const shortestMs = 60_000;
const longestMs = 24 * 3_600_000;

/** What we read of a client ID metadata document (draft-ietf-oauth-client-id-metadata-document-00 §4). */
const document = z.looseObject({
  client_id: z.string(),
  client_name: z.string().min(1).max(200).optional(),
  client_uri: z.string().max(2_048).optional(),
  redirect_uris: z.array(z.string().max(2_048)).min(1).max(50),
  grant_types: z.array(z.string()).optional(),
  response_types: z.array(z.string()).optional(),
  token_endpoint_auth_method: z.string().optional(),
  jwks: z.looseObject({ keys: z.array(z.record(z.string(), z.unknown())).max(20) }).optional(),
  jwks_uri: z.string().max(2_048).optional(),
  client_secret: z.never().optional(),
  client_secret_expires_at: z.never().optional(),
});

export interface ReadDocument {
  readonly metadata: ClientMetadata;
  /** Milliseconds. */
  readonly freshForMs: number;
}

/** Whether a client id is the address of a metadata document, with nothing in it that two readers read differently. */
export function isDocumentAddress(clientId: string, allowLoopback: boolean): boolean {
  if (clientId.length > 2_048 || !/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/i.test(clientId)) return false;
  const url = URL.parse(clientId);
  if (!url || url.href !== clientId || clientId.includes('#')) return false;
  if (url.username !== '' || url.password !== '' || url.pathname === '/') return false;
  return url.protocol === 'https:' || (allowLoopback && isLoopback(url));
}

/**
 * Fetches and checks the document at a client id: no redirects, bounded in time and size, JSON, about this very address.
 * The transport judges where it connects to. Raises `invalid_input` with a message that tells nothing of our network.
 */
export async function readMetadataDocument(clientId: string, transport: Transport): Promise<ReadDocument> {
  const { origin, pathname, search } = new URL(clientId);
  const answer = await transport
    .send(
      {
        origin,
        path: `${pathname}${search}`,
        method: 'GET',
        effect: 'read',
        headers: { accept: 'application/json' },
        person: 'oauth',
      },
      AbortSignal.timeout(documentTimeoutMs),
    )
    .catch((cause: unknown) => {
      throw refused('it could not be fetched', cause);
    });
  if (answer.status !== 200) throw refused(`it was answered with status ${answer.status}`);
  const type = answer.headers['content-type'] ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) throw refused('it is not JSON');
  const read = document.safeParse(parseJson(answer.body));
  if (!read.success) throw refused(`its ${read.error.issues[0]?.path.join('.') || 'form'} is wrong`);
  return {
    metadata: metadataOf(clientId, read.data),
    freshForMs: freshFor(answer.headers['cache-control'] ?? ''),
  };
}

function metadataOf(clientId: string, read: z.output<typeof document>): ClientMetadata {
  if (read.client_id !== clientId) throw refused('its client_id is another address');
  const fault = read.redirect_uris.map(redirectFault).find(Boolean);
  if (fault !== undefined) throw refused(fault);
  const method = read.token_endpoint_auth_method ?? 'none';
  if (method !== 'none' && method !== 'private_key_jwt') {
    throw refused('its token_endpoint_auth_method needs a secret, which nothing public can have');
  }
  if (read.response_types && !read.response_types.includes('code')) throw refused('it does not use codes');
  return {
    client_id: clientId,
    ...(read.client_name !== undefined && { client_name: read.client_name }),
    ...(isWebAddress(read.client_uri) && { client_uri: read.client_uri }),
    redirect_uris: read.redirect_uris,
    // A client that says nothing of refreshing is served all the same: it need not use the token.
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: method,
    application_type: applicationTypeOf(read.redirect_uris),
    ...(method === 'private_key_jwt' && keysOf(read)),
  };
}

function keysOf({ jwks, jwks_uri }: z.output<typeof document>): Pick<ClientMetadata, 'jwks' | 'jwks_uri'> {
  if (jwks) return { jwks };
  if (jwks_uri !== undefined && URL.parse(jwks_uri)?.protocol === 'https:') return { jwks_uri };
  throw refused('it names no keys that its private_key_jwt could be checked with');
}

function isWebAddress(text: string | undefined): text is string {
  return text !== undefined && URL.parse(text)?.protocol === 'https:';
}

function freshFor(cacheControl: string): number {
  if (/\bno-(?:store|cache)\b/i.test(cacheControl)) return shortestMs;
  const seconds = Number(/\bmax-age\s*=\s*(\d{1,9})/i.exec(cacheControl)?.[1] ?? 0);
  return Math.min(Math.max(seconds * 1_000, shortestMs), longestMs);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function refused(why: string, cause?: unknown): AppError {
  return new AppError('invalid_input', `The metadata document of this client cannot be used: ${why}.`, {
    nextStep: 'Whoever publishes the client corrects the document at its client id.',
    ...(cause !== undefined && { cause, detail: cause instanceof Error ? cause.message : 'unknown' }),
  });
}
