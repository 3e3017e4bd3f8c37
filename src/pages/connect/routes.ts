import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
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
import type { GrantStatus } from '../../auth/connect/personal-grants.ts';
import { personalSignIn, type PersonalSignIn } from '../../auth/connect/personal-sign-in.ts';
import { recordVisit } from '../../auth/connect/record-visit.ts';
import { visitOf, whoseOf, type Visit } from '../../auth/connect/visit.ts';
import { purposeInState } from '../../auth/sessions/create-errands.ts';
import { safeNext } from '../../auth/sign-in/safe-next.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { awayPage } from '../away-page.ts';
import { formTokenName } from '../form.ts';
import { pageResponse } from '../page.ts';
import { connectedPage } from './connected-page.ts';
import { connectionsPage, type OwnConnection } from './connections-page.ts';
import { consentPage } from './consent-page.ts';
import { credentialsPage } from './credentials-page.ts';
import {
  failedRequest,
  linkOver,
  notConnected,
  nothingToConnect,
  notTheirLink,
  unknownConnection,
} from './refusals.ts';
import { sitePage } from './site-page.ts';

export interface ConnectRoutesParts extends ConnectParts {
  /** Takes the browsers that come back to the same address from signing in with Atlassian. */
  signedInAtAtlassian?(request: Request): Promise<Response>;
}

/** Forms hold a token, a password, an address: more is none of ours. */
const maxFormBytes = 32 * 1024;

/** `/connect/…`, `/connections` and the address that Atlassian and Data Center send people back to. */
export function createConnectRoutes(parts: ConnectRoutesParts): Hono {
  const { sessions, grants, directory } = parts;
  const app = new Hono();
  const limit = bodyLimit({ maxSize: maxFormBytes, onError: () => failedRequest(tooLarge()) });

  app.get('/connect/:connection', async (context) => {
    const place = placeOf(context);
    const visit = await admit(parts, context, place);
    return visit instanceof Response ? visit : showForm(parts, context.req.raw, { visit, place });
  });

  app.post('/connect/site', limit, async (context) => {
    const request = context.req.raw;
    const form = await formOf(context);
    sessions.checkForm(request, form(formTokenName));
    const chosen = { choice: form('choice'), cloudId: form('site') };
    return showOutcome(parts, request, await siteChosen(parts, request, chosen));
  });

  app.post('/connect/:connection', limit, async (context) => {
    const request = context.req.raw;
    const place = placeOf(context);
    const visit = await admit(parts, context, place);
    if (visit instanceof Response) return visit;
    const form = await formOf(context);
    sessions.checkForm(request, form(formTokenName));
    const { way } = visit;
    if (way === 'consent') {
      const { url, setCookie } = await beginConsent(parts, request, visit, place.next);
      return pageResponse(await awayPage(url), { setCookies: setCookie === undefined ? [] : [setCookie] });
    }
    const typed = { account: form('account'), secret: form('secret'), expires: form('expires') };
    const result = await enterCredentials(parts, visit, { way, typed });
    if (!result.ok) return showForm(parts, request, { visit, place, error: result.error });
    return showOutcome(parts, request, { visit, next: place.next, result });
  });

  app.get(callbackPath, async (context) => {
    const request = context.req.raw;
    const { state = '', code, error } = context.req.query();
    if (purposeInState(state) === 'atlassian' && parts.signedInAtAtlassian)
      return parts.signedInAtAtlassian(request);
    return showOutcome(parts, request, await comeBack(parts, request, { state, code, error }));
  });

  app.get('/connections', async (context) => {
    const request = context.req.raw;
    const session = await sessions.of(request);
    if (!session) return toSignIn('/connections');
    const own = directory.memberships(session.accountId).flatMap((member) => {
      const workspace = directory.workspaces().find(({ id }) => id === member.workspaceId);
      const connections = directory.connections(member.workspaceId);
      return workspace ? connections.map((connection) => ({ session, workspace, member, connection })) : [];
    });
    const connections = await Promise.all(
      own.map(async (visit): Promise<OwnConnection> => ({
        ...visit,
        ...(personalSignIn(visit.connection) && {
          status: await grants.status(whoseOf(visit), visit.connection),
        }),
      })),
    );
    const ended = context.req.query('disconnected');
    return pageResponse(
      await connectionsPage(session, {
        connections,
        formToken: sessions.formToken(request),
        ...((ended === 'cloud' || ended === 'datacenter') && { disconnected: ended }),
      }),
    );
  });

  app.post('/connections/:connection/disconnect', limit, async (context) => {
    const request = context.req.raw;
    const form = await formOf(context);
    const place = { connectionId: context.req.param('connection'), slug: form('w') };
    const visited = await visitOf(parts, request, place);
    if (visited.kind === 'signed_out') return toSignIn('/connections');
    if (visited.kind !== 'ready') return unknownConnection();
    sessions.checkForm(request, form(formTokenName));
    const { visit } = visited;
    await grants.disconnect(whoseOf(visit), visit.connection);
    await recordVisit(parts, visit, { event: 'grant.disconnected', outcome: 'ok' });
    return goTo(`/connections?disconnected=${visit.connection.platform}`);
  });

  app.onError((thrown) => {
    const error = toAppError(thrown);
    if (error.status >= 500)
      parts.log.error('connect.failed', { code: error.code, detail: error.fields.detail });
    return failedRequest(error);
  });
  return app;
}

interface Admitted extends Visit {
  readonly way: PersonalSignIn;
}

/** Lets a signed-in person of the connection in, or says why not. */
async function admit(
  parts: ConnectRoutesParts,
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

async function showForm(
  { grants, sessions }: ConnectRoutesParts,
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
    status: await grants.status(whoseOf(visit), connection),
    formToken: sessions.formToken(request),
    action: connectPath(place),
  };
  if (way === 'consent') {
    const scopes = grants.requestedScopes(connection);
    return pageResponse(await consentPage({ ...shared, scopes, backTo: place.next ?? '/connections' }));
  }
  const scopes = connection.settings.scopedTokens ? grants.requestedScopes(connection) : [];
  const page = await credentialsPage({ ...shared, way, scopes, ...(error && { error }) });
  return pageResponse(page, { status: error?.status ?? 200 });
}

async function showOutcome(
  { grants, sessions }: ConnectRoutesParts,
  request: Request,
  { visit, next, result }: Outcome,
): Promise<Response> {
  const formToken = sessions.formToken(request);
  if ('choice' in result) return pageResponse(await sitePage(visit, result, formToken));
  if (!result.ok) return notConnected(result.error, pathOf(visit, next));
  if (next !== undefined) return goTo(next);
  const status: GrantStatus = result.value;
  const asked = status.scopes === undefined ? [] : grants.requestedScopes(visit.connection);
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

/** The fields of a form that are text; what is not there is empty. */
async function formOf(context: Context): Promise<(name: string) => string> {
  const fields = await context.req.parseBody();
  return (name) => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
}

function toSignIn(next: string): Response {
  return goTo(`/sign-in?${new URLSearchParams({ next }).toString()}`);
}

/** `path`: one of ours. */
function goTo(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path, 'cache-control': 'no-store' } });
}

function tooLarge(): AppError {
  return new AppError('too_large', 'The form is larger than any that Weir shows.', {
    nextStep: 'Open the page again and fill it in anew.',
  });
}
