import { Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import { intParam } from '../http/query.ts';
import type { Content, ContentKind } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import { canRead } from '../model/permissions.ts';
import { ancestorsOf, childrenOf, descendantsOf } from '../model/tree.ts';
import { currentVersion } from '../model/update-content.ts';
import { collectionOf, contentOfPathElse } from './find.ts';
import { pagedAnswer } from './paged-answer.ts';
import { sorted, type SortKeys } from './sorted.ts';
import { childJson, descendantJson } from './tree-json.ts';

const childSortKeys: SortKeys<Content> = {
  id: (content) => Number(content.id),
  'created-date': (content) => content.createdAt,
  'modified-date': (content) => currentVersion(content).createdAt,
  'child-position': (content) => content.position,
  title: (content) => content.title,
};

const missing = (kind: ContentKind, id: string): string => `Cannot find [${kind}] entity with id [${id}]`;

/** The content tree: children, ancestors and descendants of everything that has a place in it. */
export function treeRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  // The deprecated list hides everything that is no page (facts: confluence-api §5).
  routes.get('/pages/:id/children', (c) => {
    const parent = contentOfPathElse(c, 'page', missing);
    const [site, person] = [c.get('site'), c.get('person')];
    const pages = childrenOf(site, parent.id).filter(
      (child) => child.kind === 'page' && canRead(site, person, child),
    );
    return pagedAnswer(c, {
      rows: sorted(c, pages, childSortKeys),
      idOf: (child) => child.id,
      render: (child) => {
        const { type: _type, ...json } = childJson(child);
        return json;
      },
    });
  });

  for (const kind of ['page', 'folder', 'whiteboard', 'database', 'embed'] as const) {
    const path = `/${collectionOf[kind]}/:id`;

    routes.get(`${path}/direct-children`, (c) => {
      const parent = contentOfPathElse(c, kind, missing);
      const [site, person] = [c.get('site'), c.get('person')];
      const children = childrenOf(site, parent.id).filter((child) => canRead(site, person, child));
      return pagedAnswer(c, {
        rows: sorted(c, children, childSortKeys),
        idOf: (child) => child.id,
        render: childJson,
      });
    });

    // Top to bottom; no cursor: more is had by asking for the highest of those given (facts: confluence-api §2.1).
    routes.get(`${path}/ancestors`, (c) => {
      const content = contentOfPathElse(c, kind, missing);
      const limit = intParam(c, 'limit', { default: 25, min: 1, max: 250 });
      const ancestors = ancestorsOf(c.get('site'), content).slice(0, limit).toReversed();
      return c.json({
        results: ancestors.map((ancestor) => ({ id: ancestor.id, type: ancestor.kind })),
        _links: { base: wikiBase(c.get('site')) },
      });
    });

    routes.get(`${path}/descendants`, (c) => {
      const content = contentOfPathElse(c, kind, missing);
      const depth = intParam(c, 'depth', { default: 2, min: 1, max: 10 });
      const [site, person] = [c.get('site'), c.get('person')];
      const rows = descendantsOf(site, content.id, depth).filter((row) => canRead(site, person, row.content));
      return pagedAnswer(c, { rows, idOf: (row) => row.content.id, render: descendantJson });
    });
  }
  return routes;
}
