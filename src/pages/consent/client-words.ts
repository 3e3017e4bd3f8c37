import { html } from 'hono/html';
import type { AskingClient } from '../../auth/server/authorizations.ts';
import type { Markup } from '../page.ts';

/** What a client is called on a page: its own name, else who vouches for it, else its id. */
export function clientName({ name, host, id }: AskingClient): string {
  return name ?? host ?? id;
}

/** Where the browser goes after the decision, as people can judge it. */
export function redirectName({ redirectUri, redirectsToLoopback }: AskingClient): string {
  if (redirectsToLoopback) return `a program on this computer (${redirectUri.host})`;
  return redirectUri.protocol === 'https:'
    ? redirectUri.host
    : `an app that opens ${redirectUri.protocol} links`;
}

/** Who vouches for the client. */
export function vouchedBy({ source, host }: AskingClient): Markup {
  switch (source) {
    case 'administrator':
      return html`entered by an administrator`;
    case 'document':
      return html`published by <strong>${host}</strong>`;
    case 'registration':
      return html`registered by itself; nobody has checked its name`;
    default:
      return source satisfies never;
  }
}

/** What somebody should know before they trust the client; empty where its address proves who it is. */
export function warningOf(client: AskingClient): Markup | '' {
  if (client.isAssured) return '';
  const where = client.redirectsToLoopback
    ? 'It continues in a program on this computer, and Weir cannot tell which one.'
    : 'Weir cannot check who receives the answer.';
  return html`<p class="alert">
    ${where} Go on only if you have just started to connect this client yourself.
  </p>`;
}
