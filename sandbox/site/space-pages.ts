import { html } from 'hono/html';
import type { Content, Person, Space } from '../model/entities.ts';
import { webui } from '../model/links.ts';
import { canRead, canReadSpace } from '../model/permissions.ts';
import type { Site } from '../model/site.ts';
import { childrenOf, rootsOf } from '../model/tree.ts';
import type { Html } from './layout.ts';

/** The spaces a person may read. */
export function spaceListMain(site: Site, viewer: Person): Html {
  const spaces = [...site.spaces.values()]
    .filter((space) => canReadSpace(site, viewer, space))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const rows = spaces.map(
    (space) =>
      html`<li>
        <a href="${site.contextPath}/spaces/${space.key}/overview">${space.name}</a>
        <span class="quiet">${space.key}</span><br />
        ${space.description}
      </li>`,
  );
  return html`<h1>Spaces</h1>
    ${
      spaces.length === 0
        ? html`<p>No spaces to see.</p>`
        : html`<ul>
            ${rows}
          </ul>`
    }`;
}

/** The pages of a space as a tree, its newest blog posts, and links to what is beside the tree. */
export function spaceContentsMain(site: Site, viewer: Person, space: Space): Html {
  const posts = [...site.contents.values()]
    .filter(
      (content) =>
        content.kind === 'blogpost' && content.spaceId === space.id && isShown(site, viewer, content),
    )
    .sort((a, b) => b.createdAt - a.createdAt);
  return html`<section>
      <h2>Pages</h2>
      ${treeOf(site, viewer, rootsOf(site, space.id))}
    </section>
    ${
      posts.length === 0
        ? ''
        : html`<section>
            <h2>Blog</h2>
            <ul>
              ${posts.map(
                (post) =>
                  html`<li>
                    <a href="${site.contextPath}${webui(site, post)}">${post.title}</a>
                    <span class="quiet">${dayOf(post.createdAt)}</span>
                  </li>`,
              )}
            </ul>
          </section>`
    }`;
}

/** Child pages of a page as a tree. */
export function treeOf(site: Site, viewer: Person, contents: readonly Content[], depth = 0): Html {
  const shown = contents.filter((content) => isShown(site, viewer, content));
  if (shown.length === 0 || depth > 50) return html``;
  return html`<ul class="tree">
    ${shown.map(
      (content) =>
        html`<li>
          <a href="${site.contextPath}${webui(site, content)}">${content.title}</a>
          ${content.kind === 'page' ? '' : html`<span class="quiet">${content.kind}</span>`}
          ${treeOf(site, viewer, childrenOf(site, content.id), depth + 1)}
        </li>`,
    )}
  </ul>`;
}

function isShown(site: Site, viewer: Person, content: Content): boolean {
  return content.status === 'current' && canRead(site, viewer, content);
}

export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
