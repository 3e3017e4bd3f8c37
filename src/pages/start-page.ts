import { html } from 'hono/html';
import { clientSetups, clientSetupsWithKey, keyPlaceholder, type ClientSetup } from './client-setup.ts';
import { page, type Markup, type Page, type SignedIn } from './page.ts';

export interface StartPageContent {
  readonly mcpUrl: string;
  readonly version: string;
  /** Names and titles of the tools, in the order of the catalogue. */
  readonly tools: ReadonlyArray<{ readonly name: string; readonly title: string }>;
  /** Where the sandbox Confluence is browsed; only in the demo. */
  readonly sandboxUrl?: string;
  /** Whose browser it is; a way to sign in is offered where it is nobody's. */
  readonly signedIn?: SignedIn;
}

/** The first page of an installation: what this is, its MCP address, and how to connect a client. Shows no key. */
export function startPage(content: StartPageContent): Promise<Page> {
  const { mcpUrl, version, tools, sandboxUrl, signedIn } = content;
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
      ${sandboxUrl === undefined ? '' : demoNote(sandboxUrl, signedIn !== undefined)}
      <section aria-labelledby="address">
        <h2 id="address">MCP address</h2>
        <pre><code>${mcpUrl}</code></pre>
        <p>
          An MCP client needs nothing else. It opens your browser, where you sign in, see what it asks for,
          and allow it or not. Later you find it among <a href="/clients">your clients</a>, and can end it
          there.
        </p>
      </section>
      <section aria-labelledby="connect">
        <h2 id="connect">Connect a client</h2>
        <div class="clients">${clientSetups(mcpUrl).map(clientCard)}</div>
        <p class="hint">
          A client that says it cannot register waits for an administrator to allow it: clients that register
          themselves are let in where dynamic registration is switched on.
        </p>
        ${withKey(mcpUrl, sandboxUrl !== undefined)}
      </section>
      <section aria-labelledby="tools">
        <h2 id="tools">Tools <span class="count">${tools.length}</span></h2>
        <ul class="tools">
          ${tools.map(({ name, title }) => html`<li><code>${name}</code> <span>${title}</span></li>`)}
        </ul>
      </section>
      <footer>
        <p>Weir ${version}. Streamable HTTP, MCP protocol 2026-07-28 and the versions of 2025.</p>
      </footer>
    </main>`,
    signedIn ? { signedIn } : { offersSignIn: true },
  );
}

function demoNote(sandboxUrl: string, isSignedIn: boolean): Markup {
  return html`<p class="note">
    This is the demo: the pages are those of an embedded sandbox Confluence,
    <a href="${sandboxUrl}">${sandboxUrl}</a>. Nothing you do here reaches a real site.
    ${isSignedIn ? '' : html`To sign in, open the link that <code>weir start</code> printed.`}
  </p>`;
}

/** The second way, folded up: few people need it. */
function withKey(mcpUrl: string, isDemo: boolean): Markup {
  return html`<details>
    <summary>Without a browser: with a key</summary>
    <p>
      Agents without a person at hand, and clients that cannot open a browser, send a key with every request:
      <code>Authorization: Bearer ${keyPlaceholder}</code>. Put your own key there;
      ${isDemo ? html`<code>weir start</code> printed one.` : 'an administrator has it.'}
    </p>
    <div class="clients">${clientSetupsWithKey(mcpUrl).map(clientCard)}</div>
  </details>`;
}

function clientCard({ client, where, text }: ClientSetup): Markup {
  return html`<article>
    <h3>${client}</h3>
    <p class="where">${where}</p>
    <pre><code>${text}</code></pre>
  </article>`;
}
