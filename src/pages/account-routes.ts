import { Hono, type Context } from 'hono';
import type { BrowserSession } from '../auth/sessions/browser-session.ts';
import type { AccountSessions } from '../auth/sessions/create-browser-sessions.ts';
import { shortestPassword } from '../auth/sign-in/password-rule.ts';
import type { SignIn } from '../auth/sign-in/sign-in.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Store } from '../store/open-store.ts';
import type { Log } from '../telemetry/log.ts';
import { accountPage } from './account-page.ts';
import { jsonAnswer, jsonRefusal, seeOther } from './answers.ts';
import { noted, showErrors } from './page-errors.ts';
import { pageResponse } from './page.ts';
import { readForm, smallForms, type SentForm } from './read-form.ts';

export interface AccountPagesParts {
  readonly signIn: SignIn;
  readonly sessions: AccountSessions;
  readonly store: Pick<Store, 'now'>;
  /** Name of a workspace by its id. */
  readonly workspaceName: (workspaceId: string) => string | undefined;
  readonly log: Log;
}

/** Milliseconds after a sign-in in which somebody may change how they sign in. */
const freshMs = 15 * 60_000;

const doneWords = new Map([
  ['passkey-added', 'The passkey was added.'],
  ['passkey-removed', 'The passkey was removed.'],
  ['password-set', 'The password was set. Every other browser was signed out.'],
  ['password-removed', 'The password was removed.'],
  ['others-ended', 'Every other browser was signed out.'],
]);

/** `/account`: what somebody may know and change about how they sign in. */
export function createAccountPages(parts: AccountPagesParts): Hono {
  const { signIn, sessions, store, workspaceName, log } = parts;
  const { local } = signIn;
  const app = new Hono();
  app.onError(showErrors(log, 'The change', { label: 'Go to your account', href: '/account' }));

  const isFresh = async ({ signedInAt }: BrowserSession): Promise<boolean> =>
    (await store.now()) - signedInAt < freshMs;

  async function show(
    request: Request,
    session: BrowserSession,
    shown: { readonly done?: string; readonly passwordFault?: string } = {},
  ): Promise<Response> {
    const { accountId, name, email, isOperator } = session;
    const { done, passwordFault } = shown;
    const passwordSetAt = await local?.passwords.setAt(accountId);
    const page = await accountPage({
      signedIn: { name, email, formToken: sessions.formToken(request) },
      isOperator,
      memberships: signIn.memberships(accountId).map(({ workspaceId, roles }) => ({
        workspace: workspaceName(workspaceId) ?? workspaceId,
        roles,
      })),
      sessions: await sessions.list(request, accountId),
      ...(local && {
        local: {
          passkeys: await local.passkeys.of(accountId),
          canHavePasskeys: local.passkeys.isPossible(),
          shortestPassword,
          ...(passwordSetAt !== undefined && { passwordSetAt }),
          ...(passwordFault !== undefined && { passwordFault }),
        },
      }),
      isFresh: await isFresh(session),
      ...(done !== undefined && { done }),
    });
    return pageResponse(page, { status: passwordFault === undefined ? 200 : 400 });
  }

  /** Whose form this is. Raises `denied` without a session, or for a form that is not of its pages. */
  async function owned(context: Context): Promise<{ session: BrowserSession; form: SentForm }> {
    const form = await readForm(context);
    const session = await sessions.of(context.req.raw);
    if (!session) {
      throw new AppError('denied', 'You are not signed in any more.', {
        nextStep: 'Sign in and repeat what you did.',
      });
    }
    sessions.checkForm(context.req.raw, form.token);
    return { session, form };
  }

  /** The same, of somebody who proved lately who they are: a browser left open must not become a way in for good. */
  async function ownedAndFresh(context: Context): Promise<{ session: BrowserSession; form: SentForm }> {
    const sent = await owned(context);
    if (await isFresh(sent.session)) return sent;
    throw new AppError('denied', 'This change asks for a fresh sign-in.', {
      nextStep: 'Sign in again on your account page and repeat what you did.',
    });
  }

  app.get('/account', async (context) => {
    const request = context.req.raw;
    const session = await sessions.of(request);
    if (!session) return seeOther('/sign-in?next=%2Faccount');
    const done = doneWords.get(context.req.query('done') ?? '');
    return show(request, session, done === undefined ? {} : { done });
  });

  app.post('/account/sessions/end-others', smallForms, async (context) => {
    const { session } = await owned(context);
    await signIn.note({ event: 'session.others_ended', accountId: session.accountId });
    await sessions.endAll(session.accountId, context.req.raw);
    return seeOther('/account?done=others-ended');
  });

  if (!local) return app;
  const { passkeys, passwords } = local;

  app.post('/account/password', smallForms, async (context) => {
    const { session, form } = await ownedAndFresh(context);
    const { accountId, email, name } = session;
    try {
      await passwords.set({ id: accountId, email, name }, form.text('password'));
    } catch (thrown) {
      const { code, message } = noted(thrown, log);
      if (code !== 'invalid_input') throw thrown;
      return show(context.req.raw, session, { passwordFault: message });
    }
    await sessions.endAll(accountId, context.req.raw);
    return seeOther('/account?done=password-set');
  });

  app.post('/account/password/remove', smallForms, async (context) => {
    const { session } = await ownedAndFresh(context);
    await passwords.remove(session.accountId);
    return seeOther('/account?done=password-removed');
  });

  app.post('/account/passkeys/begin', smallForms, async (context) => {
    try {
      const { accountId, email, name } = (await ownedAndFresh(context)).session;
      const { setCookie, ...ceremony } = await passkeys.beginAdding(context.req.raw, {
        id: accountId,
        email,
        name,
      });
      return jsonAnswer(ceremony, [setCookie]);
    } catch (thrown) {
      return jsonRefusal(thrown, log);
    }
  });

  app.post('/account/passkeys', smallForms, async (context) => {
    const { session, form } = await ownedAndFresh(context);
    const answer = { request: context.req.raw, state: form.text('state'), response: form.text('response') };
    await passkeys.finishAdding(answer, session.accountId, form.text('name'));
    return seeOther('/account?done=passkey-added');
  });

  app.post('/account/passkeys/remove', smallForms, async (context) => {
    const { session, form } = await ownedAndFresh(context);
    await passkeys.remove(session.accountId, form.text('id'));
    return seeOther('/account?done=passkey-removed');
  });

  return app;
}
