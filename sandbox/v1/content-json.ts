import { isoTime } from '../http/iso-time.ts';
import { attachmentsOf } from '../model/attachments.ts';
import { commentsOn } from '../model/comments.ts';
import type { Content, Person } from '../model/entities.ts';
import { pageLinks, wikiBase } from '../model/links.ts';
import { canRead } from '../model/permissions.ts';
import type { Site } from '../model/site.ts';
import { ancestorsOf, childrenOf, descendantsOf } from '../model/tree.ts';
import { currentVersion } from '../model/update-content.ts';
import { contentOperations } from '../model/permitted-operations.ts';
import { bodiesJson } from './bodies-json.ts';
import { nothing, type Expand } from './expand.ts';
import { labelJson } from './label-json.ts';
import { userJsonById } from './person-json.ts';
import { restrictionsByOperation } from './restriction-json.ts';
import { spaceJson } from './space-json.ts';
import { versionJson } from './version-json.ts';

type Json = Record<string, unknown>;

/** Any content in v1's JSON: what was expanded, and `_expandable` for the rest. */
export function contentJson(site: Site, asker: Person, content: Content, expand: Expand = nothing): Json {
  const parts = expandedParts(site, asker, content, expand);
  return {
    id: content.id,
    type: content.kind,
    ...arisOf(site, content.kind, content.id),
    status: content.status,
    title: content.title,
    macroRenderedOutput: {},
    extensions: { position: content.status === 'trashed' ? 'none' : content.position },
    ...parts,
    _expandable: expandableOf(site, content.id, content.spaceId, Object.keys(parts)),
    _links: { self: `${wikiBase(site)}/rest/api/content/${content.id}`, ...pageLinks(site, content) },
  };
}

/** One content as the whole answer: with the base of its links. */
export function singleContentJson(site: Site, asker: Person, content: Content, expand: Expand): Json {
  return asWhole(site, contentJson(site, asker, content, expand));
}

/** Adds what links of a whole answer have besides. */
export function asWhole(site: Site, json: Json): Json {
  const links: unknown = json['_links'];
  const own = typeof links === 'object' && links !== null ? links : {};
  return {
    ...json,
    _links: { ...own, context: '/wiki', collection: '/rest/api/content', base: wikiBase(site) },
  };
}

/** Both names of a thing in Atlassian's identifiers. */
export function arisOf(
  site: Site,
  type: string,
  id: string,
): { readonly ari: string; readonly base64EncodedAri: string } {
  const numeric = id.replace(/^att/, '');
  const as = (kind: string): string => `ari:cloud:confluence:${site.cloudId}:${kind}/${numeric}`;
  return {
    ari: as(type),
    base64EncodedAri: Buffer.from(as(type === 'attachment' ? 'attachment' : 'content')).toString('base64'),
  };
}

/** Where what was not expanded can be had. */
export function expandableOf(site: Site, id: string, spaceId: string, expanded: readonly string[]): Json {
  const space = `/rest/api/space/${site.spaces.get(spaceId)?.key ?? ''}`;
  const all: Json = {
    container: space,
    metadata: '',
    restrictions: `/rest/api/content/${id}/restriction/byOperation`,
    history: `/rest/api/content/${id}/history`,
    body: '',
    version: '',
    descendants: `/rest/api/content/${id}/descendant`,
    space,
    childTypes: '',
    schedulePublishInfo: '',
    operations: '',
    schedulePublishDate: '',
    children: `/rest/api/content/${id}/child`,
    ancestors: '',
    draftVersion: '',
  };
  for (const name of expanded) delete all[name];
  return all;
}

function expandedParts(site: Site, asker: Person, content: Content, expand: Expand): Json {
  const parts: Json = {};
  const give = (name: string, value: () => unknown): void => {
    if (expand.has(name)) parts[name] = value();
  };
  const space = site.spaces.get(content.spaceId);
  if (space !== undefined) {
    give('space', () => spaceJson(site, asker, space, expand.below('space')));
    give('container', () => spaceJson(site, asker, space, expand.below('container')));
  }
  give('version', () => versionJson(site, asker, currentVersion(content), content.id));
  give('history', () => historyJson(site, asker, content, expand.below('history')));
  give('ancestors', () =>
    ancestorsOf(site, content)
      .toReversed()
      .map((ancestor) => contentJson(site, asker, ancestor)),
  );
  give('body', () => bodiesJson(site, asker, content, expand.below('body')));
  give('metadata', () => metadataJson(content, expand.below('metadata')));
  give('operations', () => contentOperations(site, asker, content));
  give('restrictions', () => restrictionsByOperation(site, asker, content));
  give('childTypes', () => childTypesJson(site, content));
  give('children', () => childrenJson(site, asker, content, expand.below('children')));
  give('descendants', () => {
    const pages = descendantsOf(site, content.id).map((row) => row.content);
    return {
      page: arrayJson(
        pages.filter((page) => canRead(site, asker, page)).map((page) => contentJson(site, asker, page)),
      ),
    };
  });
  return parts;
}

function historyJson(site: Site, asker: Person, content: Content, expand: Expand): Json {
  const [current, previous] = [content.versions.at(-1), content.versions.at(-2)];
  const authors = [...new Set(content.versions.map((version) => version.authorId))];
  const parts: Json = {};
  if (expand.has('lastUpdated') && current !== undefined) {
    parts['lastUpdated'] = versionJson(site, asker, current, content.id);
  }
  if (expand.has('previousVersion') && previous !== undefined) {
    parts['previousVersion'] = versionJson(site, asker, previous, content.id);
  }
  if (expand.has('contributors')) {
    parts['contributors'] = {
      publishers: { users: authors.map((id) => userJsonById(site, id, asker)), userKeys: authors },
    };
  }
  if (expand.has('ownedBy')) parts['ownedBy'] = userJsonById(site, content.ownerId, asker);
  const rest = ['lastUpdated', 'previousVersion', 'contributors', 'nextVersion', 'ownedBy', 'lastOwnedBy'];
  return {
    latest: true,
    createdBy: userJsonById(site, content.authorId, asker),
    createdDate: isoTime(content.createdAt),
    ...parts,
    _expandable: Object.fromEntries(rest.filter((name) => !(name in parts)).map((name) => [name, ''])),
    _links: { self: `${wikiBase(site)}/rest/api/content/${content.id}/history` },
  };
}

function metadataJson(content: Content, expand: Expand): Json {
  const labels = {
    results: content.labels.map(labelJson),
    start: 0,
    limit: 200,
    size: content.labels.length,
  };
  const properties = Object.fromEntries(
    [...content.properties.values()]
      .filter((property) => expand.below('properties').has(property.key))
      .map((property) => [property.key, { key: property.key, value: property.value, id: property.id }]),
  );
  return {
    ...(expand.has('labels') ? { labels } : {}),
    ...(expand.has('properties') ? { properties } : {}),
    _expandable: { currentuser: '', ...(expand.has('labels') ? {} : { labels: '' }), frontend: '' },
  };
}

function childTypesJson(site: Site, content: Content): Json {
  const link = (type: string): Json => ({
    self: `${wikiBase(site)}/rest/api/content/${content.id}/child/${type}`,
  });
  const comments =
    commentsOn(site, content.id, 'footer').length + commentsOn(site, content.id, 'inline').length;
  return {
    attachment: { value: attachmentsOf(site, content.id).length > 0, _links: link('attachment') },
    comment: { value: comments > 0, _links: link('comment') },
    page: {
      value: childrenOf(site, content.id).some((child) => child.kind === 'page'),
      _links: link('page'),
    },
  };
}

function childrenJson(site: Site, asker: Person, content: Content, expand: Expand): Json {
  const children = childrenOf(site, content.id).filter((child) => canRead(site, asker, child));
  const kinds = ['page', 'folder', 'whiteboard', 'database', 'embed'] as const;
  const given = kinds.filter((kind) => expand.has(kind));
  return {
    ...Object.fromEntries(
      given.map((kind) => [
        kind,
        arrayJson(
          children
            .filter((child) => child.kind === kind)
            .map((child) => contentJson(site, asker, child, expand.below(kind))),
        ),
      ]),
    ),
    _expandable: Object.fromEntries(
      kinds
        .filter((kind) => !given.includes(kind))
        .map((kind) => [kind, `/rest/api/content/${content.id}/child/${kind}`]),
    ),
  };
}

function arrayJson(results: readonly unknown[]): Json {
  return { results, start: 0, limit: 25, size: results.length, _links: {} };
}
