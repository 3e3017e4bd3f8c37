import type { IndexedEntity } from '../../cql/entities-of-site.ts';
import type { TextQuery } from '../../cql/text-query.ts';
import { isoTime } from '../../http/iso-time.ts';
import type { Person } from '../../model/entities.ts';
import { excerptOf, rowTitle } from '../../v1/search-excerpt.ts';
import { type Expand, nothing } from './expand.ts';
import { attachmentLinks, contentWebui, spaceWebui } from './links.ts';
import { usernameOf } from '../logins.ts';
import { userJson } from './person-json.ts';
import { spaceJson } from './space-json.ts';
import type { Json, View } from './view.ts';

/** What a row shows of itself besides what was found. */
export interface RowOptions {
  readonly texts: readonly TextQuery[];
  readonly excerpt: string;
  readonly expand: Expand;
}

/** A row of `/search`: with a `timestamp`, and without the breadcrumbs and score of Cloud. */
export function searchRow(view: View, entity: IndexedEntity, options: RowOptions): Json {
  const space = entity.source.kind === 'space';
  const found = entityJson(view, entity, options.expand.below(space ? 'space' : 'content'));
  return {
    ...(space ? { space: found } : { content: found }),
    title: rowTitle(entity.title, options.texts),
    excerpt: excerptOf(entity.text(), options.excerpt, options.texts),
    url: entityWebui(view, entity),
    ...containerOf(view, entity),
    ...(space
      ? {}
      : { resultGlobalContainer: { title: entity.space.name, displayUrl: spaceWebui(entity.spaceEntity) } }),
    entityType: space ? 'space' : 'content',
    iconCssClass: space ? 'aui-icon content-type-space' : `aui-icon content-type-${entity.kind}`,
    lastModified: isoTime(entity.modifiedAt),
    friendlyLastModified: friendly.format(entity.modifiedAt),
    timestamp: entity.modifiedAt,
  };
}

export function personRow(view: View, person: Person): Json {
  return {
    user: userJson(view.site, person),
    title: person.displayName,
    excerpt: '',
    url: `/display/~${encodeURIComponent(usernameOf(person))}`,
    entityType: 'user',
    iconCssClass: 'aui-icon content-type-profile',
    lastModified: isoTime(0),
    friendlyLastModified: '',
    timestamp: 0,
  };
}

/** What was found, in its own JSON. */
export function entityJson(view: View, { source }: IndexedEntity, expand: Expand = nothing): Json {
  switch (source.kind) {
    case 'content':
      return view.content(source.content, expand);
    case 'comment':
      return view.comment(source.comment, expand);
    case 'attachment':
      return view.attachment(source.attachment, expand);
    case 'space':
      return spaceJson(view, source.space, expand);
  }
}

function entityWebui(view: View, { source }: IndexedEntity): string {
  switch (source.kind) {
    case 'content':
      return contentWebui(view.site, source.content);
    case 'comment':
      return `${contentWebui(view.site, source.content)}?focusedCommentId=${source.comment.id}#comment-${source.comment.id}`;
    case 'attachment':
      return attachmentLinks(view.site, source.attachment)['webui'] ?? '';
    case 'space':
      return spaceWebui(source.space);
  }
}

function containerOf(view: View, { source }: IndexedEntity): Json {
  if (source.kind !== 'comment' && source.kind !== 'attachment') return {};
  const displayUrl = contentWebui(view.site, source.content);
  return { resultParentContainer: { title: source.content.title, displayUrl } };
}

const friendly = new Intl.DateTimeFormat('en-US', {
  month: 'short',
  day: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
});
