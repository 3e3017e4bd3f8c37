import { html } from 'hono/html';
import { clientSetups, keyPlaceholder, type ClientSetup } from './client-setup.ts';
import { page, type Page } from './page.ts';

export interface StartPageContent {
  readonly mcpUrl: string;
  readonly version: string;
  /** Names and titles of the tools, in the order of the catalogue. */
  readonly tools: ReadonlyArray<{ readonly name: string; readonly title: string }>;
  /** Where the sandbox Confluence is browsed; only in the demo. */
  readonly sandboxUrl?: string;
}

/** The first page of an installation: what this is, its MCP address, and how to connect a client. Shows no key. */
export function startPage({ mcpUrl, version, tools, sandboxUrl }: StartPageContent): Promise<Page> {
  return page(
    'Weir',
    html`<main>
      <header>
        <h1>Weir</h1>
        <p class="lead">
          Governed access to Confluence for AI agents. Every call runs as the person behind the agent, with
          that person's own rights, and is on record.
        </p>
      </header>
      ${sandboxUrl === undefined ? '' : demoNote(sandboxUrl)}
      <section aria-labelledby="address">
        <h2 id="address">MCP address</h2>
        <pre><code>${mcpUrl}</code></pre>
        <p>
          Streamable HTTP, protocol 2026-07-28 and the 2025 versions. Send your Weir key with every request:
          <code>Authorization: Bearer ${keyPlaceholder}</code>.
        </p>
      </section>
      <section aria-labelledby="connect">
        <h2 id="connect">Connect a client</h2>
        <p>
          Replace <code>${keyPlaceholder}</code> by your key. <code>weir start</code> printed one when it
          started.
        </p>
        <div class="clients">${clientSetups(mcpUrl).map(clientCard)}</div>
      </section>
      <section aria-labelledby="tools">
        <h2 id="tools">Tools <span class="count">${tools.length}</span></h2>
        <ul class="tools">
          ${tools.map(({ name, title }) => html`<li><code>${name}</code> <span>${title}</span></li>`)}
        </ul>
      </section>
      <footer><p>Weir ${version}</p></footer>
    </main>`,
  );
}

function demoNote(sandboxUrl: string) {
  return html`<p class="note">
    This is the demo: the pages are those of an embedded sandbox Confluence,
    <a href="${sandboxUrl}">${sandboxUrl}</a>. Nothing you do here reaches a real site.
  </p>`;
}

function clientCard({ client, where, text }: ClientSetup) {
  return html`<article>
    <h3>${client}</h3>
    <p class="where">${where}</p>
    <pre><code>${text}</code></pre>
  </article>`;
}
