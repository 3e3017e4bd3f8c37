import { html } from 'hono/html';
import type { GrantStatus } from '../../auth/upstream/upstream.ts';
import type { PersonalSignIn } from '../../auth/connect/personal-sign-in.ts';
import type { Visit } from '../../auth/connect/visit.ts';
import type { AppError } from '../../kernel/app-error.ts';
import { ownForm, submitButton, textField, type TextField } from '../form.ts';
import type { Markup, Page } from '../page.ts';
import { askedScopes } from './asked-scopes.ts';
import { connectFacts, connectFrame } from './connect-frame.ts';
import { atlassianTokens, siteName, statusWords } from './connection-words.ts';

export interface CredentialsPageContent {
  readonly visit: Visit;
  readonly way: Exclude<PersonalSignIn, 'consent'>;
  readonly status: GrantStatus;
  /** What a token that carries scopes must have; empty for others. */
  readonly scopes: readonly string[];
  readonly formToken: string;
  readonly action: string;
  /** Why what was entered before was refused. What was entered never comes back. */
  readonly error?: AppError;
}

/** Where somebody types a token or a password of their own. */
export function credentialsPage(content: CredentialsPageContent): Promise<Page> {
  const { visit, way, status, scopes, formToken, action, error } = content;
  return connectFrame(visit, {
    title: 'Connect Confluence',
    formToken,
    content: html`${
        error ? html`<p class="alert" role="alert">${error.message} ${error.fields.nextStep ?? ''}</p>` : ''
      }
      ${connectFacts(visit)}
      ${status.state === 'not_connected' ? '' : html`<p class="note">${statusWords(status)}. What you enter replaces that.</p>`}
      ${whereFrom(visit, way)}
      ${
        scopes.length === 0
          ? ''
          : html`<h2>What the token must allow</h2>
              ${askedScopes(scopes)}`
      }
      ${ownForm({ action, token: formToken }, html`${fieldsOf(way).map(textField)} ${submitButton('Connect')}`)}
      <p class="hint">
        It is checked with Confluence at once and kept encrypted. Nobody is shown it, clients never get it,
        and you can disconnect at any time.
      </p>`,
  });
}

function whereFrom({ connection }: Visit, way: CredentialsPageContent['way']): Markup {
  switch (way) {
    case 'email_and_token':
      return html`<p>
        ${connection.settings.scopedTokens ? 'Make an API token with scopes' : 'Make an API token'} in
        <a href="${atlassianTokens}" rel="noreferrer">your Atlassian account</a> and enter it here.
      </p>`;
    case 'token':
      return connection.authMode === 'pat_per_user'
        ? html`<p>
            Make a personal access token in
            <a href="${connection.site}/plugins/personalaccesstokens/usertokens.action" rel="noreferrer"
              >your profile</a
            >
            and enter it here.
          </p>`
        : html`<p>
            Enter an access token of your own for ${siteName(connection)}. It is used as it is and not
            renewed.
          </p>`;
    case 'password':
      return html`<p>Enter the user name and password with which you sign in to ${siteName(connection)}.</p>`;
    default:
      return way satisfies never;
  }
}

const expires: TextField = {
  name: 'expires',
  label: 'Ends on (optional)',
  type: 'date',
  hint: 'The last day of the token, so that you are told before it ends.',
  isOptional: true,
};

function fieldsOf(way: CredentialsPageContent['way']): readonly TextField[] {
  switch (way) {
    case 'email_and_token':
      return [
        {
          name: 'account',
          label: 'Email',
          type: 'text',
          hint: 'Of your Atlassian account. Leave it empty to enter email:token below.',
          isOptional: true,
          hasFocus: true,
        },
        { name: 'secret', label: 'API token', type: 'password' },
        expires,
      ];
    case 'token':
      return [{ name: 'secret', label: 'Token', type: 'password', hasFocus: true }, expires];
    case 'password':
      return [
        { name: 'account', label: 'User name', hasFocus: true },
        { name: 'secret', label: 'Password', type: 'password' },
      ];
    default:
      return way satisfies never;
  }
}
