import { isoTime } from '../http/iso-time.ts';
import { attachmentsOf } from '../model/attachments.ts';
import { commentsOn } from '../model/comments.ts';
import type { Content, Person } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import { canRead } from '../model/permissions.ts';
import { contentOperations } from '../model/permitted-operations.ts';
import type { Site } from '../model/site.ts';
import { ancestorsOf, childrenOf, descendantsOf } from '../model/tree.ts';
import { currentVersion } from '../model/update-content.ts';
import { bodiesJson } from './bodies-json.ts';
import type { Expand } from './expand.ts';
import { labelJson } from './label-json.ts';
import { userJsonById } from './person-json.ts';
import { restrictionsByOperation } from './restriction-json.ts';
import { spaceJson } from './space-json.ts';
import { versionJson } from './version-json.ts';

type Json = Record<string, unknown>;

/** Makes the JSON of content; handed in, because contents hold contents. */
export type ContentJson = (content: Content, expand?: Expand) => Json;

/** What of content was expanded. */
export function expandedParts(
  site: Site,
  asker: Person,
  content: Content,
  expand: Expand,
  contentJson: ContentJson,
): Json {
  const parts: Json = {};
  const give = (name: string, value: () => unknown): void => {
    if (expand.has(name)) parts[name] = value();
  };
  const space = site.spaces.get(content.spaceId);
  if (space !== undefined) {
    give('space', () => spaceJson(site, asker, space, expand.below('space'), contentJson));
    give('container', () => spaceJson(site, asker, space, expand.below('container')));
  }
  give('version', () => versionJson(site, asker, currentVersion(content), content.id));
  give('history', () => historyJson(site, asker, content, expand.below('history')));
  give('ancestors', () =>
    ancestorsOf(site, content)
      .toReversed()
      .map((ancestor) => contentJson(ancestor)),
  );
  give('body', () => bodiesJson(site, asker, content, expand.below('body')));
  give('metadata', () => metadataJson(content, expand.below('metadata')));
  give('operations', () => contentOperations(site, asker, content));
  give('restrictions', () => ({ ...restrictionsByOperation(site, asker, content), _expandable: {} }));
  give('childTypes', () => childTypesJson(site, content));
  give('children', () => childrenJson(site, asker, content, expand.below('children'), contentJson));
  give('descendants', () => {
    const pages = descendantsOf(site, content.id).map((row) => row.content);
    return {
      page: arrayJson(pages.filter((page) => canRead(site, asker, page)).map((page) => contentJson(page))),
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
      publishers: {
        users: authors.map((id) => userJsonById(site, id, asker)),
        userAccountIds: authors,
        userKeys: [],
      },
    };
  }
  if (expand.has('ownedBy')) parts['ownedBy'] = userJsonById(site, content.ownerId, asker);
  if (expand.has('lastOwnedBy') && content.lastOwnerId !== null) {
    parts['lastOwnedBy'] = userJsonById(site, content.lastOwnerId, asker);
  }
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
    ...(expand.has('currentuser')
      ? { currentuser: { _expandable: { favourited: '', lastmodified: '' } } }
      : {}),
    ...(expand.has('frontend') ? { frontend: { editor: 'v2' } } : {}),
    _expandable: Object.fromEntries(
      ['currentuser', 'labels', 'properties', 'frontend']
        .filter((name) => !expand.has(name))
        .map((name) => [name, '']),
    ),
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

function childrenJson(
  site: Site,
  asker: Person,
  content: Content,
  expand: Expand,
  contentJson: ContentJson,
): Json {
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
            .map((child) => contentJson(child, expand.below(kind))),
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
