import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { idText } from '../../http/id-text.ts';
import { readJson } from '../../http/read-json.ts';
import { createContent } from '../../model/create-content.ts';
import type { Content } from '../../model/entities.ts';
import { canCreate } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { findTitleClash } from '../../model/titles.ts';
import { updateContent } from '../../model/update-content.ts';
import { notPermitted, requireUser } from '../error.ts';
import { contentById, spaceNamed } from '../find.ts';
import { wholeContentJson } from '../json/content-json.ts';
import { expandOf } from '../json/expand.ts';
import { viewFor } from '../json/view-of.ts';
import { bodyWrite, storageOf } from '../written-body.ts';
import { createComment, newComment } from './create-comment.ts';

const newContent = z.looseObject({
  id: idText.optional(),
  type: z.enum(['page', 'blogpost']),
  title: z.string().nullish(),
  status: z.enum(['current', 'draft']).nullish(),
  space: z.looseObject({ key: z.string() }).nullish(),
  ancestors: z.array(z.looseObject({ id: idText })).nullish(),
  body: bodyWrite.nullish(),
});
const written = z.discriminatedUnion('type', [newContent, newComment]);

/** What POST and PUT answer with besides what was asked. */
export const afterWrite = ['body.storage', 'history', 'space', 'version', 'ancestors', 'container'] as const;

/** Pages, posts, drafts and comments are all made by one operation. */
export function contentCreateRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/content', async (c) => {
    const wanted = await readJson(c, written);
    requireUser(c);
    const view = viewFor(c);
    const expand = expandOf(c, ...afterWrite);
    const json =
      wanted.type === 'comment'
        ? view.comment(createComment(c, wanted), expand)
        : view.content(publishedDraft(c, wanted) ?? create(c, wanted), expand);
    return c.json(wholeContentJson(view.site, json));
  });
  return routes;
}

function create(c: RouteContext, wanted: z.output<typeof newContent>): Content {
  const [site, person] = [c.get('site'), c.get('person')];
  if (wanted.space === null || wanted.space === undefined)
    throw new Refusal('invalid', 'A space is required to create content');
  const space = spaceNamed(c, wanted.space.key);
  const draft = wanted.status === 'draft' || c.req.query('status') === 'draft';
  const title = titleOf(wanted.title, draft);
  const parentId = wanted.ancestors?.at(-1)?.id;
  const parent = parentId === undefined ? null : contentById(c, parentId);
  if (parent !== null && parent.spaceId !== space.id)
    throw new Refusal('invalid', `The parent page ${parent.id} is not in the space with key ${space.key}`);
  if (!canCreate(site, person, space, parent)) throw notPermitted(`create content in space : ${space.key}`);
  if (!draft) refuseTitle(c, wanted.type, space.id, title, null);
  return createContent(site, {
    kind: wanted.type,
    spaceId: space.id,
    // Without a parent a page stands at the top of its space.
    parentId: parent?.id ?? null,
    title,
    author: person.accountId,
    status: draft ? 'draft' : 'current',
    storage: storageOf(site, wanted.body) ?? '',
  });
}

/** Content that names an unpublished draft publishes it; null when it names none. */
function publishedDraft(c: RouteContext, wanted: z.output<typeof newContent>): Content | null {
  if (wanted.id === undefined || wanted.id === '' || wanted.status === 'draft') return null;
  const content = contentById(c, wanted.id);
  if (content.status !== 'draft')
    throw new Refusal('invalid', `Content with id ${content.id} exists already and is no draft`);
  const title = titleOf(wanted.title ?? content.title, false);
  refuseTitle(c, content.kind, content.spaceId, title, content.id);
  const storage = storageOf(c.get('site'), wanted.body);
  updateContent(c.get('site'), content, {
    author: c.get('person').accountId,
    title,
    ...(storage === null ? {} : { storage }),
  });
  return content;
}

/** @throws Refusal `invalid` */
export function titleOf(title: string | null | undefined, draft: boolean): string {
  const text = (title ?? '').trim();
  if (text === '' && !draft) throw new Refusal('invalid', 'Title is required');
  if (text.length > 255) throw new Refusal('invalid', 'Title cannot be longer than 255 characters.');
  return text;
}

/** @throws Refusal `duplicate-title` in Data Center's words */
export function refuseTitle(
  c: RouteContext,
  kind: Content['kind'],
  spaceId: string,
  title: string,
  exceptId: string | null,
): void {
  const site = c.get('site');
  const clash = findTitleClash(site, kind, spaceId, title, exceptId);
  if (clash === undefined) return;
  const what = clash.kind === 'blogpost' ? 'blog post' : 'page';
  const key = site.spaces.get(spaceId)?.key ?? '';
  throw new Refusal(
    'duplicate-title',
    `A ${what} with this title already exists: A ${what} already exists with the title ${title} in the space with key ${key}`,
  );
}
