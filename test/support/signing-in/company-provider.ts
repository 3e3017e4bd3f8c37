import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';

/** What a provider says of somebody, by their subject. */
export type Claims = Readonly<Record<string, unknown>>;

/** A company's OpenID provider: a certified one, with a page on which one says who one is. */
export interface CompanyProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** People by subject; may change while it runs. */
  readonly people: Map<string, Claims>;
  /** What it was asked at its token endpoint, as `METHOD authentication`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export interface CompanyProviderOptions {
  /** Known when somebody is sent there: Weir's callback. */
  readonly redirectUri: () => string;
  /** Whether the ID token carries the claims itself, or leaves them to the userinfo endpoint. */
  readonly claimsInIdToken?: boolean;
  readonly authentication?: 'client_secret_basic' | 'client_secret_post';
}

export async function startCompanyProvider({
  redirectUri,
  claimsInIdToken = false,
  authentication = 'client_secret_basic',
}: CompanyProviderOptions): Promise<CompanyProvider> {
  const people = new Map<string, Claims>();
  const asked: string[] = [];
  const [clientId, clientSecret] = ['weir', 'company-client-secret-0123456789'];
  let made: Provider | undefined;

  const server = createServer((request, response) => {
    const provider = (made ??= new Provider(issuer, configuration()));
    void answer(provider, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const configuration = (): Configuration => ({
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri()],
        token_endpoint_auth_method: authentication,
      },
    ],
    clientAuthMethods: [authentication],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: !claimsInIdToken,
    cookies: { keys: ['company-cookie-key'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ ...people.get(accountId), sub: accountId }),
    }),
    async loadExistingGrant(context) {
      const { client, session, provider } = context.oidc;
      const grant = new provider.Grant({
        ...(client && { clientId: client.clientId }),
        ...(session?.accountId !== undefined && { accountId: session.accountId }),
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });

  async function answer(
    provider: Provider,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', issuer);
    if (pathname === '/token') {
      const header = request.headers.authorization?.split(' ')[0] ?? 'body';
      asked.push(`${request.method} ${header}`);
    }
    if (!pathname.startsWith('/interaction/')) {
      await provider.callback()(request, response);
      return;
    }
    if (request.method === 'POST') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const subject = new URLSearchParams(Buffer.concat(chunks).toString()).get('subject');
      const result =
        subject === null ? { error: 'access_denied' } : { login: { accountId: subject, remember: true } };
      await provider.interactionFinished(request, response, result);
      return;
    }
    const { prompt } = await provider.interactionDetails(request, response);
    response.setHeader('content-type', 'text/html');
    response.end(
      `<title>Company</title><h1>${prompt.name}: ${prompt.reasons.join(' ')}</h1>` +
        `<form method="post" action="${pathname}"><label>Subject <input name="subject"></label>` +
        '<button>Sign in</button></form>',
    );
  }

  return {
    issuer,
    clientId,
    clientSecret,
    people,
    asked,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
