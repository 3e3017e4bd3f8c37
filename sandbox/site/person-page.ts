import { html } from 'hono/html';
import type { Person } from '../model/entities.ts';
import { webui } from '../model/links.ts';
import { canRead } from '../model/permissions.ts';
import type { Site } from '../model/site.ts';
import type { Html } from './layout.ts';
import { dayOf } from './space-pages.ts';

const mostRows = 20;

/** A person, their groups, and what they wrote last as far as the viewer may read it. */
export function personMain(site: Site, viewer: Person, person: Person): Html {
  const groups = person.groupIds.flatMap((id) => site.groups.get(id)?.name ?? []);
  const written = [...site.contents.values()]
    .flatMap((content) => {
      const own = content.versions.findLast((version) => version.authorId === person.accountId);
      const seen = content.status === 'current' && canRead(site, viewer, content);
      return own === undefined || !seen ? [] : [{ content, at: own.createdAt }];
    })
    .sort((a, b) => b.at - a.at)
    .slice(0, mostRows);
  return html`<h1>${person.displayName}</h1>
    <p class="quiet">${person.accountId}${groups.map((name) => html` &middot; ${name}`)}</p>
    <h2>Written last</h2>
    <ul>
      ${written.map(
        ({ content, at }) =>
          html`<li>
            <a href="${site.contextPath}${webui(site, content)}">${content.title}</a>
            <span class="quiet">${dayOf(at)}</span>
          </li>`,
      )}
    </ul>`;
}
