import { z } from 'zod';
import type { RouteContext } from '../../http/context.ts';
import { idText } from '../../http/id-text.ts';
import { markerRefs } from '../../content/index.ts';
import { addComment } from '../../model/comments.ts';
import type { Comment, Content } from '../../model/entities.ts';
import { canComment } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { changed } from '../../model/site.ts';
import { notPermitted } from '../error.ts';
import { itemById, noContent } from '../find.ts';
import { bodyWrite, storageOf } from '../written-body.ts';

const inlineProperties = z.looseObject({ originalSelection: z.string(), markerRef: z.string() });

/** A comment as the content API takes it: content in a container, below the comment that it answers. */
export const newComment = z.looseObject({
  type: z.literal('comment'),
  container: z.looseObject({ id: idText }).nullish(),
  ancestors: z.array(z.looseObject({ id: idText })).nullish(),
  body: bodyWrite.nullish(),
  extensions: z
    .looseObject({ location: z.enum(['footer', 'inline']), inlineProperties })
    .partial()
    .nullish(),
});

/** @throws Refusal `not-found`, `forbidden`, `invalid`, `invalid-body` */
export function createComment(c: RouteContext, wanted: z.output<typeof newComment>): Comment {
  const [site, person] = [c.get('site'), c.get('person')];
  const containerId = wanted.container?.id;
  if (containerId === undefined) throw new Refusal('invalid', 'A container is required to create a comment');
  const container = itemById(c, containerId);
  if (container.kind === 'comment') throw new Refusal('invalid', 'Comments cannot contain comments');
  const { content } = container;
  if (!canComment(site, person, content))
    throw notPermitted(`comment on content with id : ContentId{id=${containerId}}`);
  const parentId = wanted.ancestors?.at(-1)?.id;
  const parent = parentId === undefined ? undefined : site.comments.get(parentId);
  if (parentId !== undefined && parent?.contentId !== content.id) throw noContent(parentId);
  const storage = storageOf(site, wanted.body);
  if (storage === null) throw new Refusal('invalid', 'Comment body is required');
  const added = addComment(site, content, {
    author: person.accountId,
    storage,
    ...(parent === undefined ? {} : { replyTo: parent }),
    ...(container.kind === 'attachment' ? { attachmentId: container.attachment.id } : {}),
  });
  const inline = wanted.extensions?.location === 'inline' && parent === undefined;
  return inline ? standingInline(c, content, added, wanted.extensions?.inlineProperties) : added;
}

// The content API does not mark the text: the marker has to stand in the body already. Otherwise the comment dangles.
function standingInline(
  c: RouteContext,
  content: Content,
  comment: Comment,
  properties: z.output<typeof inlineProperties> | undefined,
): Comment {
  const site = c.get('site');
  const { markerRef = '', originalSelection = '' } = properties ?? {};
  const stands = markerRef !== '' && markerRefs(content.storage).includes(markerRef);
  const inline: Comment = {
    ...comment,
    kind: 'inline',
    inline: {
      markerRef,
      selection: originalSelection,
      resolution: stands ? 'open' : 'dangling',
      resolvedBy: null,
      resolvedAt: null,
    },
  };
  site.comments.set(comment.id, inline);
  changed(site);
  return inline;
}
