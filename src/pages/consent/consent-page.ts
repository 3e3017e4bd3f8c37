import { html } from 'hono/html';
import type { Authorization } from '../../auth/server/authorizations.ts';
import type { OwnConnectionState } from '../../auth/server/own-connections.ts';
import { scopeInWords, type WeirScope } from '../../auth/server/scopes.ts';
import type { BrowserSession } from '../../auth/sessions/browser-session.ts';
import type { Workspace } from '../../store/workspaces.ts';
import { askedScopes } from '../connect/asked-scopes.ts';
import { consentGiver, siteName, statusWords } from '../connect/connection-words.ts';
import { choiceField, hiddenField, ownForm, submitButton, tickField } from '../form.ts';
import { page, type Markup, type Page } from '../page.ts';
import { clientName, redirectName, vouchedBy, warningOf } from './client-words.ts';

/** A workspace that the client may be let into. */
export interface OfferedWorkspace {
  readonly workspace: Workspace;
  readonly connections: readonly OwnConnectionState[];
  /** What was allowed there before. */
  readonly allowed: readonly WeirScope[];
}

export interface ConsentPageContent {
  readonly authorization: Authorization;
  readonly session: BrowserSession;
  readonly formToken: string;
  /** Where the form goes. */
  readonly action: string;
  /** At least one. */
  readonly offered: readonly OfferedWorkspace[];
}

/** Names of the fields of the form. */
export const decisionName = 'decision';
export const workspaceName = 'workspace';
export const addedName = 'added';

/** Asked of each person for each client before anything is asked of Confluence: who wants what, and where the answer goes. */
export function consentPage(content: ConsentPageContent): Promise<Page> {
  const { authorization, session, formToken, action, offered } = content;
  const { client, scopes, addable, resource } = authorization;
  const [first] = offered;
  const only = offered.length === 1 ? first : undefined;
  return page(
    `Allow ${clientName(client)}? · Weir`,
    html`<main>
      <section class="card" aria-labelledby="title">
        <h1 id="title">Let ${clientName(client)} use Confluence as you?</h1>
        ${warningOf(client)}
        <dl class="facts">
          <dt>Client</dt>
          <dd>${clientName(client)} <span class="hint">${vouchedBy(client)}</span></dd>
          <dt>Continues at</dt>
          <dd><strong>${redirectName(client)}</strong></dd>
          <dt>You</dt>
          <dd>${session.name} <span class="hint">${session.email}</span></dd>
          ${
            only
              ? html`<dt>Workspace</dt>
                  <dd>${only.workspace.name}</dd>`
              : ''
          }
          <dt>Address</dt>
          <dd><code>${resource.path}</code></dd>
        </dl>
        <h2>It could</h2>
        <ul class="asked">
          ${scopes.map((scope) => scopeLine(scope, only))}
        </ul>
        <p class="hint">
          Only what you may do yourself, within what the workspace allows. Everything is on record, and you or
          an administrator can end it at any time.
        </p>
        ${ownForm(
          { action, token: formToken },
          html`${
              only
                ? hiddenField(workspaceName, only.workspace.id)
                : choiceField(
                    workspaceName,
                    'In which workspace?',
                    offered.map(({ workspace }) => ({ value: workspace.id, label: workspace.name })),
                  )
            }
            ${addable.length > 0 ? addField(addable) : ''}
            ${offered.map((one) => connectionsOf(one, only === undefined))}
            <p class="actions">${submitButton('Allow', { name: decisionName, value: 'allow' })}</p>`,
        )}
        ${ownForm(
          { action, token: formToken },
          html`<p class="actions">
            ${submitButton('Do not allow', { kind: 'other', name: decisionName, value: 'refuse' })}
          </p>`,
        )}
      </section>
    </main>`,
    { layout: 'narrow', signedIn: { name: session.name, email: session.email, formToken }, hasForms: true },
  );
}

/** Many clients ask for reading alone and never for more. */
function addField(addable: readonly WeirScope[]): Markup {
  return html`${tickField(
      addedName,
      'It may also',
      addable.map((scope) => ({ value: scope, label: scopeInWords(scope) })),
    )}
    <p class="hint">It did not ask for this. Some clients never ask, and can only read without it.</p>`;
}

function scopeLine(scope: WeirScope, only: OfferedWorkspace | undefined): Markup {
  const isNew = only !== undefined && only.allowed.length > 0 && !only.allowed.includes(scope);
  return html`<li>${scopeInWords(scope)}${isNew ? html` <span class="tag">new</span>` : ''}</li>`;
}

/** What Confluence will be asked for afterwards, where something is missing. */
function connectionsOf({ workspace, connections }: OfferedWorkspace, isNamed: boolean): Markup | '' {
  if (connections.length === 0) return '';
  return html`<h2>${isNamed ? `Confluence in ${workspace.name}` : 'Confluence'}</h2>
    <ul class="rows">
      ${connections.map(
        ({ connection, status, isMissing, asked }) =>
          html`<li>
            <span class="grow">
              ${siteName(connection)}
              <span class="hint"
                >${status ? statusWords(status) : 'through an account of the workspace'}</span
              >
              ${
                isMissing
                  ? html`<span class="hint">${consentGiver(connection)} will ask you next.</span>
                      ${askedScopes(asked)}`
                  : ''
              }
            </span>
          </li>`,
      )}
    </ul>`;
}
