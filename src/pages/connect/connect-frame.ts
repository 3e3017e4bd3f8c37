import { html } from 'hono/html';
import type { Visit } from '../../auth/connect/visit.ts';
import { page, type Markup, type Page } from '../page.ts';
import { siteName } from './connection-words.ts';

/** A page about one connection, with who is signed in above it. `formToken`: of their session. */
export function connectFrame(
  { session }: Visit,
  {
    title,
    formToken,
    content,
  }: { readonly title: string; readonly formToken: string; readonly content: Markup },
): Promise<Page> {
  return page(
    `${title} · Weir`,
    html`<main>
      <section class="card" aria-labelledby="title">
        <h1 id="title">${title}</h1>
        ${content}
      </section>
    </main>`,
    { layout: 'narrow', signedIn: { name: session.name, email: session.email, formToken }, hasForms: true },
  );
}

/** Whose account is connected to what, and which client wanted it. */
export function connectFacts({ session, workspace, connection, link }: Visit): Markup {
  return html`<dl class="facts">
    <dt>You</dt>
    <dd>${session.name} <span class="hint">${session.email}</span></dd>
    <dt>Site</dt>
    <dd>${siteName(connection)}</dd>
    <dt>Workspace</dt>
    <dd>${workspace.name}</dd>
    ${
      link
        ? html`<dt>Asked by</dt>
            <dd>
              ${link.clientName ?? link.agentId}${link.clientName ? html` <span class="hint">as it calls itself</span>` : ''}
            </dd>`
        : ''
    }
  </dl>`;
}
