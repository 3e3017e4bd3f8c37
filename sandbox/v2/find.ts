import type { RouteContext } from '../http/context.ts';
import { pathId } from '../http/query.ts';
import type { Content, ContentKind, Space } from '../model/entities.ts';
import { visibleContent } from '../model/find-content.ts';
import { hasSpaceRight } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';

/** Where each kind lives in v2. */
export const collectionOf = {
  page: 'pages',
  blogpost: 'blogposts',
  folder: 'folders',
  whiteboard: 'whiteboards',
  database: 'databases',
  embed: 'embeds',
} as const satisfies Record<ContentKind, string>;

/** The content of the path's id, as far as the caller may see it. @throws Refusal `not-found` in the kind's own words */
export function contentOfPath(c: RouteContext, kind: ContentKind, parameter = 'id'): Content {
  const id = pathId(c, parameter);
  const content = visibleContent(c.get('site'), c.get('person'), id, [kind]);
  if (content === undefined) throw missingContent(kind, id);
  return content;
}

/** The recorded words for what is absent or hidden (facts: confluence-api §3.1). */
export function missingContent(kind: ContentKind, id: string): Refusal {
  switch (kind) {
    case 'page':
      return new Refusal('not-found', `Cannot find a page with id [${id}]`);
    case 'blogpost':
      return new Refusal('not-found', `Cannot find a blogpost with id [${id}]`);
    case 'folder':
    case 'whiteboard':
    case 'database':
    case 'embed':
      return new Refusal('not-found', `Content with id: [${id}] not found`);
  }
}

/** As `contentOfPath`, in the words of the tree and of properties. */
export function contentOfPathElse(
  c: RouteContext,
  kind: ContentKind,
  words: (kind: ContentKind, id: string) => string,
  parameter = 'id',
): Content {
  const id = pathId(c, parameter);
  const content = visibleContent(c.get('site'), c.get('person'), id, [kind]);
  if (content === undefined) throw new Refusal('not-found', words(kind, id));
  return content;
}

/** The space of the path's id. @throws Refusal `not-found` */
export function spaceOfPath(c: RouteContext, parameter = 'id'): Space {
  return visibleSpace(c, pathId(c, parameter));
}

/** A space that the caller may see. @throws Refusal `not-found` */
export function visibleSpace(c: RouteContext, id: string): Space {
  const space = c.get('site').spaces.get(id);
  if (space === undefined || !hasSpaceRight(c.get('person'), space, 'read')) {
    throw new Refusal('not-found', `Cannot find a space with id [${id}]`);
  }
  return space;
}
