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
import { spaceByKey } from '../model/spaces.ts';
import { purgeContent, restoreContent, trashContent } from '../model/trash.ts';
import { updateContent } from '../model/update-content.ts';
import { readBody, type WrittenBody } from '../model/written-body.ts';
import { commentJson } from './comment-json.ts';
import { asWhole, singleContentJson } from './content-json.ts';
import { expandOf } from './expand.ts';
import { attachmentAnywhere } from './find-attachment.ts';
import { contentById, contentOfPath, noContent, notPermitted } from './find.ts';
import { attachmentJson } from './attachment-json.ts';

const value = z.looseObject({ value: z.string() });
const body = z.looseObject({ storage: value, atlas_doc_format: value, wiki: value }).partial().optional();
const newContent = z.looseObject({
  type: z.enum(['page', 'blogpost', 'comment']),
  title: z.string().max(255).nullish(),
  status: z.enum(['current', 'draft']).default('current'),
  space: z.looseObject({ key: z.string() }).nullish(),
  ancestors: z.array(z.looseObject({ id: idText })).optional(),
  container: z.looseObject({ id: idText }).nullish(),
  body,
});
const contentUpdate = z.looseObject({
  version: z.looseObject({
    number: z.int(),
    message: z.string().nullish(),
    minorEdit: z.boolean().optional(),
  }),
  type: z.string(),
  title: z.string().max(255).optional(),
  status: z.string().optional(),
  body,
});

/** The classic create, read, update, delete of v1, where a site still has it (facts: confluence-api §1). */
export function contentRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id', (c) => {
    const id = c.req.param('id');
    const [site, person] = [c.get('site'), c.get('person')];
    const attachment = attachmentAnywhere(c, id);
    if (attachment !== undefined)
      return c.json(asWhole(site, attachmentJson(site, person, attachment, expandOf(c, 'version'))));
    const content = contentOfPath(c);
    const asked = (c.req.queries('status') ?? []).flatMap((status) => status.split(','));
    const hidden = content.status === 'trashed' || content.status === 'draft';
    if (hidden && !asked.includes(content.status) && !asked.includes('any')) throw noContent(id);
    const expand =
      c.req.query('expand') === undefined ? expandOf(c, 'space', 'version', 'history') : expandOf(c);
    return c.json(singleContentJson(site, person, content, expand));
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
      ...written(c, wanted.body, { id: '', spaceId: space.id }),
    });
    return c.json(
      singleContentJson(site, person, content, expandOf(c, 'space', 'version', 'history', 'body.storage')),
    );
  });

  routes.put('/content/:id', async (c) => {
    const wanted = await readJson(c, contentUpdate);
    const [site, person, content] = [c.get('site'), c.get('person'), contentOfPath(c)];
    if (!canUpdate(site, person, content)) throw notPermitted();
    if (content.status === 'trashed') restoreContent(site, content);
    else {
      updateContent(site, content, {
        author: person.accountId,
        expectedVersion: wanted.version.number,
        message: wanted.version.message ?? '',
        minorEdit: wanted.version.minorEdit ?? false,
        ...(wanted.title === undefined ? {} : { title: wanted.title }),
        ...(wanted.body === undefined ? {} : written(c, wanted.body, content)),
      });
    }
    return c.json(
      singleContentJson(site, person, content, expandOf(c, 'space', 'version', 'history', 'body.storage')),
    );
  });

  routes.delete('/content/:id', (c) => {
    const [site, content] = [c.get('site'), contentOfPath(c)];
    if (!canDelete(site, c.get('person'), content)) throw notPermitted();
    if (c.req.query('status') === 'trashed' && content.status === 'trashed') purgeContent(site, content);
    else if (content.status === 'trashed') throw noContent(content.id);
    else trashContent(site, content);
    return c.body(null, 204);
  });
  return routes;
}

function createComment(c: RouteContext, wanted: z.output<typeof newContent>): Response {
  const [site, person] = [c.get('site'), c.get('person')];
  const content = contentById(c, wanted.container?.id ?? '');
  if (!canComment(site, person, content)) throw notPermitted();
  const parent = site.comments.get(wanted.ancestors?.at(-1)?.id ?? '');
  const comment = addComment(site, content, {
    author: person.accountId,
    storage: written(c, wanted.body, content).storage,
    ...(parent === undefined ? {} : { replyTo: parent }),
  });
  return c.json(asWhole(site, commentJson(site, person, comment, expandOf(c, 'version', 'body.storage'))));
}

function written(
  c: RouteContext,
  given: z.output<typeof body>,
  of: { readonly id: string; readonly spaceId: string },
): WrittenBody {
  const representation = (['storage', 'atlas_doc_format', 'wiki'] as const).find(
    (name) => given?.[name] !== undefined,
  );
  const text = representation === undefined ? '' : (given?.[representation]?.value ?? '');
  return readBody(
    c.get('site'),
    c.get('person'),
    { representation: representation ?? 'storage', value: text },
    of,
  );
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
