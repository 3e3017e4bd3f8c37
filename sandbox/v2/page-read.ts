import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { boolParam, enumListParam, enumParam, optionalIntParam, pathId } from '../http/query.ts';
import type { Content } from '../model/entities.ts';
import { canRead, canUpdate } from '../model/permissions.ts';
import { childrenOf } from '../model/tree.ts';
import { singleFormats } from '../model/body-in.ts';
import { pageJson, shownDraft, shownNow, shownThen, type Shown } from './content-json.ts';
import { embedded } from './embedded.ts';
import { collectionOf, missingContent } from './find.ts';
import { labelJson } from './label-json.ts';
import { contentOperations } from '../model/permitted-operations.ts';
import { propertyJson } from './property-json.ts';
import { singleAnswer } from './single-answer.ts';
import { childJson } from './tree-json.ts';
import { listedVersionJson } from './version-json.ts';

/** Reads of one page or blog post. */
export function pageReadRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['page', 'blogpost'] as const) {
    routes.get(`/${collectionOf[kind]}/:id`, (c) => {
      const content = readable(c, kind);
      return singleAnswer(c, pageAnswer(c, content, shownTo(c, content)));
    });
  }
  return routes;
}

/** The content with everything that the query asks to include. */
export function pageAnswer(c: RouteContext, content: Content, shown: Shown): Record<string, unknown> {
  const [site, person] = [c.get('site'), c.get('person')];
  const json = pageJson(site, person, content, enumParam(c, 'body-format', singleFormats), shown);
  if (!boolParam(c, 'include-version', true)) delete json['version'];
  if (boolParam(c, 'include-favorited-by-current-user-status')) {
    json['isFavoritedByCurrentUser'] = site.favourites.has(`${person.accountId} ${content.id}`);
  }
  const children = (): unknown[] =>
    childrenOf(site, content.id)
      .filter((child) => canRead(site, person, child))
      .map((child) => childJson(child));
  return {
    ...json,
    ...embedded(c, {
      labels: () => content.labels.map(labelJson),
      properties: () => [...content.properties.values()].map(propertyJson),
      operations: () => contentOperations(site, person, content),
      likes: () => [],
      versions: () => content.versions.toReversed().map(listedVersionJson),
      collaborators: () =>
        [...new Set(content.versions.map((version) => version.authorId))].map((accountId) => ({ accountId })),
      ...(content.kind === 'page' ? { 'direct-children': children } : {}),
    }),
  };
}

// Unpublished drafts are only there for those who ask for drafts; other statuses unless the query leaves them out.
function readable(c: RouteContext, kind: 'page' | 'blogpost'): Content {
  const [site, person, id] = [c.get('site'), c.get('person'), pathId(c)];
  const asked: string[] = enumListParam(c, 'status', [
    'current',
    'archived',
    'trashed',
    'deleted',
    'historical',
    'draft',
  ]);
  const content = site.contents.get(id);
  if (content?.kind !== kind || !canRead(site, person, content)) throw missingContent(kind, id);
  const draft = content.status === 'draft';
  if (draft && !boolParam(c, 'get-draft') && !asked.includes('draft')) throw missingContent(kind, id);
  const historical = optionalIntParam(c, 'version') !== null && asked.includes('historical');
  if (!draft && !historical && asked.length > 0 && !asked.includes(content.status))
    throw missingContent(kind, id);
  return content;
}

function shownTo(c: RouteContext, content: Content): Shown {
  if (boolParam(c, 'get-draft') && canUpdate(c.get('site'), c.get('person'), content))
    return shownDraft(content);
  const number =
    optionalIntParam(c, 'version') ?? (c.get('staleRead') ? Math.max(content.versions.length - 1, 1) : null);
  if (number === null) return shownNow(content);
  const version = content.versions.find((candidate) => candidate.number === number);
  if (version === undefined) throw missingContent(content.kind, content.id);
  return shownThen(content, version);
}
