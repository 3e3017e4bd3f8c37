import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import { boolParam } from '../http/query.ts';
import { readJson } from '../http/read-json.ts';
import { createContent } from '../model/create-content.ts';
import type { Content, Space } from '../model/entities.ts';
import { visibleContent } from '../model/find-content.ts';
import { canCreate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { setRestriction } from '../model/restrictions.ts';
import { bodyWrite, readBody } from '../model/written-body.ts';
import { shownNow } from './content-json.ts';
import { collectionOf, visibleSpace } from './find.ts';
import { pageAnswer } from './page-read.ts';
import { singleAnswer } from './single-answer.ts';

const newPage = z.looseObject({
  spaceId: idText,
  status: z.enum(['current', 'draft']).default('current'),
  title: z.string().max(255).optional(),
  parentId: idText.optional(),
  body: bodyWrite.optional(),
  subtype: z.enum(['live']).optional(),
});

/** Creation of pages and blog posts: 200, not 201 (facts: confluence-api §5). */
export function pageCreateRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['page', 'blogpost'] as const) {
    routes.post(`/${collectionOf[kind]}`, async (c) => {
      const wanted = await readJson(c, newPage);
      const [site, person] = [c.get('site'), c.get('person')];
      const space = visibleSpace(c, wanted.spaceId);
      const parent = kind === 'page' ? parentOf(c, space, wanted.parentId) : null;
      if (!canCreate(site, person, space, parent)) {
        throw new Refusal('forbidden', `Cannot find a space with id [${space.id}]`);
      }
      const title = wanted.title ?? '';
      if (title.trim() === '' && wanted.status === 'current') {
        throw new Refusal('invalid', 'The title must be specified for a published page');
      }
      const content = createContent(site, {
        kind,
        spaceId: space.id,
        parentId: parent?.id ?? null,
        title: title.trim(),
        status: wanted.status,
        author: person.accountId,
        ...(wanted.subtype === undefined ? {} : { subtype: wanted.subtype }),
        ...readBody(site, person, wanted.body, { id: '', spaceId: space.id }),
      });
      if (boolParam(c, 'private')) {
        for (const operation of ['read', 'update'] as const) {
          setRestriction(site, content, operation, [`user:${person.accountId}`]);
        }
      }
      return singleAnswer(c, pageAnswer(c, content, shownNow(content)));
    });
  }
  return routes;
}

// Without a parent a page hangs below the homepage, unless it is to stand at the top.
function parentOf(c: RouteContext, space: Space, parentId: string | undefined): Content | null {
  const atTop = boolParam(c, 'root-level');
  if (atTop && parentId !== undefined) {
    throw new Refusal('invalid', 'A parentId may not be supplied when root-level is true');
  }
  if (atTop) return null;
  return parentIn(c, space.id, parentId ?? space.homepageId ?? undefined);
}

/** The parent that a write names, in the same space. @throws Refusal `not-found`, `invalid` */
export function parentIn(c: RouteContext, spaceId: string, parentId: string | undefined): Content | null {
  if (parentId === undefined || parentId === '') return null;
  const parent = visibleContent(c.get('site'), c.get('person'), parentId);
  if (
    parent === undefined ||
    parent.kind === 'blogpost' ||
    parent.status === 'trashed' ||
    parent.status === 'draft'
  ) {
    throw new Refusal('not-found', `Parent with id [${parentId}] not found`);
  }
  if (parent.spaceId !== spaceId) throw new Refusal('invalid', 'The parent is in another space');
  return parent;
}
