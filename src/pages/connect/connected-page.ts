import { html } from 'hono/html';
import type { GrantStatus } from '../../auth/upstream/upstream.ts';
import type { Visit } from '../../auth/connect/visit.ts';
import type { Page } from '../page.ts';
import { connectFrame } from './connect-frame.ts';
import { notGranted, siteName } from './connection-words.ts';

/** The end of connecting. `asked`: what was asked for, so that what was not given can be named. */
export function connectedPage(
  visit: Visit,
  {
    status,
    asked,
    formToken,
  }: { readonly status: GrantStatus; readonly asked: readonly string[]; readonly formToken: string },
): Promise<Page> {
  const { account } = status;
  const missing = notGranted(asked, status);
  return connectFrame(visit, {
    title: 'Confluence is connected',
    formToken,
    content: html`<p class="done" role="status">
        ${siteName(visit.connection)}${account ? html`, as <strong>${account.name}</strong>` : ''}.
      </p>
      <p>
        ${visit.link?.clientName ? `You can close this page and go back to ${visit.link.clientName}.` : 'You can close this page and go back to your client.'}
      </p>
      ${
        missing.length === 0
          ? ''
          : html`<p class="note">
              Confluence did not allow everything. Tools that need one of these will say so:
              ${missing.map((scope) => html`<code>${scope}</code> `)}
            </p>`
      }
      <p class="actions"><a class="button other" href="/connections">All your connections</a></p>`,
  });
}
