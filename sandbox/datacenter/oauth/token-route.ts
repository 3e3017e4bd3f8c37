import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import type { DataCenterSettings } from '../settings.ts';
import { accessTokenLife, type OAuthProvider, type Tokens } from './provider.ts';

/** The token endpoint. Parameters come as a form or in the query; JSON is not read (facts: confluence-api §14). */
export function tokenRoute(provider: OAuthProvider, settings: DataCenterSettings): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/rest/oauth2/latest/token', async (c) => {
    const given = await parametersOf(c);
    const grantType = given.get('grant_type');
    if (grantType === null) return refused(c, 400, 'invalid_request', 'grant_type is required');
    const client = provider.client(given.get('client_id') ?? '');
    const secret = given.get('client_secret');
    const proven = secret === client?.clientSecret || (secret === null && !settings.oauthClientSecret);
    if (client === undefined || !proven)
      return refused(c, 401, 'invalid_client', 'Client authentication failed');
    switch (grantType) {
      case 'authorization_code': {
        const [code, redirectUri] = [given.get('code') ?? '', given.get('redirect_uri') ?? ''];
        const tokens = provider.redeem(code, client.clientId, redirectUri, given.get('code_verifier'));
        return tokens === null
          ? refused(c, 400, 'invalid_grant', 'The authorization code is not valid')
          : issued(c, tokens);
      }
      case 'refresh_token': {
        const tokens = provider.refresh(given.get('refresh_token') ?? '', client.clientId);
        return tokens === null
          ? refused(c, 400, 'invalid_grant', 'The refresh token is not valid')
          : issued(c, tokens);
      }
      default:
        return refused(c, 400, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`);
    }
  });
  return routes;
}

async function parametersOf(c: RouteContext): Promise<URLSearchParams> {
  const query = new URL(c.req.url).searchParams;
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')) return query;
  return new URLSearchParams([...query, ...new URLSearchParams(await c.req.text())]);
}

function issued(c: RouteContext, { accessToken, refreshToken, createdAt }: Tokens): Response {
  c.header('cache-control', 'no-store');
  return c.json({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: accessTokenLife,
    created_at: Math.floor(createdAt / 1000),
  });
}

function refused(c: RouteContext, status: 400 | 401, error: string, description: string): Response {
  return c.json({ error, error_description: description }, status);
}
