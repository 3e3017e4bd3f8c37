import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import { v1Error } from '../http/v1-error.ts';
import { readJson } from '../http/read-json.ts';
import { recordLongTask } from '../model/long-tasks.ts';
import { canDelete } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { archiveContent, trashContent } from '../model/trash.ts';
import { descendantsOf } from '../model/tree.ts';
import { contentById, contentOfPath, notPermitted } from './find.ts';
import { longTaskStarted } from './long-tasks.ts';

const archiveAsked = z.looseObject({
  pages: z
    .array(z.looseObject({ id: idText }))
    .min(1)
    .max(300),
});

/** Archiving and deleting a page with its subtree, both as long tasks (facts: confluence-api §5, tree operations). */
export function archiveRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/content/archive', async (c) => {
    const { pages } = await readJson(c, archiveAsked);
    const site = c.get('site');
    // Measured: an unknown id fails the queue itself (facts: confluence-api §3.2).
    if (pages.some(({ id }) => !site.contents.has(id)))
      return v1Error(c, 500, 'Internal Server Error', { bare: true });
    const contents = pages.map(({ id }) => contentById(c, id, ['page']));
    if (contents.some((content) => content.status === 'archived')) {
      throw new Refusal('invalid', 'Some of the pages are already archived');
    }
    if (contents.some((content) => !canDelete(site, c.get('person'), content))) throw notPermitted();
    for (const content of contents) archiveContent(site, content);
    const messages = [`Archived ${contents.length} pages`];
    return longTaskStarted(
      c,
      recordLongTask(site, 'com.atlassian.confluence.archive', { successful: true, messages }),
    );
  });

  routes.delete('/content/:id/pageTree', (c) => {
    const [site, person] = [c.get('site'), c.get('person')];
    const content = contentOfPath(c, 'id', ['page']);
    if (content.status !== 'current') throw new Refusal('invalid', 'Only current pages can be deleted');
    const tree = [content, ...descendantsOf(site, content.id).map((row) => row.content)];
    if (tree.some((item) => !canDelete(site, person, item))) throw notPermitted();
    for (const item of tree.toReversed()) trashContent(site, item);
    const messages = [`Deleted ${tree.length} pages`];
    return longTaskStarted(
      c,
      recordLongTask(site, 'com.atlassian.confluence.delete', { successful: true, messages }),
    );
  });
  return routes;
}
