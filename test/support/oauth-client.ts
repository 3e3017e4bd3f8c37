import { createHash, randomBytes } from 'node:crypto';
import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import type { OAuthBrowser, ShownPage } from './oauth-browser.ts';

export const loopbackRedirect = 'http://127.0.0.1:45999/callback';

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly scope: string;
  readonly expires_in: number;
}

/** A client by hand, for what a proper client would never do. */
export interface HandClient {
  readonly clientId: string;
  /** The address of an authorization request, and its verifier. Parameters that are empty are left out. */
  ask(fields?: Readonly<Record<string, string>>): { readonly url: string; readonly verifier: string };
  /** Posts to the token endpoint. */
  token(fields: Readonly<Record<string, string>>, through?: string): Promise<Response>;
  redeem(code: string, verifier: string, fields?: Readonly<Record<string, string>>): Promise<Response>;
  refresh(
    refreshToken: string,
    fields?: Readonly<Record<string, string>>,
    through?: string,
  ): Promise<Response>;
}

export function handClient(
  address: string,
  {
    clientId,
    redirectUri = loopbackRedirect,
    resource = `${address}/mcp`,
  }: { readonly clientId: string; readonly redirectUri?: string; readonly resource?: string },
): HandClient {
  const token: HandClient['token'] = (fields, through = address) =>
    fetch(`${through}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, ...fields }),
    });
  return {
    clientId,
    token,
    ask(fields = {}) {
      const verifier = randomBytes(32).toString('base64url');
      const all = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        state: 'state-of-the-client',
        scope: 'weir:read',
        resource,
        ...fields,
      };
      const query = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ''));
      return { url: `${address}/oauth/authorize?${query.toString()}`, verifier };
    },
    redeem: (code, verifier, fields = {}) =>
      token({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
        ...fields,
      }),
    refresh: (refreshToken, fields = {}, through = address) =>
      token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...fields }, through),
  };
}

/** Registers a public client (RFC 7591) and answers its id. */
export async function register(address: string, metadata: object = {}): Promise<string> {
  const response = await postRegistration(address, {
    client_name: 'Test client',
    redirect_uris: [loopbackRedirect],
    token_endpoint_auth_method: 'none',
    ...metadata,
  });
  const { client_id: clientId } = (await response.json()) as { client_id?: string };
  if (response.status !== 201 || clientId === undefined) throw new Error(`refused: ${response.status}`);
  return clientId;
}

export function postRegistration(address: string, metadata: unknown): Promise<Response> {
  return fetch(`${address}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  });
}

/** The code that a browser was sent back with. */
export function codeIn({ outside, url, status, text }: ShownPage): string {
  const code = outside?.searchParams.get('code');
  if (code) return code;
  throw new Error(`no code: ${status} ${outside?.href ?? url} ${text.slice(-1_500)}`);
}

/** Asks, has somebody allow it, and redeems the code. */
export async function tokensOf(
  client: HandClient,
  browser: OAuthBrowser,
  fields: Readonly<Record<string, string>> = {},
): Promise<Tokens> {
  const { url, verifier } = client.ask(fields);
  const page = await browser.open(url);
  const back = page.outside ? page : await page.press('Allow');
  const response = await client.redeem(codeIn(back), verifier);
  if (response.status !== 200) throw new Error(`refused: ${response.status} ${await response.text()}`);
  return (await response.json()) as Tokens;
}

/** `tools/list` at an MCP address, for its status alone. */
export function callMcp(
  url: string,
  token: string | undefined,
  body: object = { method: 'tools/list' },
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, params: {}, ...body }),
  });
}

/** What the official client keeps, and who consents. */
export interface OfficialProvider extends OAuthClientProvider {
  readonly seen: {
    authorizations: URL[];
    tokens: StoredOAuthTokens[];
    client?: StoredOAuthClientInformation;
  };
  /** What the browser came back with, once. */
  takeAnswer(): URLSearchParams | undefined;
  /** Sends an older token from now on. */
  forgetAccessToken(): void;
}

export function officialProvider(
  browser: OAuthBrowser,
  { clientMetadataUrl }: { readonly clientMetadataUrl?: string } = {},
): OfficialProvider {
  const seen: OfficialProvider['seen'] = { authorizations: [], tokens: [] };
  let verifier = '';
  let answer: URLSearchParams | undefined;
  let tokens: StoredOAuthTokens | undefined;
  return {
    seen,
    redirectUrl: loopbackRedirect,
    ...(clientMetadataUrl !== undefined && { clientMetadataUrl }),
    clientMetadata: { client_name: 'Official client', redirect_uris: [loopbackRedirect] },
    clientInformation: () => seen.client,
    saveClientInformation: (client) => void (seen.client = client),
    tokens: () => tokens,
    saveTokens: (saved) => {
      tokens = saved;
      seen.tokens.push(saved);
    },
    saveCodeVerifier: (text) => void (verifier = text),
    codeVerifier: () => verifier,
    async redirectToAuthorization(url) {
      seen.authorizations.push(url);
      const page = await browser.open(url.href);
      const back = page.outside ? page : await page.press('Allow');
      answer = back.outside?.searchParams;
    },
    takeAnswer() {
      const taken = answer;
      answer = undefined;
      return taken;
    },
    forgetAccessToken() {
      if (tokens) tokens = { ...tokens, access_token: 'a-token-that-is-over' };
    },
  };
}

/** The official client with its way to finish another sign-in. */
export interface SignedInClient {
  readonly client: Client;
  readonly finish: (answer: URLSearchParams) => Promise<void>;
}

/** Connects and, where the server asks for it, signs in and connects again, as a host of the official client does. */
export async function connectSignedIn(url: string, provider: OfficialProvider): Promise<SignedInClient> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const client = new Client({ name: 'official', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
    try {
      await client.connect(transport);
      return { client, finish: (answer) => transport.finishAuth(answer) };
    } catch (error) {
      const answer = provider.takeAnswer();
      if (!(error instanceof UnauthorizedError) || !answer) throw error;
      await transport.finishAuth(answer);
    }
  }
  throw new Error('signing in did not help');
}
