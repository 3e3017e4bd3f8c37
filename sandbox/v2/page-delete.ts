import { Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import { boolParam } from '../http/query.ts';
import { canAdminister, canDelete } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { changed } from '../model/site.ts';
import { purgeContent, trashContent } from '../model/trash.ts';
import { collectionOf, contentOfPath, missingContent } from './find.ts';

/** Deletion of pages and blog posts: into the trash, for good from there, or of a draft (facts: confluence-api §5). */
export function pageDeleteRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['page', 'blogpost'] as const) {
    routes.delete(`/${collectionOf[kind]}/:id`, (c) => {
      const [site, person] = [c.get('site'), c.get('person')];
      const content = contentOfPath(c, kind);
      if (boolParam(c, 'draft')) {
        if (content.status === 'draft') purgeContent(site, content);
        else if (content.draft === null)
          throw new Refusal('not-found', `Cannot find a draft with id [${content.id}]`);
        else content.draft = null;
        changed(site);
        return c.body(null, 204);
      }
      if (content.status === 'draft' || !canDelete(site, person, content))
        throw missingContent(kind, content.id);
      if (boolParam(c, 'purge')) {
        if (content.status !== 'trashed') throw new Refusal('invalid', 'Only trashed content can be purged');
        if (!canAdminister(site, person, content)) throw missingContent(kind, content.id);
        purgeContent(site, content);
      } else {
        if (content.status === 'trashed') throw missingContent(kind, content.id);
        trashContent(site, content);
      }
      return c.body(null, 204);
    });
  }
  return routes;
}
