import { html } from 'hono/html';
import type { GrantStatus } from '../../auth/upstream/upstream.ts';
import type { Visit } from '../../auth/connect/visit.ts';
import { ownForm, submitButton } from '../form.ts';
import type { Markup, Page } from '../page.ts';
import { askedScopes } from './asked-scopes.ts';
import { connectFacts, connectFrame } from './connect-frame.ts';
import { consentGiver, notGranted, statusWords } from './connection-words.ts';

export interface ConsentPageContent {
  readonly visit: Visit;
  readonly status: GrantStatus;
  /** What will be asked for. */
  readonly scopes: readonly string[];
  readonly formToken: string;
  /** Where the form goes. */
  readonly action: string;
  /** Where somebody goes who would rather not. */
  readonly backTo: string;
}

/** Shown before anybody is sent to Atlassian or Data Center: who connects what for whom, and what will be asked. */
export function consentPage(content: ConsentPageContent): Promise<Page> {
  const { visit, status, scopes, formToken, action, backTo } = content;
  const giver = consentGiver(visit.connection);
  return connectFrame(visit, {
    title: 'Connect Confluence',
    formToken,
    content: html`${connectFacts(visit)}
      ${status.state === 'not_connected' ? '' : standingNote(status, notGranted(scopes, status))}
      <h2>What ${giver} will be asked for</h2>
      ${askedScopes(scopes)}
      <p class="hint">
        Clients work with your own rights, never more than you have, and within what the workspace allows. You
        can disconnect at any time.
      </p>
      ${ownForm({ action, token: formToken }, html`<p class="actions">${submitButton(`Continue to ${giver}`)}</p>`)}
      <p class="actions"><a class="button other" href="${backTo}">Not now</a></p>`,
  });
}

function standingNote(status: GrantStatus, added: readonly string[]): Markup {
  return html`<p class="note">
    ${statusWords(status)}. Connecting again replaces that.
    ${added.length === 0 ? '' : html`New since then: ${added.map((scope) => html`<code>${scope}</code> `)}`}
  </p>`;
}
