import { html } from 'hono/html';
import { hiddenField, ownForm, submitButton, textField } from './form.ts';
import { page, type Markup, type Page } from './page.ts';
import { passkeyForm } from './passkey-form.ts';
import { passkeyScript } from './passkey-script.ts';

/** What an installation offers; what is absent is not shown. */
export interface OfferedWays {
  readonly oidc?: { readonly name: string };
  readonly atlassian?: boolean;
  readonly password?: boolean;
  readonly passkey?: boolean;
}

export interface SignInPageContent {
  readonly ways: OfferedWays;
  /** Whether the start of this installation prints a link, as that of the demo always does. */
  readonly printsLink?: boolean;
  /** A path of ours. */
  readonly next: string;
  /** Whoever is signed in already proves it once more. */
  readonly again: boolean;
  /** Of `BrowserForms`. */
  readonly token: string;
  readonly email?: string;
  /** Why the last try failed. */
  readonly problem?: string;
  /** What was just done: "You are signed out." */
  readonly done?: string;
}

/** Exactly the ways to sign in that exist here. */
export function signInPage(content: SignInPageContent): Promise<Page> {
  const { again, problem, done, ways } = content;
  const others = [oidcWay(content), atlassianWay(content), passkeyWay(content)].filter(
    (way) => way !== undefined,
  );
  const password = ways.password ? passwordWay(content) : undefined;
  return page(
    'Sign in · Weir',
    html`<main>
      <p class="brand">Weir</p>
      <section class="card" aria-labelledby="title">
        <h1 id="title">${again ? 'Sign in again' : 'Sign in'}</h1>
        ${again ? html`<p class="hint">What you want to do asks for a fresh sign-in.</p>` : ''}
        ${done === undefined ? '' : html`<p class="done" role="status">${done}</p>`}
        ${problem === undefined ? '' : html`<p class="alert" role="alert">${problem}</p>`}
        ${others.length === 0 ? '' : html`<div class="ways">${others}</div>`}
        ${password && others.length > 0 ? html`<p class="or" ${onlyPasskey(ways)}>or</p>` : ''}
        ${password ?? ''}
        <p class="hint">${linkHint(content, password !== undefined || others.length > 0)}</p>
      </section>
    </main>`,
    { layout: 'narrow', hasForms: true, ...(ways.passkey && { script: passkeyScript }) },
  );
}

function linkHint({ printsLink = false }: SignInPageContent, hasWays: boolean): Markup | string {
  if (printsLink) {
    return html`New here? Open the link that <code>weir start</code> printed, then let your client try again.`;
  }
  return hasWays
    ? 'New here, or locked out? An administrator can give you a link that signs you in once.'
    : 'Ask an administrator for a link that signs you in once.';
}

function oidcWay({ ways, token, next, again }: SignInPageContent): Markup | undefined {
  if (!ways.oidc) return undefined;
  const label = submitButton(`Continue with ${ways.oidc.name}`);
  return ownForm({ action: '/sign-in/oidc', token }, html`${journey(next, again)} ${label}`);
}

function atlassianWay({ ways, token, next, again }: SignInPageContent): Markup | undefined {
  if (!ways.atlassian) return undefined;
  const label = submitButton('Continue with Atlassian', { kind: ways.oidc ? 'other' : 'main' });
  return ownForm({ action: '/sign-in/atlassian', token }, html`${journey(next, again)} ${label}`);
}

function passkeyWay({ ways, token, next }: SignInPageContent): Markup | undefined {
  if (!ways.passkey) return undefined;
  const form = { kind: 'get', action: '/sign-in/passkey', begin: '/sign-in/passkey/begin', token } as const;
  const kind = ways.oidc || ways.atlassian ? 'other' : 'main';
  return html`<div data-needs-passkeys hidden>
    ${passkeyForm(form, html`${hiddenField('next', next)} ${submitButton('Sign in with a passkey', { kind })}`)}
  </div>`;
}

function passwordWay({ ways, token, next, email = '' }: SignInPageContent): Markup {
  const isOnly = !ways.oidc && !ways.atlassian && !ways.passkey;
  return ownForm(
    { action: '/sign-in/password', token },
    html`${hiddenField('next', next)}
    ${textField({ name: 'email', label: 'Email', type: 'email', value: email, autocomplete: 'username' })}
    ${textField({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
    ${submitButton('Sign in', { kind: isOnly ? 'main' : 'other' })}`,
  );
}

function journey(next: string, again: boolean): Markup {
  return html`${hiddenField('next', next)} ${again ? hiddenField('again', '1') : ''}`;
}

/** Without scripts there is no passkey, and so no "or". */
function onlyPasskey({ oidc, atlassian }: OfferedWays): Markup | '' {
  return oidc || atlassian ? '' : html`data-needs-passkeys hidden`;
}
