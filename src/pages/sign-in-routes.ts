import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type { BrowserForms } from '../auth/sessions/browser-forms.ts';
import type { SignInMethod } from '../auth/sessions/browser-session.ts';
import type { AccountSessions } from '../auth/sessions/create-browser-sessions.ts';
import { purposeInState } from '../auth/sessions/create-errands.ts';
import { atlassianCallbackPath } from '../auth/sign-in/atlassian.ts';
import { linkIsOver } from '../auth/sign-in/links.ts';
import { oidcCallbackPath, type Arrival, type Departure } from '../auth/sign-in/oidc.ts';
import { safeNext } from '../auth/sign-in/safe-next.ts';
import type { SignIn } from '../auth/sign-in/sign-in.ts';
import type { Account } from '../store/accounts.ts';
import type { Log } from '../telemetry/log.ts';
import { jsonAnswer, jsonRefusal, seeOther } from './answers.ts';
import { awayPage } from './away-page.ts';
import { noted, showErrors } from './page-errors.ts';
import { pageResponse } from './page.ts';
import { readForm, smallForms } from './read-form.ts';
import { signInLinkPage } from './sign-in-link-page.ts';
import { signInPage, type OfferedWays, type SignInPageContent } from './sign-in-page.ts';

export interface SignInPagesParts {
  readonly signIn: SignIn;
  readonly sessions: AccountSessions;
  readonly forms: BrowserForms;
  readonly log: Log;
  /** Whether the start of this installation prints a link, as that of the demo always does. */
  readonly printsLink?: boolean;
  /**
   * The network address that somebody comes from, where it is known; `socket` is the other end of the connection. That one
   * unless given, except where a proxy says that it stands between: slowing down a proxy would slow down everybody.
   */
  readonly networkAddress?: (request: Request, socket: string | undefined) => string | undefined;
}

/**
 * `/sign-in`, its ways, and `/sign-out`. Before the routes of connecting: what comes back to `/integration-callback` from
 * signing in with Atlassian is taken here, everything else is left to them.
 */
export function createSignInPages(parts: SignInPagesParts): Hono {
  const { signIn, sessions, forms, log, printsLink = false } = parts;
  const { links, local, oidc, atlassian } = signIn;
  const networkAddress = parts.networkAddress ?? unlessForwarded;
  const app = new Hono();
  app.onError(showErrors(log, 'Sign-in', { label: 'Go to the sign-in page', href: '/sign-in' }));

  const ways = (): OfferedWays => ({
    ...(oidc && { oidc: { name: oidc.name } }),
    ...(atlassian && { atlassian: true }),
    ...(local && { password: true, passkey: local.passkeys.isPossible() }),
  });

  async function show(
    request: Request,
    content: Omit<SignInPageContent, 'ways' | 'token'>,
    status = 200,
  ): Promise<Response> {
    const { token, setCookie } = forms.open(request);
    const shown = await signInPage({ ...content, ways: ways(), printsLink, token });
    return pageResponse(shown, { status, setCookies: setCookie === undefined ? [] : [setCookie] });
  }

  async function letIn(
    context: Context,
    account: Pick<Account, 'id'>,
    method: SignInMethod,
    next: string,
  ): Promise<Response> {
    return seeOther(next, [await signIn.open(account, method, context.req.raw)]);
  }

  const arrive = (context: Context, { account, next }: Arrival, method: SignInMethod): Promise<Response> =>
    letIn(context, account, method, next);

  /** Before something that could be guessed: counts for the network address that it comes from. */
  const attempt = (context: Context) =>
    signIn.attempts.begin({ from: networkAddress(context.req.raw, socketAddress(context)) });

  app.get('/sign-in', async (context) => {
    const request = context.req.raw;
    const next = safeNext(context.req.query('next'));
    const again = context.req.query('again') === '1';
    const session = await sessions.of(request);
    if (session && !again) return seeOther(next);
    const done = context.req.query('done') === 'signed-out' ? 'You are signed out.' : undefined;
    return show(request, {
      next,
      again: again && session !== undefined,
      ...(done !== undefined && { done }),
    });
  });

  app.get('/sign-in/link', async (context) => {
    const linkToken = context.req.query('token') ?? '';
    const account = await links.look(linkToken);
    if (!account) throw linkIsOver();
    const { token, setCookie } = forms.open(context.req.raw);
    const next = safeNext(context.req.query('next'));
    const { name, email } = account;
    const shown = await signInLinkPage({ name, email, linkToken, next, token });
    return pageResponse(shown, { setCookies: setCookie === undefined ? [] : [setCookie] });
  });

  app.post('/sign-in/link', smallForms, async (context) => {
    const form = await readForm(context);
    forms.check(context.req.raw, form.token);
    const tried = await attempt(context);
    const account = await links.redeem(form.text('token'));
    await tried.succeeded();
    return letIn(context, account, 'link', safeNext(form.text('next')));
  });

  if (local) {
    const { passwords, passkeys } = local;

    app.post('/sign-in/password', smallForms, async (context) => {
      const form = await readForm(context);
      forms.check(context.req.raw, form.token);
      const [email, next] = [form.text('email'), safeNext(form.text('next'))];
      const from = networkAddress(context.req.raw, socketAddress(context));
      try {
        const account = await passwords.judge({ email, password: form.text('password'), from });
        return await letIn(context, account, 'password', next);
      } catch (thrown) {
        const { code, status, message, fields } = noted(thrown, log);
        if (code !== 'denied' && code !== 'rate_limited') throw thrown;
        const problem = [message, fields.nextStep].filter(Boolean).join(' ');
        return show(context.req.raw, { next, again: false, email, problem }, status);
      }
    });

    app.post('/sign-in/passkey/begin', smallForms, async (context) => {
      try {
        const form = await readForm(context);
        forms.check(context.req.raw, form.token);
        const { setCookie, ...ceremony } = await passkeys.beginSignIn(context.req.raw);
        return jsonAnswer(ceremony, [setCookie]);
      } catch (thrown) {
        return jsonRefusal(thrown, log);
      }
    });

    app.post('/sign-in/passkey', smallForms, async (context) => {
      const form = await readForm(context);
      forms.check(context.req.raw, form.token);
      const answer = {
        request: context.req.raw,
        state: form.text('state'),
        response: form.text('response'),
      };
      const tried = await attempt(context);
      const account = await passkeys.finishSignIn(answer);
      await tried.succeeded();
      return letIn(context, account, 'passkey', safeNext(form.text('next')));
    });
  }

  if (oidc) {
    app.post('/sign-in/oidc', smallForms, async (context) => {
      const form = await readForm(context);
      forms.check(context.req.raw, form.token);
      const again = form.text('again') === '1';
      return depart(await oidc.begin(context.req.raw, safeNext(form.text('next')), again));
    });
    app.get(oidcCallbackPath, async (context) => arrive(context, await oidc.finish(context.req.raw), 'oidc'));
  }

  if (atlassian) {
    app.post('/sign-in/atlassian', smallForms, async (context) => {
      const form = await readForm(context);
      forms.check(context.req.raw, form.token);
      return depart(await atlassian.begin(context.req.raw, safeNext(form.text('next'))));
    });
    app.get(atlassianCallbackPath, async (context, next) => {
      if (purposeInState(context.req.query('state') ?? '') !== 'atlassian') return next();
      return arrive(context, await atlassian.finish(context.req.raw), 'atlassian');
    });
  }

  app.post('/sign-out', smallForms, async (context) => {
    const request = context.req.raw;
    const session = await sessions.of(request);
    if (session) {
      sessions.checkForm(request, (await readForm(context)).token);
      await signIn.note({ event: 'session.ended', accountId: session.accountId });
    }
    return seeOther('/sign-in?done=signed-out', [await sessions.end(request)]);
  });

  return app;
}

async function depart({ url, setCookie }: Departure): Promise<Response> {
  return pageResponse(await awayPage(url), { setCookies: setCookie === undefined ? [] : [setCookie] });
}

function unlessForwarded({ headers }: Request, socket: string | undefined): string | undefined {
  return headers.has('forwarded') || headers.has('x-forwarded-for') ? undefined : socket;
}

/** The bindings are what `listen` hands to hono; a request made inside the process has none. */
function socketAddress(context: Context): string | undefined {
  const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress;
}
