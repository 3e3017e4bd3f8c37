import { z } from 'zod';
import { hashId, type OAuthRecord } from '../../store/oauth-records.ts';
import { weirScopes } from './scopes.ts';

/** How Weir came to know an MCP client. */
export const clientSources = ['document', 'registration', 'administrator'] as const;
export type ClientSource = (typeof clientSources)[number];

const authMethods = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

/** What we keep of a client's metadata (RFC 7591 §2), under its own names; what else it says is left out. */
export const clientMetadata = z.strictObject({
  client_id: z.string(),
  client_name: z.string().optional(),
  client_uri: z.string().optional(),
  redirect_uris: z.array(z.string()),
  grant_types: z.array(z.enum(['authorization_code', 'refresh_token', 'client_credentials'])),
  response_types: z.array(z.literal('code')),
  token_endpoint_auth_method: z.enum(authMethods),
  application_type: z.enum(['native', 'web']),
  jwks: z.looseObject({ keys: z.array(z.record(z.string(), z.unknown())) }).optional(),
  jwks_uri: z.string().optional(),
  /** SHA-256 of the secret, hex; never the secret. */
  client_secret: z.string().optional(),
  client_secret_expires_at: z.number().optional(),
  client_id_issued_at: z.number().optional(),
});
export type ClientMetadata = z.output<typeof clientMetadata>;

const payload = z.strictObject({
  source: z.enum(clientSources),
  metadata: clientMetadata,
  /** Until when a metadata document is taken as it was read, UTC milliseconds. */
  freshUntil: z.number().optional(),
  /** Of an agent that an administrator registered: where it may act, and what at most. */
  workspaceId: z.string().optional(),
  scopes: z.array(z.enum(weirScopes)).optional(),
});
export type StoredClient = z.output<typeof payload> & {
  readonly createdAt: number;
  readonly expiresAt?: number;
};

export function clientOf(record: OAuthRecord): StoredClient {
  return {
    ...payload.parse(record.payload),
    createdAt: record.createdAt,
    ...(record.expiresAt !== undefined && { expiresAt: record.expiresAt }),
  };
}

export function recordOfClient({ createdAt, expiresAt, ...client }: StoredClient): OAuthRecord {
  const id = client.metadata.client_id;
  return {
    model: 'Client',
    idHash: hashId(id),
    payload: client,
    clientId: id,
    accountId: client.source,
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** On the machine of the browser, where any program may be listening. */
export function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && loopbackHosts.has(url.hostname);
}

/**
 * Which rules redirect addresses follow: `native` may have loopback addresses, whose port is the client's to choose
 * (RFC 8252 §7.3), and schemes of its own. Clients seldom say, so that it follows from the addresses.
 */
export function applicationTypeOf(redirectUris: readonly string[]): ClientMetadata['application_type'] {
  const isNative = redirectUris.some((uri) => {
    const url = URL.parse(uri);
    return url !== null && (isLoopback(url) || (url.protocol !== 'https:' && url.protocol !== 'http:'));
  });
  return isNative ? 'native' : 'web';
}

/** Why an address cannot be one to send people back to; undefined for one that can. */
export function redirectFault(uri: string): string | undefined {
  const url = URL.parse(uri);
  if (!url) return 'a redirect address is not an address';
  if (uri.includes('#')) return 'a redirect address has a fragment';
  if (url.username !== '' || url.password !== '') return 'a redirect address has a user name';
  if (url.protocol === 'https:' || isLoopback(url)) return undefined;
  if (url.protocol === 'http:') return 'a redirect address is neither https nor on the loopback';
  // RFC 8252 §7.1 wants a domain name backwards; the editors that people use have plain words.
  const dangerous = [
    'javascript:',
    'data:',
    'vbscript:',
    'blob:',
    'file:',
    'about:',
    'filesystem:',
    'view-source:',
  ];
  return dangerous.includes(url.protocol)
    ? 'a redirect address has a scheme that browsers run or open'
    : undefined;
}
