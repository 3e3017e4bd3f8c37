import { attachmentsOf } from '../../model/attachments.ts';
import { commentsOn } from '../../model/comments.ts';
import type { Content } from '../../model/entities.ts';
import { wikiBase } from '../../model/links.ts';
import { canRead } from '../../model/permissions.ts';
import { contentOperations } from '../../model/permitted-operations.ts';
import type { Site } from '../../model/site.ts';
import { ancestorsOf, childrenOf } from '../../model/tree.ts';
import { bodiesJson } from './bodies-json.ts';
import { commentsBelow } from './comment-json.ts';
import { expandableOf } from './expandable.ts';
import { nothing, type Expand } from './expand.ts';
import { historyJson } from './history-json.ts';
import { contentLinks, restLink } from './links.ts';
import { metadataJson } from './metadata-json.ts';
import { restrictionsByOperation, viewRestrictions } from './restriction-json.ts';
import { type Shown, shownNow } from './shown.ts';
import { spaceJson } from './space-json.ts';
import { versionJson } from './version-json.ts';
import type { Json, View } from './view.ts';

/** A page or post: what was expanded, and `_expandable` for the rest. */
export function contentJson(
  view: View,
  content: Content,
  expand: Expand = nothing,
  shown: Shown = shownNow(content),
): Json {
  const { site } = view;
  const parts = expandedParts(view, content, expand, shown);
  const position = content.kind === 'page' && content.status === 'current' ? content.position : -1;
  return {
    id: content.id,
    type: content.kind,
    status: shown.status,
    title: shown.title,
    ...parts,
    position,
    extensions: { position: position < 0 ? 'none' : position },
    _links: contentLinks(site, content),
    _expandable: expandableOf(site, content, Object.keys(parts)),
  };
}

/** Something of the content API as the whole answer: with what its links are relative to. */
export function wholeContentJson(site: Site, json: Json): Json {
  const links: unknown = json['_links'];
  return {
    ...json,
    _links: {
      ...(typeof links === 'object' ? links : {}),
      collection: '/rest/api/content',
      base: wikiBase(site),
      context: site.contextPath,
    },
  };
}

function expandedParts(view: View, content: Content, expand: Expand, shown: Shown): Json {
  const { site, asker } = view;
  const parts: Json = {};
  const give = (name: string, value: (below: Expand) => unknown): void => {
    if (expand.has(name)) parts[name] = value(expand.below(name));
  };
  const space = site.spaces.get(content.spaceId);
  if (space !== undefined) {
    give('space', (below) => spaceJson(view, space, below));
    give('container', (below) => spaceJson(view, space, below));
  }
  give('history', (below) =>
    historyJson(site, { ...content, ...(shown.latest ? {} : { number: shown.version.number }) }, below),
  );
  give('version', () => versionJson(site, shown.version, content.id));
  give('ancestors', (below) =>
    ancestorsOf(site, content)
      .toReversed()
      .map((ancestor) => view.content(ancestor, below)),
  );
  give('operations', () => contentOperations(site, asker, content));
  give('children', (below) => childrenJson(view, content, below));
  give('descendants', (below) => descendantsJson(view, content, below));
  give('body', (below) =>
    bodiesJson(site, asker, { storage: shown.storage, of: content }, below, content.id),
  );
  give('metadata', (below) => metadataJson(site, asker, content, below));
  give('relevantViewRestrictions', () => {
    const results = viewRestrictions(site, content);
    return { viewContentRestrictions: { results, start: 0, limit: 50, size: results.length } };
  });
  give('restrictions', () => ({ ...restrictionsByOperation(site, content), _expandable: {} }));
  return parts;
}

/** The children of content by type, as `children` and `/child` show them. */
export function childrenJson(view: View, content: Content, expand: Expand): Json {
  const { site, asker } = view;
  const path = `/content/${content.id}/child`;
  const lists: Record<string, (below: Expand) => readonly Json[]> = {
    attachment: (below) =>
      attachmentsOf(site, content.id).map((attachment) => view.attachment(attachment, below)),
    comment: (below) =>
      [...commentsOn(site, content.id, 'footer'), ...commentsOn(site, content.id, 'inline')].map((comment) =>
        view.comment(comment, below),
      ),
    ...(content.kind === 'page'
      ? {
          page: (below: Expand) =>
            childrenOf(site, content.id)
              .filter((child) => child.kind === 'page' && canRead(site, asker, child))
              .map((child) => view.content(child, below)),
        }
      : {}),
  };
  return mapJson(site, path, lists, expand);
}

/** Of the descendants only comments are supported, says the vendor's document. */
export function descendantsJson(view: View, content: Content, expand: Expand): Json {
  const { site } = view;
  const comments = (below: Expand): readonly Json[] =>
    commentsBelow(site, content.id).map((comment) => view.comment(comment, below));
  return mapJson(site, `/content/${content.id}/descendant`, { comment: comments }, expand);
}

/** Lists by type of which only those that were expanded are given. */
function mapJson(
  site: Site,
  path: string,
  lists: Readonly<Record<string, (below: Expand) => readonly Json[]>>,
  expand: Expand,
): Json {
  const json: Json = {};
  const rest: Json = {};
  for (const [type, rows] of Object.entries(lists)) {
    if (!expand.has(type)) {
      rest[type] = `/rest/api${path}/${type}`;
      continue;
    }
    const all = rows(expand.below(type));
    const results = all.slice(0, 25);
    const more = all.length > 25 ? { next: `/rest/api${path}/${type}?limit=25&start=25` } : {};
    const _links = { self: restLink(site, `${path}/${type}`), ...more };
    json[type] = { results, start: 0, limit: 25, size: results.length, _links };
  }
  return { ...json, _links: { self: restLink(site, path) }, _expandable: rest };
}
