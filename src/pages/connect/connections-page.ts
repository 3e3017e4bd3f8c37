import { html } from 'hono/html';
import { connectPath } from '../../auth/connect/connect-links.ts';
import type { GrantStatus } from '../../auth/upstream/upstream.ts';
import { personalSignIn } from '../../auth/connect/personal-sign-in.ts';
import type { DirectoryConnection } from '../../auth/directory.ts';
import type { BrowserSession } from '../../auth/sessions/browser-session.ts';
import type { Workspace } from '../../store/workspaces.ts';
import { hiddenField, ownForm, submitButton } from '../form.ts';
import { page, type Markup, type Page } from '../page.ts';
import { atlassianApps, siteName, statusWords } from './connection-words.ts';

/** One connection of a workspace, as it stands for the person. */
export interface OwnConnection {
  readonly workspace: Workspace;
  readonly connection: DirectoryConnection;
  /** Absent where the connection has an account of its own. */
  readonly status?: GrantStatus;
  /** Whether more is asked for by now than was granted. */
  readonly asksMore: boolean;
}

/** A person's connections in all their workspaces. `disconnected`: that they just ended one on Cloud. */
export function connectionsPage(
  session: BrowserSession,
  {
    connections,
    formToken,
    disconnected,
  }: {
    readonly connections: readonly OwnConnection[];
    readonly formToken: string;
    readonly disconnected?: 'cloud' | 'datacenter';
  },
): Promise<Page> {
  const byWorkspace = [...Map.groupBy(connections, ({ workspace }) => workspace.id).values()];
  return page(
    'Your connections · Weir',
    html`<main class="reading">
      <h1>Your connections</h1>
      <p class="lead">The Confluence accounts that your clients work with.</p>
      ${disconnected === undefined ? '' : disconnectedNote(disconnected)}
      ${
        byWorkspace.length === 0
          ? html`<p class="note">No workspace of yours has a connection yet. An administrator adds one.</p>`
          : byWorkspace.map((own) => workspaceSection(own, formToken))
      }
    </main>`,
    { signedIn: { name: session.name, email: session.email, formToken }, hasForms: true },
  );
}

function disconnectedNote(platform: 'cloud' | 'datacenter'): Markup {
  return html`<p class="done" role="status">
    Disconnected: Weir has deleted what it had.
    ${
      platform === 'cloud'
        ? html`If you had allowed it at Atlassian, it stays in the list of
            <a href="${atlassianApps}" rel="noreferrer">your account’s connected apps</a> until you remove it
            there.`
        : ''
    }
  </p>`;
}

function workspaceSection(own: readonly OwnConnection[], formToken: string): Markup {
  const name = own[0]?.workspace.name ?? '';
  return html`<section>
    <h2>${name}</h2>
    <ul class="rows">
      ${own.map((one) => connectionRow(one, formToken))}
    </ul>
  </section>`;
}

function connectionRow(
  { workspace, connection, status, asksMore }: OwnConnection,
  formToken: string,
): Markup {
  const { id, slug, platform } = connection;
  return html`<li>
    <span class="grow">
      <strong>${siteName(connection)}</strong> <span class="tag">${slug}</span>
      <span class="hint">
        ${status ? statusWords(status) : 'Uses an account of the workspace: nothing to connect'}
      </span>
      ${asksMore ? html`<span class="hint">More is asked for by now: connect again to allow it.</span>` : ''}
    </span>
    ${
      status
        ? html`<a
              class="button other"
              href="${connectPath({ connectionId: id, slug: workspace.slug, next: '/connections' })}"
            >
              ${status.state === 'not_connected' ? 'Connect' : 'Connect again'}
            </a>
            ${
              status.state === 'not_connected'
                ? ''
                : ownForm(
                    { action: `/connections/${id}/disconnect`, token: formToken },
                    html`${hiddenField('w', workspace.slug)} ${submitButton('Disconnect', { kind: 'danger' })}`,
                  )
            }`
        : ''
    }
    ${
      platform === 'cloud' &&
      status &&
      status.state !== 'not_connected' &&
      personalSignIn(connection) === 'consent'
        ? html`<a href="${atlassianApps}" rel="noreferrer">Apps at Atlassian</a>`
        : ''
    }
  </li>`;
}
