import { html } from 'hono/html';
import { hiddenField, ownForm, submitButton } from './form.ts';
import { page, type Page } from './page.ts';

/** What a one-time link opens: a button, since programs that look at links must not use them up. */
export function signInLinkPage(content: {
  readonly name: string;
  readonly email: string;
  readonly linkToken: string;
  /** A path of ours. */
  readonly next: string;
  /** Of `BrowserForms`. */
  readonly token: string;
}): Promise<Page> {
  const { name, email, linkToken, next, token } = content;
  return page(
    'Sign in · Weir',
    html`<main>
      <p class="brand">Weir</p>
      <section class="card" aria-labelledby="title">
        <h1 id="title">Sign in as ${name}</h1>
        <p>This link signs you in once, as <strong>${email}</strong>.</p>
        <p class="hint">If that is not you, close this page.</p>
        <div class="ways">
          ${ownForm(
            { action: '/sign-in/link', token },
            html`${hiddenField('token', linkToken)} ${hiddenField('next', next)} ${submitButton('Sign in')}`,
          )}
        </div>
      </section>
    </main>`,
    { layout: 'narrow', hasForms: true },
  );
}
