import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { connectPath } from '../../auth/connect/connect-links.ts';
import type { Upstream } from '../../auth/upstream/upstream.ts';
import type { Directory, Member } from '../../auth/directory.ts';
import { resumePath, type Authorization, type Authorizations } from '../../auth/server/authorizations.ts';
import { ownConnections } from '../../auth/server/own-connections.ts';
import type { WeirScope } from '../../auth/server/scopes.ts';
import type { BrowserSession, BrowserSessions } from '../../auth/sessions/browser-session.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import type { Log } from '../../telemetry/log.ts';
import { formTokenName } from '../form.ts';
import { pageResponse } from '../page.ts';
import { connectFirstPage } from './connect-first-page.ts';
import {
  addedName,
  consentPage,
  decisionName,
  workspaceName,
  type OfferedWorkspace,
} from './consent-page.ts';
import { goBackPage } from './go-back-page.ts';
import { clientBlocked, failed, noWorkspace, requestOver } from './refusals.ts';

export interface ConsentRoutesParts {
  readonly authorizations: Authorizations;
  readonly sessions: BrowserSessions;
  readonly directory: Directory;
  readonly grants: Pick<Upstream, 'status' | 'requestedScopes'>;
  readonly log: Log;
}

const maxFormBytes = 8 * 1024;

/** Somebody signed in, deciding about a request of this browser. */
interface Deciding {
  readonly authorization: Authorization;
  readonly session: BrowserSession;
  /** Where they may let the client in: at least one. */
  readonly members: readonly [Member, ...Member[]];
}

/** `/oauth/consent/{request}`: the person decides, connects what is missing, and goes back to the client. */
export function createConsentRoutes(parts: ConsentRoutesParts): Hono {
  const { authorizations, sessions } = parts;
  const app = new Hono();
  const limit = bodyLimit({ maxSize: maxFormBytes, onError: () => failed(tooLarge()) });

  app.get('/oauth/consent/:id', async (context) => {
    const deciding = await admit(parts, context);
    if (deciding instanceof Response) return deciding;
    const { authorization } = deciding;
    const request = context.req.raw;
    if (authorization.isAllowed) return goOn(authorization);
    const remembered = await rememberedConsent(parts, deciding);
    if (!remembered) return ask(parts, request, deciding);
    const { member, added } = remembered;
    if (await authorizations.isBlocked(authorization, member)) return clientBlocked();
    await authorizations.allow(request, authorization, member, { asked: false, added });
    return goOn(authorization);
  });

  app.post('/oauth/consent/:id', limit, async (context) => {
    const request = context.req.raw;
    const deciding = await admit(parts, context);
    if (deciding instanceof Response) return deciding;
    const { authorization, members } = deciding;
    const form = await context.req.parseBody({ all: true });
    const field = (name: string): string => {
      const value = form[name];
      return typeof value === 'string' ? value : '';
    };
    sessions.checkForm(request, field(formTokenName));
    if (authorization.isAllowed) return goOn(authorization);
    const [first] = members;
    switch (field(decisionName)) {
      case 'allow': {
        const member = members.find(({ workspaceId }) => workspaceId === field(workspaceName));
        if (!member) return noWorkspace();
        if (await authorizations.isBlocked(authorization, member)) {
          await authorizations.refuse(request, authorization, { member, rule: 'the client is blocked' });
          return clientBlocked();
        }
        const added = addedIn(form[addedName], authorization);
        if (!added) return failed(notOffered());
        await authorizations.allow(request, authorization, member, { asked: true, added });
        const connections = await ownConnections(parts, member);
        if (!connections.some(({ isMissing }) => isMissing)) return goOn(authorization);
        return context.redirect(connectionsPath(authorization, member), 303);
      }
      case 'refuse':
        await authorizations.refuse(request, authorization, { member: first, rule: 'by the person' });
        return goOn(authorization);
      default:
        return failed(
          new AppError('invalid_input', 'The form says neither yes nor no.', {
            nextStep: 'Go back, reload the page and choose again.',
          }),
        );
    }
  });

  app.get('/oauth/consent/:id/connections/:workspace', async (context) => {
    const deciding = await admit(parts, context);
    if (deciding instanceof Response) return deciding;
    const { authorization, session, members } = deciding;
    const member = members.find(({ workspaceId }) => workspaceId === context.req.param('workspace'));
    const workspace = member && workspaceOf(parts, member);
    if (!authorization.isAllowed || !workspace) return requestOver();
    const connections = (await ownConnections(parts, member)).filter(({ status }) => status !== undefined);
    if (!connections.some(({ isMissing }) => isMissing)) return goOn(authorization);
    const next = connectionsPath(authorization, member);
    return pageResponse(
      await connectFirstPage({
        authorization,
        session,
        formToken: sessions.formToken(context.req.raw),
        connections,
        connectAddress: (connectionId) => connectPath({ connectionId, slug: workspace.slug, next }),
        goOn: resumePath(authorization),
      }),
    );
  });

  app.onError((thrown) => {
    const error = toAppError(thrown);
    if (error.status >= 500) {
      parts.log.error('oauth.consent_failed', { code: error.code, detail: error.fields.detail });
    }
    return failed(error);
  });
  return app;
}

/** Who decides about what; else the answer: the sign-in, or a refusal. */
async function admit(parts: ConsentRoutesParts, context: Context): Promise<Deciding | Response> {
  const { authorizations, sessions, directory } = parts;
  const request = context.req.raw;
  const authorization = await authorizations.find(request, context.req.param('id') ?? '');
  if (!authorization) return requestOver();
  const session = await sessions.of(request);
  if (!session) {
    const next = encodeURIComponent(new URL(request.url).pathname);
    return context.redirect(`/sign-in?next=${next}`, 303);
  }
  const slug = authorization.resource.workspace;
  const [first, ...others] = directory
    .memberships(session.accountId)
    .filter((member) => slug === undefined || workspaceOf(parts, member)?.slug === slug);
  return first ? { authorization, session, members: [first, ...others] } : noWorkspace();
}

/**
 * Where an earlier consent stands for this one: everything was allowed, the client proves who it is by where it is
 * answered, nobody wants to be asked, and there is no choice between workspaces. What the person added then is added again.
 */
async function rememberedConsent(
  { authorizations }: ConsentRoutesParts,
  { authorization, members: [member, ...others] }: Deciding,
): Promise<{ readonly member: Member; readonly added: readonly WeirScope[] } | undefined> {
  const { client, scopes, wantsConsent } = authorization;
  if (!client.isAssured || wantsConsent || others.length > 0) return undefined;
  const remembered = await authorizations.remembered(authorization, member);
  if (!remembered || !scopes.every((scope) => remembered.scopes.includes(scope))) return undefined;
  return { member, added: remembered.added };
}

/** What was ticked; undefined where the form has what was not offered. */
function addedIn(ticked: unknown, { addable }: Authorization): readonly WeirScope[] | undefined {
  const values: readonly unknown[] = Array.isArray(ticked) ? ticked : ticked === undefined ? [] : [ticked];
  const added = addable.filter((scope) => values.includes(scope));
  return added.length === values.length ? added : undefined;
}

async function ask(
  parts: ConsentRoutesParts,
  request: Request,
  { authorization, session, members }: Deciding,
): Promise<Response> {
  const offered = await Promise.all(
    members.map(async (member): Promise<OfferedWorkspace[]> => {
      const workspace = workspaceOf(parts, member);
      if (!workspace) return [];
      const remembered = await parts.authorizations.remembered(authorization, member);
      const connections = await ownConnections(parts, member);
      return [{ workspace, connections, allowed: remembered?.scopes ?? [] }];
    }),
  );
  return pageResponse(
    await consentPage({
      authorization,
      session,
      formToken: parts.sessions.formToken(request),
      action: `/oauth/consent/${authorization.id}`,
      offered: offered.flat(),
    }),
  );
}

async function goOn(authorization: Authorization): Promise<Response> {
  return pageResponse(await goBackPage(authorization.client, resumePath(authorization)));
}

function connectionsPath({ id }: Authorization, { workspaceId }: Member): string {
  return `/oauth/consent/${id}/connections/${workspaceId}`;
}

function workspaceOf({ directory }: ConsentRoutesParts, { workspaceId }: Member) {
  return directory.workspaces().find(({ id }) => id === workspaceId);
}

function notOffered(): AppError {
  return new AppError('invalid_input', 'The form allows the client something that was not offered.', {
    nextStep: 'Go back, reload the page and choose again.',
  });
}

function tooLarge(): AppError {
  return new AppError('too_large', 'The form is too large.', { nextStep: 'Go back and send it again.' });
}
