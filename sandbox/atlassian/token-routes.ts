import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { changed, type Site } from '../model/site.ts';
import type { OAuthApp } from './accounts.ts';
import { authPath } from './addresses.ts';
import { issueAccessToken, issueTokens, startChain, type TokenAnswer } from './grants.ts';
import { refresh } from './refresh.ts';
import {
  incompleteRequest,
  invalidCode,
  type TokenError,
  unsupportedGrant,
  wrongClient,
} from './token-error.ts';

const requestShape = z.record(z.string(), z.unknown());
type TokenRequest = Readonly<Record<string, string>>;

/** The token endpoint: JSON as documented, and forms as client libraries send them. The client is known by the body alone. */
export function tokenRoutes(site: Site): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post(`${authPath}/oauth/token`, async (c) => {
    const answer = answerTo(site, await readRequest(c));
    c.header('Cache-Control', 'no-store');
    if (!('error' in answer)) return c.json(answer);
    const { status, ...body } = answer;
    return c.json(body, status);
  });
  return routes;
}

function answerTo(site: Site, request: TokenRequest): TokenAnswer | TokenError {
  const grantType = request['grant_type'];
  if (grantType === undefined) return incompleteRequest('grant_type');
  const app = site.accounts.apps.get(request['client_id'] ?? '');
  if (app === undefined || !app.secrets.includes(request['client_secret'] ?? '')) return wrongClient;
  switch (grantType) {
    case 'authorization_code':
      return app.serviceAccountId === null ? exchangeCode(site, app, request) : unsupportedGrant(grantType);
    case 'refresh_token': {
      const token = request['refresh_token'];
      return token === undefined ? incompleteRequest('refresh_token') : refresh(site, app, token);
    }
    case 'client_credentials':
      return clientCredentials(site, app) ?? unsupportedGrant(grantType);
    default:
      return unsupportedGrant(grantType);
  }
}

function exchangeCode(site: Site, app: OAuthApp, request: TokenRequest): TokenAnswer | TokenError {
  const given = request['code'];
  if (given === undefined) return incompleteRequest('code');
  const code = site.accounts.codes.get(given);
  if (code?.clientId !== app.clientId) return invalidCode;
  // Whatever comes of it, a code is good for one try.
  site.accounts.codes.delete(given);
  changed(site);
  if (code.expiresAt <= site.clock.now() || code.redirectUri !== request['redirect_uri']) return invalidCode;
  if (code.challenge !== null && code.challenge !== s256(request['code_verifier'] ?? '')) return invalidCode;
  return issueTokens(site, startChain(site, app.clientId, code.accountId), code.scopes);
}

function clientCredentials(site: Site, app: OAuthApp): TokenAnswer | null {
  const { clientId, serviceAccountId, scopes } = app;
  if (serviceAccountId === null) return null;
  return issueAccessToken(site, { clientId, accountId: serviceAccountId, scopes, chainId: null });
}

async function readRequest(c: RouteContext): Promise<TokenRequest> {
  const text = await c.req.text();
  const isForm = (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  if (isForm) return Object.fromEntries(new URLSearchParams(text));
  const parsed = requestShape.safeParse(parseJson(text));
  const entries = Object.entries(parsed.data ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
