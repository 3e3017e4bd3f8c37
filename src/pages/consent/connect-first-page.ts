import { html } from 'hono/html';
import type { Authorization } from '../../auth/server/authorizations.ts';
import type { OwnConnectionState } from '../../auth/server/own-connections.ts';
import type { BrowserSession } from '../../auth/sessions/browser-session.ts';
import { siteName, statusWords } from '../connect/connection-words.ts';
import { page, type Page } from '../page.ts';
import { clientName } from './client-words.ts';

export interface ConnectFirstContent {
  readonly authorization: Authorization;
  readonly session: BrowserSession;
  readonly formToken: string;
  readonly connections: readonly OwnConnectionState[];
  readonly connectAddress: (connectionId: string) => string;
  /** Where the browser goes back to the client. */
  readonly goOn: string;
}

/** After consent, where an account of Confluence is missing: connect now, or go back and be asked at the first call. */
export function connectFirstPage(content: ConnectFirstContent): Promise<Page> {
  const { authorization, session, formToken, connections, connectAddress, goOn } = content;
  const name = clientName(authorization.client);
  return page(
    'Connect Confluence · Weir',
    html`<main>
      <section class="card" aria-labelledby="title">
        <h1 id="title">Connect your Confluence account</h1>
        <p>You have allowed ${name}. It sees nothing of these sites before you connect your own account.</p>
        <ul class="rows">
          ${connections.map(
            ({ connection, status, isMissing }) =>
              html`<li>
                <span class="grow">
                  ${siteName(connection)} <span class="hint">${status ? statusWords(status) : ''}</span>
                </span>
                ${isMissing ? html`<a class="button main" href="${connectAddress(connection.id)}">Connect</a>` : ''}
              </li>`,
          )}
        </ul>
        <p class="actions">
          <a class="button other" href="${goOn}">Go back to ${name} without connecting</a>
        </p>
      </section>
    </main>`,
    { layout: 'narrow', signedIn: { name: session.name, email: session.email, formToken }, hasForms: true },
  );
}
