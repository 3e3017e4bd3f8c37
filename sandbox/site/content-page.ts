import { html, raw } from 'hono/html';
import { storageToView } from '../content/index.ts';
import { attachmentsOf, currentFile } from '../model/attachments.ts';
import { commentsOn, repliesTo } from '../model/comments.ts';
import { contentContext } from '../model/content-context.ts';
import type { Comment, Content, Person } from '../model/entities.ts';
import { webui, wikiBase } from '../model/links.ts';
import { canRead } from '../model/permissions.ts';
import type { Site } from '../model/site.ts';
import { ancestorsOf, childrenOf } from '../model/tree.ts';
import type { Html } from './layout.ts';
import { dayOf, treeOf } from './space-pages.ts';

/** A page, post or other node: breadcrumb, title, body, labels, attachments, comments, versions. */
export function contentMain(
  site: Site,
  viewer: Person,
  content: Content,
  versionNumber: number | null,
): Html {
  const version = content.versions.find((each) => each.number === versionNumber);
  const storage = version?.storage ?? content.storage;
  const last = content.versions.at(-1);
  return html`${breadcrumb(site, viewer, content)}
    <h1>${version?.title ?? content.title}</h1>
    <p class="quiet">
      ${content.kind}${content.status === 'current' ? '' : html` &middot; ${content.status}`} &middot; version
      ${version?.number ?? last?.number ?? 1} by
      ${nameOf(site, version?.authorId ?? last?.authorId ?? content.authorId)},
      ${dayOf(version?.createdAt ?? last?.createdAt ?? content.createdAt)}
      ${content.restrictions.length === 0 ? '' : html`&middot; restricted`}
    </p>
    ${content.embedUrl === undefined ? '' : html`<p>${content.embedUrl}</p>`}
    <div class="body">${rendered(site, viewer, content, storage)}</div>
    ${labelsOf(content)} ${childrenSection(site, viewer, content)} ${attachmentsSection(site, content)}
    ${commentsSection(site, viewer, content)} ${versionsSection(site, content)}`;
}

// What storageToView answers holds nothing that runs, and the pages' policy forbids scripts besides.
function rendered(site: Site, viewer: Person, content: Content, storage: string): Html {
  const view = storageToView(storage, contentContext(site, viewer, content));
  return html`${raw(view.replaceAll(`${wikiBase(site)}/download/attachments/`, `${site.contextPath}/sandbox-files/`))}`;
}

function breadcrumb(site: Site, viewer: Person, content: Content): Html {
  const space = site.spaces.get(content.spaceId);
  const ancestors = ancestorsOf(site, content)
    .toReversed()
    .filter((ancestor) => ancestor.id !== space?.homepageId && canRead(site, viewer, ancestor));
  return html`<nav class="breadcrumb" aria-label="Breadcrumb">
    <a href="${site.contextPath}/spaces/${space?.key ?? ''}/overview">${space?.name ?? ''}</a>
    ${ancestors.map((ancestor) => html` / <a href="${site.contextPath}${webui(site, ancestor)}">${ancestor.title}</a>`)}
  </nav>`;
}

function labelsOf(content: Content): Html {
  if (content.labels.length === 0) return html``;
  return html`<p>${content.labels.map((label) => html`<span class="label">${label.name}</span>`)}</p>`;
}

function childrenSection(site: Site, viewer: Person, content: Content): Html {
  const children = childrenOf(site, content.id).filter((child) => canRead(site, viewer, child));
  const isHome = site.spaces.get(content.spaceId)?.homepageId === content.id;
  if (children.length === 0 || isHome) return html``;
  return html`<section>
    <h2>Below this page</h2>
    ${treeOf(site, viewer, children)}
  </section>`;
}

function attachmentsSection(site: Site, content: Content): Html {
  const attachments = attachmentsOf(site, content.id);
  if (attachments.length === 0) return html``;
  return html`<section>
    <h2>Attachments</h2>
    <table class="plain">
      <tr>
        <th>File</th>
        <th>Type</th>
        <th>Bytes</th>
        <th>Version</th>
      </tr>
      ${attachments.map(
        (attachment) =>
          html`<tr>
            <td>
              <a
                href="${site.contextPath}/sandbox-files/${content.id}/${encodeURIComponent(attachment.title)}"
                >${attachment.title}</a
              >
            </td>
            <td>${attachment.mediaType}</td>
            <td>${currentFile(attachment).bytes.byteLength}</td>
            <td>${currentFile(attachment).number}</td>
          </tr>`,
      )}
    </table>
  </section>`;
}

function commentsSection(site: Site, viewer: Person, content: Content): Html {
  const inline = commentsOn(site, content.id, 'inline').filter((comment) => comment.inline !== null);
  const footer = commentsOn(site, content.id, 'footer');
  if (inline.length + footer.length === 0) return html``;
  return html`<section>
    <h2>Comments</h2>
    ${[...inline, ...footer].map((comment) => commentBlock(site, viewer, content, comment, 0))}
  </section>`;
}

function commentBlock(site: Site, viewer: Person, content: Content, comment: Comment, depth: number): Html {
  if (depth > 20) return html``;
  const { inline } = comment;
  return html`<div class="comment">
    <p class="quiet">
      ${nameOf(site, comment.authorId)}, ${dayOf(comment.createdAt)}
      ${
        inline === null
          ? ''
          : html`&middot; on <span class="quoted">${inline.selection}</span> &middot; ${inline.resolution}`
      }
    </p>
    <div class="body">${rendered(site, viewer, content, comment.storage)}</div>
    ${repliesTo(site, comment).map((reply) => commentBlock(site, viewer, content, reply, depth + 1))}
  </div>`;
}

function versionsSection(site: Site, content: Content): Html {
  return html`<section>
    <h2>Versions</h2>
    <table class="plain">
      <tr>
        <th>Version</th>
        <th>Day</th>
        <th>By</th>
        <th>Message</th>
      </tr>
      ${content.versions.toReversed().map(
        (version) =>
          html`<tr>
            <td>
              <a href="${site.contextPath}${webui(site, content)}?version=${version.number}"
                >${version.number}</a
              >
            </td>
            <td>${dayOf(version.createdAt)}</td>
            <td>${nameOf(site, version.authorId)}</td>
            <td>${version.message}</td>
          </tr>`,
      )}
    </table>
  </section>`;
}

function nameOf(site: Site, accountId: string): string {
  return site.people.get(accountId)?.displayName ?? 'Former user';
}
