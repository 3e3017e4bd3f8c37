import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { enumListParam, idListParam } from '../http/query.ts';
import type { Label } from '../model/entities.ts';
import { canRead, canReadAttachment, hasSpaceRight } from '../model/permissions.ts';
import { attachmentOfPath } from './attachment-find.ts';
import { collectionOf, contentOfPath, spaceOfPath } from './find.ts';
import { labelJson } from './label-json.ts';
import { pagedAnswer } from './paged-answer.ts';
import { sorted } from './sorted.ts';

/** Labels are read here and written through v1 (facts: confluence-api §8). */
export function labelRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['page', 'blogpost'] as const) {
    routes.get(`/${collectionOf[kind]}/:id/labels`, (c) => labelList(c, contentOfPath(c, kind).labels));
  }
  routes.get('/attachments/:id/labels', (c) => labelList(c, attachmentOfPath(c).labels));
  routes.get('/spaces/:id/labels', (c) => labelList(c, spaceOfPath(c).labels));
  routes.get('/spaces/:id/content/labels', (c) => {
    const space = spaceOfPath(c);
    return labelList(
      c,
      visibleLabels(c, (spaceId) => spaceId === space.id),
    );
  });
  routes.get('/labels', (c) => {
    const ids = idListParam(c, 'label-id', 250);
    const all = visibleLabels(c, () => true);
    return labelList(c, ids.length === 0 ? all : all.filter((label) => ids.includes(label.id)));
  });
  return routes;
}

function labelList(c: RouteContext, labels: readonly Label[]): Response {
  const prefixes: string[] = enumListParam(c, 'prefix', ['my', 'team', 'global', 'system']);
  const rows = labels.filter((label) => prefixes.length === 0 || prefixes.includes(label.prefix));
  return pagedAnswer(c, {
    rows: sorted(c, rows, {
      'created-date': (label) => Number(label.id),
      id: (label) => Number(label.id),
      name: (label) => label.name,
    }),
    idOf: (label) => label.id,
    render: labelJson,
  });
}

// A label exists only while something carries it, and for somebody only what they can see.
function visibleLabels(c: RouteContext, inSpace: (spaceId: string) => boolean): Label[] {
  const [site, person] = [c.get('site'), c.get('person')];
  const found = new Set<Label>();
  for (const content of site.contents.values()) {
    if (content.labels.length === 0 || content.status === 'trashed' || !inSpace(content.spaceId)) continue;
    if (canRead(site, person, content)) for (const label of content.labels) found.add(label);
  }
  for (const attachment of site.attachments.values()) {
    const content = site.contents.get(attachment.contentId);
    if (attachment.labels.length === 0 || content === undefined || !inSpace(content.spaceId)) continue;
    if (canReadAttachment(site, person, attachment)) for (const label of attachment.labels) found.add(label);
  }
  for (const space of site.spaces.values()) {
    if (!inSpace(space.id) || !hasSpaceRight(person, space, 'read')) continue;
    for (const label of space.labels) found.add(label);
  }
  return [...found].toSorted((a, b) => Number(a.id) - Number(b.id));
}
