import { Hono, type Context } from 'hono';
import type { ConnectParts } from '../../auth/connect/connect-parts.ts';
import { connectPath, type ConnectPlace } from '../../auth/connect/connect-links.ts';
import {
  beginConsent,
  callbackPath,
  comeBack,
  siteChosen,
  type Outcome,
} from '../../auth/connect/consent.ts';
import { enterCredentials } from '../../auth/connect/entered.ts';
import type { GrantStatus } from '../../auth/upstream/upstream.ts';
import { attempt } from '../../auth/connect/finish.ts';
import { personalSignIn, type PersonalSignIn } from '../../auth/connect/personal-sign-in.ts';
import { recordVisit } from '../../auth/connect/record-visit.ts';
import { visitOf, whoseOf, type Visit } from '../../auth/connect/visit.ts';
import { safeNext } from '../../auth/sign-in/safe-next.ts';
import type { AppError } from '../../kernel/app-error.ts';
import { awayPage } from '../away-page.ts';
import { showErrors } from '../page-errors.ts';
import { pageResponse } from '../page.ts';
import { readForm, smallForms } from '../read-form.ts';
import { connectedPage } from './connected-page.ts';
import { notGranted } from './connection-words.ts';
import { connectionsPage, type OwnConnection } from './connections-page.ts';
import { consentPage } from './consent-page.ts';
import { credentialsPage } from './credentials-page.ts';
import { linkOver, notConnected, nothingToConnect, notTheirLink, unknownConnection } from './refusals.ts';
import { sitePage } from './site-page.ts';

/**
 * `/connect/…`, `/connections` and the address that Atlassian and Data Center send people back to. After the routes of signing
 * in, which take what comes back there from a sign-in.
 */
export function createConnectRoutes(parts: ConnectParts): Hono {
  const { sessions, upstream, directory } = parts;
  const app = new Hono();

  app.get('/connect/:connection', async (context) => {
    const place = placeOf(context);
    const visit = await admit(parts, context, place);
    return visit instanceof Response ? visit : showForm(parts, context.req.raw, { visit, place });
  });

  app.post('/connect/site', smallForms, async (context) => {
    const request = context.req.raw;
    const form = await readForm(context);
    sessions.checkForm(request, form.token);
    const chosen = { choice: form.text('choice'), cloudId: form.text('site') };
    return showOutcome(parts, request, await siteChosen(parts, request, chosen));
  });

  app.post('/connect/:connection', smallForms, async (context) => {
    const request = context.req.raw;
    const place = placeOf(context);
    const visit = await admit(parts, context, place);
    if (visit instanceof Response) return visit;
    const form = await readForm(context);
    sessions.checkForm(request, form.token);
    const { way } = visit;
    if (way === 'consent') {
      const begun = await attempt(parts, visit, () => beginConsent(parts, request, visit, place.next));
      if (!begun.ok) return notConnected(begun.error, connectPath(place));
      const { url, setCookie } = begun.value;
      return pageResponse(await awayPage(url), { setCookies: setCookie === undefined ? [] : [setCookie] });
    }
    const typed = {
      account: form.text('account'),
      secret: form.text('secret'),
      expires: form.text('expires'),
    };
    const result = await enterCredentials(parts, visit, { way, typed });
    if (!result.ok) return showForm(parts, request, { visit, place, error: result.error });
    return showOutcome(parts, request, { visit, next: place.next, result });
  });

  app.get(callbackPath, async (context) => {
    const request = context.req.raw;
    const { state = '', code, error } = context.req.query();
    return showOutcome(parts, request, await comeBack(parts, request, { state, code, error }));
  });

  app.get('/connections', async (context) => {
    const request = context.req.raw;
    const session = await sessions.of(request);
    if (!session) return toSignIn('/connections');
    await directory.ensureFresh();
    const own = directory.memberships(session.accountId).flatMap((member) => {
      const workspace = directory.workspaces().find(({ id }) => id === member.workspaceId);
      const connections = directory.connections(member.workspaceId);
      return workspace ? connections.map((connection) => ({ session, workspace, member, connection })) : [];
    });
    const connections = await Promise.all(own.map((visit) => ownConnection(parts, visit)));
    const ended = context.req.query('disconnected');
    return pageResponse(
      await connectionsPage(session, {
        connections,
        formToken: sessions.formToken(request),
        ...((ended === 'cloud' || ended === 'datacenter') && { disconnected: ended }),
      }),
    );
  });

  app.post('/connections/:connection/disconnect', smallForms, async (context) => {
    const request = context.req.raw;
    const form = await readForm(context);
    const place = { connectionId: context.req.param('connection'), slug: form.text('w') };
    const visited = await visitOf(parts, request, place);
    if (visited.kind === 'signed_out') return toSignIn('/connections');
    if (visited.kind !== 'ready') return unknownConnection();
    sessions.checkForm(request, form.token);
    const { visit } = visited;
    await upstream.disconnect(whoseOf(visit), visit.connection);
    await recordVisit(parts, visit, { event: 'grant.disconnected', outcome: 'ok' });
    return goTo(`/connections?disconnected=${visit.connection.platform}`);
  });

  app.onError(showErrors(parts.log, 'Connecting', { label: 'Your connections', href: '/connections' }));
  return app;
}

interface Admitted extends Visit {
  readonly way: PersonalSignIn;
}

/** Lets a signed-in person of the connection in, or says why not. */
async function admit(
  parts: ConnectParts,
  context: Context,
  place: ConnectPlace,
): Promise<Admitted | Response> {
  const visited = await visitOf(parts, context.req.raw, place);
  switch (visited.kind) {
    case 'signed_out':
      return toSignIn(connectPath(place));
    case 'unknown':
      return unknownConnection();
    case 'link_over':
      return linkOver(place);
    case 'not_theirs':
      await recordVisit(parts, visited.visit, { event: 'grant.refused', outcome: 'denied' });
      return notTheirLink();
    case 'ready': {
      const way = personalSignIn(visited.visit.connection);
      return way === undefined ? nothingToConnect() : { ...visited.visit, way };
    }
    default:
      return visited satisfies never;
  }
}

async function ownConnection({ upstream }: ConnectParts, visit: Visit): Promise<OwnConnection> {
  const { workspace, connection } = visit;
  if (!personalSignIn(connection)) return { workspace, connection, asksMore: false };
  const status = await upstream.status(whoseOf(visit), connection);
  const isConsented = personalSignIn(connection) === 'consent' && status.state !== 'not_connected';
  const asksMore = isConsented && notGranted(upstream.requestedScopes(connection), status).length > 0;
  return { workspace, connection, status, asksMore };
}

async function showForm(
  { upstream, sessions }: ConnectParts,
  request: Request,
  {
    visit,
    place,
    error,
  }: { readonly visit: Admitted; readonly place: ConnectPlace; readonly error?: AppError },
): Promise<Response> {
  const { connection, way } = visit;
  const shared = {
    visit,
    status: await upstream.status(whoseOf(visit), connection),
    formToken: sessions.formToken(request),
    action: connectPath(place),
  };
  if (way === 'consent') {
    const scopes = upstream.requestedScopes(connection);
    return pageResponse(await consentPage({ ...shared, scopes, backTo: place.next ?? '/connections' }));
  }
  const scopes = connection.settings.scopedTokens ? upstream.requestedScopes(connection) : [];
  const page = await credentialsPage({ ...shared, way, scopes, ...(error && { error }) });
  return pageResponse(page, { status: error?.status ?? 200 });
}

async function showOutcome(
  { upstream, sessions }: ConnectParts,
  request: Request,
  { visit, next, result }: Outcome,
): Promise<Response> {
  const formToken = sessions.formToken(request);
  if ('choice' in result) return pageResponse(await sitePage(visit, result, formToken));
  if (!result.ok) return notConnected(result.error, pathOf(visit, next));
  if (next !== undefined) return goTo(next);
  const status: GrantStatus = result.value;
  const asked = status.scopes === undefined ? [] : upstream.requestedScopes(visit.connection);
  return pageResponse(await connectedPage(visit, { status, asked, formToken }));
}

function pathOf({ workspace, connection, link }: Visit, next: string | undefined): string {
  return connectPath({ connectionId: connection.id, slug: workspace.slug, linkId: link?.id, next });
}

function placeOf(context: Context): ConnectPlace {
  const { w = '', link, next } = context.req.query();
  const safe = safeNext(next, '');
  return {
    connectionId: context.req.param('connection') ?? '',
    slug: w,
    ...(link && { linkId: link }),
    ...(safe !== '' && { next: safe }),
  };
}

function toSignIn(next: string): Response {
  return goTo(`/sign-in?${new URLSearchParams({ next }).toString()}`);
}

/** `path`: one of ours. */
function goTo(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path, 'cache-control': 'no-store' } });
}
