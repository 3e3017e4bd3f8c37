import { html } from 'hono/html';
import type { Markup } from './page.ts';

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A moment in UTC: without a script nobody knows the reader's own time zone. `at`: milliseconds UTC. */
export function moment(at: number): Markup {
  return html`<time datetime="${new Date(at).toISOString()}">${format.format(at)} UTC</time>`;
}
