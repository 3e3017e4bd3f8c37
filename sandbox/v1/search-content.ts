import type { EntitySource, IndexedEntity } from '../cql/entities-of-site.ts';
import type { Person, Space } from '../model/entities.ts';
import { bodyIn, singleFormats } from '../model/body-in.ts';
import { attachmentLinks, spaceWebui, webui, wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import { attachmentJson } from './attachment-json.ts';
import { arisOf, contentJson, expandableOf } from './content-json.ts';
import type { Expand } from './expand.ts';
import { nothing } from './expand.ts';
import { spaceJson } from './space-json.ts';
import { versionJson } from './version-json.ts';

type Json = Record<string, unknown>;

/** A content object of v1 as search gives it; spaces have none. */
export function searchContentJson(site: Site, asker: Person, entity: IndexedEntity, expand: Expand): Json {
  const { source } = entity;
  switch (source.kind) {
    case 'content': {
      const subType = source.content.subtype === null ? {} : { subType: source.content.subtype };
      return { ...contentJson(site, asker, source.content, expand), ...subType };
    }
    case 'attachment':
      return attachmentJson(site, asker, source.attachment, expand);
    case 'comment':
      return commentContentJson(site, asker, source, expand);
    case 'space':
      throw new Error(`space ${source.space.key} is no content`);
  }
}

/** Where a person sees an entity, relative to the base; also the row's `url`. */
export function entityWebui(site: Site, source: EntitySource): string {
  switch (source.kind) {
    case 'content':
      return webui(site, source.content);
    case 'comment':
      return `${webui(site, source.content)}?focusedCommentId=${source.comment.id}`;
    case 'attachment':
      return attachmentLinks(source.attachment).webui;
    case 'space':
      return spaceWebui(source.space);
  }
}

/** A space as rows show it: by its key, without an id (recorded; facts: confluence-api §10). */
export function searchSpaceJson(site: Site, asker: Person, space: Space): Json {
  const { id: _id, ari: _ari, alias: _alias, ...rest } = spaceJson(site, asker, space, nothing);
  return rest;
}

function commentContentJson(
  site: Site,
  asker: Person,
  { comment, content }: Extract<EntitySource, { kind: 'comment' }>,
  expand: Expand,
): Json {
  const parts: Json = {};
  const last = comment.versions.at(-1);
  const space = site.spaces.get(content.spaceId);
  if (expand.has('version') && last !== undefined)
    parts['version'] = versionJson(site, asker, last, comment.id);
  if (expand.has('container')) parts['container'] = contentJson(site, asker, content);
  if (expand.has('space') && space !== undefined)
    parts['space'] = spaceJson(site, asker, space, expand.below('space'));
  if (expand.has('body')) {
    const kept = { storage: comment.storage, adf: null, of: content };
    const wanted = singleFormats.filter((format) => expand.below('body').has(format));
    parts['body'] = Object.fromEntries(
      wanted.map((representation) => [
        representation,
        { value: bodyIn(site, asker, kept, representation), representation, embeddedContent: [] },
      ]),
    );
  }
  return {
    id: comment.id,
    type: 'comment',
    ...arisOf(site, 'comment', comment.id),
    status: comment.status,
    title: `Re: ${content.title}`,
    macroRenderedOutput: {},
    extensions: { location: comment.kind },
    ...parts,
    _expandable: {
      ...expandableOf(site, comment.id, content.spaceId, Object.keys(parts)),
      ...('container' in parts ? {} : { container: `/rest/api/content/${content.id}` }),
    },
    _links: {
      webui: entityWebui(site, { kind: 'comment', comment, content }),
      self: `${wikiBase(site)}/rest/api/content/${comment.id}`,
    },
  };
}
