import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import type { Site } from '../../model/site.ts';
import { containerPage } from '../html-answers.ts';
import { consentPage, requestErrorPage } from './pages.ts';
import { mayAskFor, type CodeChallenge, type OAuthClient, type OAuthProvider } from './provider.ts';
import { readScope, type OAuthScope } from './scopes.ts';
import type { Sessions } from './sessions.ts';

/** The authorization endpoint: sign-in, consent, and the way back with a code (facts: confluence-api §14). */
export function authorizeRoutes(site: Site, provider: OAuthProvider, sessions: Sessions): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const path = '/rest/oauth2/latest/authorize';
  routes.get(path, (c) => {
    const query = new URL(c.req.url).searchParams.toString();
    const request = readRequest(provider, query);
    if (!('client' in request)) return requestErrorPage(c, site, request.message);
    if ('error' in request) return back(c, request, { error: request.error, error_description: request.why });
    const session = sessions.of(c);
    if (session === undefined) {
      const onward = new URLSearchParams({ os_destination: `${path}?${query}` });
      return c.redirect(`${site.contextPath}/login.action?${onward.toString()}`, 302);
    }
    return consentPage(c, site, { ...request, ...session, query });
  });
  routes.post('/plugins/servlet/oauth2/consent', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const session = sessions.of(c);
    if (session === undefined || form.get('atl_token') !== session.token)
      return containerPage(c, 403, 'Forbidden', 'XSRF Security Token Missing');
    const request = readRequest(provider, form.get('query') ?? '');
    if (!('client' in request) || 'error' in request)
      return requestErrorPage(c, site, 'The request is not valid any more.');
    if (form.get('decision') !== 'allow')
      return back(c, request, { error: 'access_denied', error_description: 'The user denied the request' });
    const grant = {
      clientId: request.client.clientId,
      userKey: session.person.accountId,
      scope: request.scope,
    };
    const code = provider.issueCode(grant, request.client.redirectUri, request.challenge);
    return back(c, request, { code });
  });
  return routes;
}

interface Returnable {
  readonly client: OAuthClient;
  readonly state: string | null;
}

type AuthorizationRequest =
  /** Nobody to send it back to. */
  | { readonly message: string }
  /** Wrong in a way that the client is told. */
  | (Returnable & { readonly error: string; readonly why: string })
  | (Returnable & { readonly scope: OAuthScope; readonly challenge: CodeChallenge | null });

function readRequest(provider: OAuthProvider, text: string): AuthorizationRequest {
  const query = new URLSearchParams(text);
  const client = provider.client(query.get('client_id') ?? '');
  if (client === undefined) return { message: 'The client_id is not known here.' };
  if (query.get('redirect_uri') !== client.redirectUri)
    return { message: 'The redirect_uri does not match the one that the client is registered with.' };
  const known = { client, state: query.get('state') };
  const wrong = (error: string, why: string): AuthorizationRequest => ({ ...known, error, why });
  if (query.get('response_type') !== 'code')
    return wrong('unsupported_response_type', 'Only the response type code is supported');
  const scope = readScope(query.get('scope') ?? '');
  if (scope === null || !mayAskFor(client, scope))
    return wrong('invalid_scope', 'The scope is unknown or more than the client may ask for');
  const value = query.get('code_challenge');
  const method = query.get('code_challenge_method') ?? 'plain';
  if (value === null) return { ...known, scope, challenge: null };
  if (method !== 'S256' && method !== 'plain')
    return wrong('invalid_request', `Unknown code_challenge_method: ${method}`);
  return { ...known, scope, challenge: { method, value } };
}

function back(
  c: RouteContext,
  { client, state }: Returnable,
  answer: Readonly<Record<string, string>>,
): Response {
  const address = new URL(client.redirectUri);
  for (const [name, value] of Object.entries(answer)) address.searchParams.set(name, value);
  if (state !== null) address.searchParams.set('state', state);
  return c.redirect(address.href, 302);
}
