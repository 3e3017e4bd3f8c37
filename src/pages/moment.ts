import { html } from 'hono/html';
import { once } from '../kernel/once.ts';
import type { Markup } from './page.ts';

// Made with the first page that shows a moment: it takes as long as a twentieth of the start.
const format = once(
  () => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
);

/** A moment in UTC: without a script nobody knows the reader's own time zone. `at`: milliseconds UTC. */
export function moment(at: number): Markup {
  return html`<time datetime="${new Date(at).toISOString()}">${format().format(at)} UTC</time>`;
}
