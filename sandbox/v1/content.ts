import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import { readJson } from '../http/read-json.ts';
import { addComment } from '../model/comments.ts';
import { createContent } from '../model/create-content.ts';
import type { Content, Space } from '../model/entities.ts';
import { canComment, canCreate, canDelete, canUpdate, hasSpaceRight } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { changed } from '../model/site.ts';
import { spaceByKey } from '../model/spaces.ts';
import { purgeContent, trashContent } from '../model/trash.ts';
import { commentJson } from './comment-json.ts';
import { asWhole, singleContentJson } from './content-json.ts';
import { expandOf } from './expand.ts';
import { attachmentAnywhere } from './find-attachment.ts';
import { contentById, contentOfPath, noContent, notPermitted } from './find.ts';
import { attachmentJson } from './attachment-json.ts';
import { commentAnywhere, shownContent } from './shown-content.ts';
import { bodyGiven, writtenBody } from './written-content.ts';

const newContent = z.looseObject({
  type: z.enum(['page', 'blogpost', 'comment']),
  title: z.string().max(255).nullish(),
  status: z.enum(['current', 'draft']).default('current'),
  space: z.looseObject({ key: z.string() }).nullish(),
  ancestors: z.array(z.looseObject({ id: idText })).optional(),
  container: z.looseObject({ id: idText }).nullish(),
  body: bodyGiven,
});
/** The classic create, read, delete of v1, where a site still has it (facts: confluence-api §1). */
export function contentRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id', (c) => {
    const id = c.req.param('id');
    const [site, person] = [c.get('site'), c.get('person')];
    const attachment = attachmentAnywhere(c, id);
    if (attachment !== undefined)
      return c.json(asWhole(site, attachmentJson(site, person, attachment, expandOf(c, 'version'))));
    const expand =
      c.req.query('expand') === undefined ? expandOf(c, 'space', 'version', 'history') : expandOf(c);
    const comment = commentAnywhere(c, id);
    if (comment !== undefined) return c.json(asWhole(site, commentJson(site, person, comment, expand)));
    const { content, status } = shownContent(c, contentOfPath(c));
    return c.json({ ...singleContentJson(site, person, content, expand), status });
  });
  routes.get('/content/:id/history', (c) => {
    const json = singleContentJson(
      c.get('site'),
      c.get('person'),
      contentOfPath(c),
      expandOf(c, 'history.lastUpdated'),
    );
    return c.json(json['history'] ?? {});
  });

  routes.post('/content', async (c) => {
    const wanted = await readJson(c, newContent);
    if (wanted.type === 'comment') return createComment(c, wanted);
    const [site, person] = [c.get('site'), c.get('person')];
    const space = spaceNamed(c, wanted.space?.key ?? '');
    const parentId = wanted.ancestors?.at(-1)?.id;
    const parent = parentId === undefined ? homepageOf(c, space) : contentById(c, parentId);
    if (!canCreate(site, person, space, parent)) throw notPermitted();
    if ((wanted.title ?? '') === '') throw new Refusal('invalid', 'title is required');
    const content = createContent(site, {
      kind: wanted.type,
      spaceId: space.id,
      parentId: wanted.type === 'page' ? (parent?.id ?? null) : null,
      title: wanted.title ?? '',
      status: wanted.status,
      author: person.accountId,
      ...writtenBody(c, wanted.body, { id: '', spaceId: space.id }),
    });
    return c.json(
      singleContentJson(site, person, content, expandOf(c, 'space', 'version', 'history', 'body.storage')),
    );
  });

  routes.delete('/content/:id', (c) => {
    deleteContent(c, contentOfPath(c));
    return c.body(null, 204);
  });
  return routes;
}

/** Trash; for good with `status=trashed`; the draft with `status=draft`. */
function deleteContent(c: RouteContext, content: Content): void {
  const [site, person, status] = [c.get('site'), c.get('person'), c.req.query('status') ?? 'current'];
  if (status === 'draft' && content.status === 'current') {
    if (content.draft === null) throw noContent(content.id);
    if (!canUpdate(site, person, content)) throw notPermitted();
    content.draft = null;
    return changed(site);
  }
  if (status !== content.status) throw noContent(content.id);
  if (!canDelete(site, person, content)) throw notPermitted();
  if (content.status === 'current' || content.status === 'archived') return trashContent(site, content);
  purgeContent(site, content);
}

function createComment(c: RouteContext, wanted: z.output<typeof newContent>): Response {
  const [site, person] = [c.get('site'), c.get('person')];
  const content = contentById(c, wanted.container?.id ?? '');
  if (!canComment(site, person, content)) throw notPermitted();
  const parent = site.comments.get(wanted.ancestors?.at(-1)?.id ?? '');
  const comment = addComment(site, content, {
    author: person.accountId,
    storage: writtenBody(c, wanted.body, content).storage,
    ...(parent === undefined ? {} : { replyTo: parent }),
  });
  return c.json(asWhole(site, commentJson(site, person, comment, expandOf(c, 'version', 'body.storage'))));
}

function spaceNamed(c: RouteContext, key: string): Space {
  const space = spaceByKey(c.get('site'), key);
  if (space === undefined || !hasSpaceRight(c.get('person'), space, 'read')) {
    throw new Refusal('not-found', `No space with key : ${key}`);
  }
  return space;
}

function homepageOf(c: RouteContext, space: Space): Content | null {
  return c.get('site').contents.get(space.homepageId ?? '') ?? null;
}
