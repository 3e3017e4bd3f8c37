import type { Content, Person } from '../model/entities.ts';
import { pageLinks, wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import { expandedParts } from './content-parts.ts';
import { nothing, type Expand } from './expand.ts';

type Json = Record<string, unknown>;

/** Any content in v1's JSON: what was expanded, and `_expandable` for the rest. */
export function contentJson(site: Site, asker: Person, content: Content, expand: Expand = nothing): Json {
  const parts = expandedParts(site, asker, content, expand, (other, below) =>
    contentJson(site, asker, other, below),
  );
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
