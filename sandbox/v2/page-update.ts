import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import { readJson } from '../http/read-json.ts';
import type { Content } from '../model/entities.ts';
import { canUpdate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { changed } from '../model/site.ts';
import { restoreContent } from '../model/trash.ts';
import { ancestorsOf, nextPosition } from '../model/tree.ts';
import { retitle, saveDraft, updateContent } from '../model/update-content.ts';
import { bodyWrite, readBody } from '../model/written-body.ts';
import { shownDraft, shownNow, type Shown } from './content-json.ts';
import { collectionOf, contentOfPath, missingContent } from './find.ts';
import { parentIn } from './page-create.ts';
import { pageAnswer } from './page-read.ts';
import { singleAnswer } from './single-answer.ts';

const pageUpdate = z.looseObject({
  id: idText,
  status: z.enum(['current', 'draft']),
  title: z.string().max(255),
  spaceId: idText.optional(),
  parentId: idText.optional(),
  ownerId: z.string().optional(),
  body: bodyWrite,
  version: z.looseObject({ number: z.int(), message: z.string().nullish() }),
});

const titleUpdate = z.looseObject({
  status: z.enum(['current', 'draft']),
  title: z.string().min(1).max(255),
});

/** Updates of pages and blog posts; there is no partial one except of the title (facts: confluence-api §5). */
export function pageUpdateRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['page', 'blogpost'] as const) {
    routes.put(`/${collectionOf[kind]}/:id`, async (c) => {
      const wanted = await readJson(c, pageUpdate);
      const content = updatable(c, kind);
      if (wanted.id !== content.id)
        throw new Refusal('invalid', 'The id of the body is not the id of the path');
      const shown = write(c, content, wanted);
      return singleAnswer(c, pageAnswer(c, content, shown));
    });
  }
  routes.put('/pages/:id/title', async (c) => {
    const { status, title } = await readJson(c, titleUpdate);
    const content = updatable(c, 'page');
    const author = c.get('person').accountId;
    if (status === 'current') {
      retitle(c.get('site'), content, title, author);
      return singleAnswer(c, pageAnswer(c, content, shownNow(content)));
    }
    saveDraft(c.get('site'), content, { author, title });
    return singleAnswer(c, pageAnswer(c, content, shownDraft(content)));
  });
  return routes;
}

function updatable(c: RouteContext, kind: 'page' | 'blogpost'): Content {
  const content = contentOfPath(c, kind);
  if (!canUpdate(c.get('site'), c.get('person'), content)) throw missingContent(kind, content.id);
  return content;
}

function write(c: RouteContext, content: Content, wanted: z.output<typeof pageUpdate>): Shown {
  const [site, person] = [c.get('site'), c.get('person')];
  if (content.status === 'trashed') {
    if (wanted.status === 'draft') throw new Refusal('invalid', 'A trashed page cannot be saved as a draft');
    restoreContent(site, content);
    return shownNow(content);
  }
  if (wanted.spaceId !== undefined && wanted.spaceId !== content.spaceId) {
    throw new Refusal('invalid', 'Moving a page to a different space is not supported');
  }
  const change = {
    author: person.accountId,
    title: wanted.title,
    message: wanted.version.message ?? '',
    ...readBody(site, person, wanted.body, content),
  };
  if (wanted.status === 'draft') {
    if (wanted.version.number !== 1) {
      throw new Refusal(
        'invalid',
        `Version number must be 1 when saving a draft. Provided version: [${wanted.version.number}]`,
      );
    }
    saveDraft(site, content, change);
    return shownDraft(content);
  }
  const parent = content.kind === 'page' ? parentIn(c, content.spaceId, wanted.parentId) : null;
  if (parent !== null && (parent === content || ancestorsOf(site, parent).includes(content))) {
    throw new Refusal('invalid', 'A page cannot be moved below itself');
  }
  if (wanted.ownerId !== undefined && !site.people.has(wanted.ownerId)) {
    throw new Refusal('invalid', `Cannot find a user with account id [${wanted.ownerId}]`);
  }
  updateContent(site, content, { ...change, expectedVersion: wanted.version.number });
  if (parent !== null && parent.id !== content.parentId) {
    content.position = nextPosition(site, content.spaceId, parent.id);
    content.parentId = parent.id;
  }
  if (wanted.ownerId !== undefined && wanted.ownerId !== content.ownerId) {
    content.lastOwnerId = content.ownerId;
    content.ownerId = wanted.ownerId;
  }
  changed(site);
  return shownNow(content);
}
