import { html } from 'hono/html';
import type { AskingClient } from '../../auth/server/authorizations.ts';
import { page, type Page } from '../page.ts';
import { clientName, redirectName } from './client-words.ts';

/**
 * Sends the browser back to the client by itself. A redirect would have to be allowed by the `form-action` of whatever page
 * had the last form, sign-in among them, and so would every redirect of the client's own site.
 */
export function goBackPage(client: AskingClient, address: string): Promise<Page> {
  return page(
    'Going back · Weir',
    html`<main>
      <p class="brand">Weir</p>
      <section class="card" aria-labelledby="title">
        <h1 id="title">Going back to ${clientName(client)}</h1>
        <p>Your browser continues at ${redirectName(client)}.</p>
        <p class="actions"><a class="button main" href="${address}">Continue</a></p>
      </section>
    </main>`,
    { layout: 'narrow', goOnTo: address },
  );
}
