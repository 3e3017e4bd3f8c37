import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import type { Content, Label } from '../../model/entities.ts';
import { canRead } from '../../model/permissions.ts';
import { spaceNamed, spaceOfPath } from '../find.ts';
import { labelJson } from '../json/label-json.ts';
import { listJson } from '../list-answer.ts';

/** Labels in use, of the whole site and of a space: all, by how often, by how lately, and beside which others. */
export function labelListRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/label/labels', (c) => {
    const key = c.req.query('spaceKey');
    const [name, prefix] = [c.req.query('labelName')?.toLowerCase(), c.req.query('namespace')];
    const labels = counted(labelled(c, key === undefined ? null : spaceNamed(c, key).id));
    return list(
      c,
      labels.filter(
        (label) =>
          (name === undefined || label.name === name) && (prefix === undefined || label.prefix === prefix),
      ),
      100,
    );
  });
  for (const [base, spaceIdOf, defaultLimit] of [
    ['/label', () => null, 100],
    ['/space/:spaceKey/labels', (c: RouteContext) => spaceOfPath(c).id, 25],
  ] as const) {
    routes.get(`${base}/popular`, (c) => list(c, counted(labelled(c, spaceIdOf(c))), defaultLimit));
    routes.get(`${base}/recent`, (c) => {
      const recent = labelled(c, spaceIdOf(c)).toSorted((a, b) => b.createdAt - a.createdAt);
      return list(c, [...new Set(recent.flatMap((content) => content.labels))], defaultLimit);
    });
    routes.get(`${base}/:labelName/related`, (c) => {
      const name = (c.req.param('labelName') ?? '').toLowerCase();
      const beside = labelled(c, spaceIdOf(c)).filter((content) =>
        content.labels.some((label) => label.name === name),
      );
      return list(
        c,
        counted(beside).filter((label) => label.name !== name),
        defaultLimit,
      );
    });
  }
  routes.get('/space/:spaceKey/labels', (c) => list(c, counted(labelled(c, spaceOfPath(c).id)), 25));
  return routes;
}

function list(c: RouteContext, rows: readonly Label[], defaultLimit: number): Response {
  return c.json(listJson(c, { rows, render: labelJson, defaultLimit }));
}

/** Current content that carries labels and that the caller may read. */
function labelled(c: RouteContext, spaceId: string | null): Content[] {
  const { site, person } = c.var;
  return [...site.contents.values()].filter(
    (content) =>
      content.labels.length > 0 &&
      content.status === 'current' &&
      (spaceId === null || content.spaceId === spaceId) &&
      canRead(site, person, content),
  );
}

/** The labels of content, the most used first. */
function counted(contents: readonly Content[]): Label[] {
  const uses = new Map<Label, number>();
  for (const label of contents.flatMap((content) => content.labels))
    uses.set(label, (uses.get(label) ?? 0) + 1);
  return [...uses].toSorted(([, a], [, b]) => b - a).map(([label]) => label);
}
