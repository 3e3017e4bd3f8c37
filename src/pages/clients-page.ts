import { html } from 'hono/html';
import { scopeInWords, weirScopesIn } from '../auth/server/scopes.ts';
import type { OAuthGrant } from '../auth/server/grant-administration.ts';
import { hiddenField, ownForm, submitButton } from './form.ts';
import { moment } from './moment.ts';
import { page, type Markup, type Page, type SignedIn } from './page.ts';

/** What somebody let a client do in one of their workspaces. */
export interface OwnGrant extends OAuthGrant {
  readonly workspaceName: string;
}

/** The clients that a person let in, with a way to end each. `done`: what they just did. */
export function clientsPage({
  signedIn,
  grants,
  done,
}: {
  readonly signedIn: SignedIn;
  readonly grants: readonly OwnGrant[];
  readonly done?: string;
}): Promise<Page> {
  return page(
    'Your clients · Weir',
    html`<main class="reading">
      <h1>Your clients</h1>
      <p class="lead">What you let work as you. Each sees and does what you may, never more.</p>
      ${done === undefined ? '' : html`<p class="done" role="status">${done}</p>`}
      ${
        grants.length === 0
          ? html`<p class="note">
              No client works as you yet. <a href="/">Give one the MCP address</a>: it sends you here to be
              asked.
            </p>`
          : html`<ul class="rows">
              ${grants.map((grant) => grantRow(grant, signedIn.formToken))}
            </ul>`
      }
      <p class="hint">
        A client whose access you end has to ask you again.
        <a href="/connections">Your connections</a> to Confluence stay.
      </p>
    </main>`,
    { signedIn, hasForms: true },
  );
}

function grantRow(grant: OwnGrant, token: string): Markup {
  const { id, clientId, clientName, workspaceId, workspaceName, resource, scopes } = grant;
  const name = clientName ?? clientId;
  return html`<li>
    <span class="grow">
      <strong>${name}</strong> <span class="tag">${workspaceName}</span>
      <span class="hint">${resource}</span>
      <span class="hint"> Let in ${moment(grant.createdAt)}, last renewed ${moment(grant.usedAt)} </span>
      <ul class="asked hint">
        ${weirScopesIn(scopes.join(' ')).map((scope) => html`<li>${scopeInWords(scope)}</li>`)}
      </ul>
    </span>
    ${ownForm(
      { action: '/clients/revoke', token },
      html`${hiddenField('workspace', workspaceId)} ${hiddenField('grant', id)}
      ${submitButton('Revoke', { kind: 'danger', accessibleName: `Revoke the access of ${name}` })}`,
    )}
  </li>`;
}
