import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import { readJson } from '../http/read-json.ts';
import { updateComment } from '../model/comments.ts';
import type { Comment, Content } from '../model/entities.ts';
import { moveContent } from '../model/move-content.ts';
import { canChangeComment, canCreate, canUpdate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { restoreContent } from '../model/trash.ts';
import { saveDraft, updateContent } from '../model/update-content.ts';
import { commentJson } from './comment-json.ts';
import { asWhole, singleContentJson } from './content-json.ts';
import { expandOf } from './expand.ts';
import { contentById, contentOfPath, notPermitted } from './find.ts';
import { commentAnywhere } from './shown-content.ts';
import { bodyGiven, writtenBody } from './written-content.ts';

const contentUpdate = z.looseObject({
  version: z.looseObject({
    number: z.int(),
    message: z.string().nullish(),
    minorEdit: z.boolean().optional(),
  }),
  type: z.string(),
  title: z.string().max(255).optional(),
  status: z.string().optional(),
  ancestors: z.array(z.looseObject({ id: idText })).nullish(),
  body: bodyGiven,
});

type Wanted = z.output<typeof contentUpdate>;

/** New versions, moves (through `ancestors`), drafts and restores of pages and posts; new versions of comments. */
export function contentUpdateRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.put('/content/:id', async (c) => {
    const wanted = await readJson(c, contentUpdate);
    const [site, person] = [c.get('site'), c.get('person')];
    const comment = commentAnywhere(c, c.req.param('id'));
    if (comment !== undefined) {
      changeComment(c, comment, wanted);
      return c.json(
        asWhole(site, commentJson(site, person, comment, expandOf(c, 'version', 'body.storage'))),
      );
    }
    const content = contentOfPath(c);
    if (!canUpdate(site, person, content)) throw notPermitted();
    if (wanted.type !== content.kind)
      throw new Refusal('invalid', `Cannot change the type of content to ${wanted.type}`);
    if (content.status === 'trashed') restoreContent(site, content);
    else change(c, content, wanted);
    return c.json(
      singleContentJson(site, person, content, expandOf(c, 'space', 'version', 'history', 'body.storage')),
    );
  });
  return routes;
}

function change(c: RouteContext, content: Content, wanted: Wanted): void {
  const [site, person] = [c.get('site'), c.get('person')];
  const written = wanted.body === undefined ? {} : writtenBody(c, wanted.body, content);
  const details = {
    author: person.accountId,
    message: wanted.version.message ?? '',
    minorEdit: wanted.version.minorEdit ?? false,
    ...(wanted.title === undefined ? {} : { title: wanted.title }),
    ...written,
  };
  if (wanted.status === 'draft') return saveDraft(site, content, details);
  const parent = newParent(c, content, wanted);
  updateContent(site, content, { ...details, expectedVersion: wanted.version.number });
  if (parent !== null) moveContent(site, content, 'append', parent);
}

/** The parent to move below, or null when the page stays where it is. */
function newParent(c: RouteContext, content: Content, wanted: Wanted): Content | null {
  const parentId = wanted.ancestors?.at(-1)?.id;
  if (parentId === undefined || parentId === content.parentId || content.kind !== 'page') return null;
  const parent = contentById(c, parentId);
  const space = c.get('site').spaces.get(parent.spaceId);
  if (space === undefined || !canCreate(c.get('site'), c.get('person'), space, parent)) throw notPermitted();
  return parent;
}

function changeComment(c: RouteContext, comment: Comment, wanted: Wanted): void {
  const [site, person] = [c.get('site'), c.get('person')];
  if (wanted.type !== 'comment') throw new Refusal('invalid', `Content ${comment.id} is a comment`);
  if (!canChangeComment(site, person, comment)) throw notPermitted();
  const current = comment.versions.at(-1)?.number ?? 0;
  if (wanted.version.number !== current + 1) throw new Refusal('stale-version', 'stale', current);
  const of = { id: comment.contentId, spaceId: site.contents.get(comment.contentId)?.spaceId ?? '' };
  updateComment(site, comment, {
    author: person.accountId,
    message: wanted.version.message ?? '',
    ...(wanted.body === undefined ? {} : { storage: writtenBody(c, wanted.body, of).storage }),
  });
}
