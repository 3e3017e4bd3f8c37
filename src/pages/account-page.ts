import { html } from 'hono/html';
import type { Role } from '../auth/directory.ts';
import type { OwnSession } from '../auth/sessions/create-browser-sessions.ts';
import type { SignInMethod } from '../auth/sessions/browser-session.ts';
import type { Passkey } from '../store/account-passkeys.ts';
import { hiddenField, ownForm, submitButton, textField } from './form.ts';
import { moment } from './moment.ts';
import { page, type Markup, type Page, type SignedIn } from './page.ts';
import { passkeyForm } from './passkey-form.ts';
import { passkeyScript } from './passkey-script.ts';

export interface AccountPageContent {
  readonly signedIn: SignedIn;
  readonly isOperator: boolean;
  readonly memberships: readonly { readonly workspace: string; readonly roles: readonly Role[] }[];
  readonly sessions: readonly OwnSession[];
  /** Absent where this installation has no accounts of its own. */
  readonly local?: {
    readonly passkeys: readonly Passkey[];
    /** Whether browsers take passkeys at our address. */
    readonly canHavePasskeys: boolean;
    readonly passwordSetAt?: number;
    /** What is wrong with the password that was entered. */
    readonly passwordFault?: string;
    readonly shortestPassword: number;
  };
  /** Whether they proved lately who they are; without it nothing about signing in can be changed. */
  readonly isFresh: boolean;
  readonly done?: string;
}

/** What a person may know and change about their own account. */
export function accountPage(content: AccountPageContent): Promise<Page> {
  const { signedIn, isOperator, memberships, local, isFresh, done } = content;
  return page(
    'Your account · Weir',
    html`<main class="reading">
      <h1>Your account</h1>
      ${done === undefined ? '' : html`<p class="done" role="status">${done}</p>`}
      <dl class="facts">
        <dt>Name</dt>
        <dd>${signedIn.name}</dd>
        <dt>Email</dt>
        <dd>${signedIn.email}</dd>
        ${
          isOperator
            ? html`<dt>Installation</dt>
                <dd>You run this installation.</dd>`
            : ''
        }
      </dl>
      ${workspacesSection(memberships)}
      <section aria-labelledby="reach">
        <h2 id="reach">Confluence and clients</h2>
        <p>
          <a href="/connections">Your connections</a> are the Confluence accounts that your clients work with;
          <a href="/clients">your clients</a> are those that you let work as you.
        </p>
      </section>
      ${
        local && !isFresh
          ? html`<p class="note">
              To change your passkeys or your password,
              <a href="/sign-in?again=1&amp;next=%2Faccount">sign in again</a>.
            </p>`
          : ''
      }
      ${local ? passkeysSection(content, local) : ''} ${local ? passwordSection(content, local) : ''}
      ${sessionsSection(content)}
    </main>`,
    { signedIn, ...(local?.canHavePasskeys && isFresh && { script: passkeyScript }) },
  );
}

function workspacesSection(memberships: AccountPageContent['memberships']): Markup {
  return html`<section aria-labelledby="workspaces">
    <h2 id="workspaces">Workspaces</h2>
    ${
      memberships.length === 0
        ? html`<p>You are not a member of any workspace. An administrator can add you.</p>`
        : html`<ul class="rows">
            ${memberships.map(
              ({ workspace, roles }) =>
                html`<li>
                  <span class="grow">${workspace}</span>
                  ${roles.length === 0 ? html`<span class="tag">member</span>` : ''}
                  ${roles.map((role) => html`<span class="tag">${role}</span>`)}
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

type Local = NonNullable<AccountPageContent['local']>;

function passkeysSection({ signedIn, isFresh }: AccountPageContent, local: Local): Markup {
  const { passkeys, canHavePasskeys } = local;
  const token = signedIn.formToken;
  const remove = ({ credentialId, name }: Passkey) =>
    ownForm(
      { action: '/account/passkeys/remove', token },
      html`${hiddenField('id', credentialId)}
        <button class="danger" type="submit" aria-label="Remove the passkey ${name}">Remove</button>`,
    );
  return html`<section aria-labelledby="passkeys">
    <h2 id="passkeys">Passkeys</h2>
    <p class="hint">
      A passkey signs you in with the lock of your device or with a security key. Nobody can guess or phish
      it.
    </p>
    ${
      passkeys.length === 0
        ? ''
        : html`<ul class="rows">
            ${passkeys.map(
              (passkey) =>
                html`<li>
                  <span class="grow"
                    >${passkey.name}
                    <span class="hint"
                      >Added
                      ${moment(passkey.createdAt)}${
                        passkey.lastUsedAt === undefined
                          ? ''
                          : html`, last used ${moment(passkey.lastUsedAt)}`
                      }</span
                    ></span
                  >
                  ${isFresh ? remove(passkey) : ''}
                </li>`,
            )}
          </ul>`
    }
    ${canHavePasskeys ? '' : html`<p>Passkeys need an https address with a name (or localhost).</p>`}
    ${canHavePasskeys && isFresh ? addPasskey(token) : ''}
  </section>`;
}

function addPasskey(token: string): Markup {
  const form = {
    kind: 'create',
    action: '/account/passkeys',
    begin: '/account/passkeys/begin',
    token,
  } as const;
  const name = textField({
    name: 'name',
    label: 'Name of a new passkey',
    hint: 'So that you know it again: “Laptop”, “Blue key”.',
    maxLength: 80,
  });
  return html`<div data-needs-passkeys hidden>
      ${passkeyForm(form, html`${name} ${submitButton('Add a passkey')}`)}
    </div>
    <p data-without-passkeys>Adding one needs a browser that has passkeys and runs this page's script.</p>`;
}

function passwordSection({ signedIn, isFresh }: AccountPageContent, local: Local): Markup {
  const { passwordSetAt, passwordFault, shortestPassword } = local;
  const token = signedIn.formToken;
  const field = textField({
    name: 'password',
    label: passwordSetAt === undefined ? 'Password' : 'New password',
    type: 'password',
    autocomplete: 'new-password',
    minLength: shortestPassword,
    hint: `At least ${shortestPassword} characters. Several unrelated words are good.`,
    ...(passwordFault !== undefined && { error: passwordFault }),
  });
  // The name tells password managers whose password this is.
  const owner = html`<input
    type="text"
    name="username"
    value="${signedIn.email}"
    autocomplete="username"
    hidden
  />`;
  const label = passwordSetAt === undefined ? 'Set a password' : 'Change the password';
  const removal =
    passwordSetAt === undefined
      ? ''
      : html`<div class="actions">
          ${ownForm(
            { action: '/account/password/remove', token },
            submitButton('Remove the password', { kind: 'danger' }),
          )}
        </div>`;
  return html`<section aria-labelledby="password">
    <h2 id="password">Password</h2>
    <p class="hint">
      ${passwordSetAt === undefined ? 'You have no password.' : html`Set ${moment(passwordSetAt)}.`} Changing
      it signs you out in every other browser.
    </p>
    ${
      isFresh
        ? html`${ownForm(
            { action: '/account/password', token },
            html`${owner} ${field} ${submitButton(label, { kind: 'other' })}`,
          )}
          ${removal}`
        : ''
    }
  </section>`;
}

function sessionsSection({ signedIn, sessions }: AccountPageContent): Markup {
  return html`<section aria-labelledby="sessions">
    <h2 id="sessions">Where you are signed in</h2>
    <ul class="rows">
      ${sessions.map(
        ({ method, signedInAt, lastSeenAt, isCurrent }) =>
          html`<li>
            <span class="grow"
              >Signed in ${moment(signedInAt)} ${methodWords(method)}
              <span class="hint">Last seen ${moment(lastSeenAt)}</span></span
            >
            ${isCurrent ? html`<span class="tag">this browser</span>` : ''}
          </li>`,
      )}
    </ul>
    ${
      sessions.length > 1
        ? html`<div class="actions">
            ${ownForm(
              { action: '/account/sessions/end-others', token: signedIn.formToken },
              submitButton('Sign out everywhere else', { kind: 'danger' }),
            )}
          </div>`
        : ''
    }
  </section>`;
}

function methodWords(method: SignInMethod): string {
  switch (method) {
    case 'link':
      return 'with a one-time link';
    case 'passkey':
      return 'with a passkey';
    case 'password':
      return 'with a password';
    case 'oidc':
      return "through the company's provider";
    case 'atlassian':
      return 'through Atlassian';
    default:
      return method satisfies never;
  }
}
