import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { boolParam, enumParam, idListParam, listParam } from '../http/query.ts';
import type { Space } from '../model/entities.ts';
import { hasSpaceRight } from '../model/permissions.ts';
import { embedded } from './embedded.ts';
import { spaceOfPath } from './find.ts';
import { labelJson } from './label-json.ts';
import { pagedAnswer } from './paged-answer.ts';
import { spaceOperations } from '../model/permitted-operations.ts';
import { spacePropertyJson } from './property-json.ts';
import { singleAnswer } from './single-answer.ts';
import { sorted } from './sorted.ts';
import { descriptionFormats, permissionRows, spaceJson } from './space-json.ts';

const spaceTypes = [
  'global',
  'collaboration',
  'knowledge_base',
  'personal',
  'system',
  'onboarding',
  'xflow_sample_space',
] as const;

/** Spaces and who may do what in them (facts: confluence-api §9). */
export function spaceRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/spaces', (c) => {
    const matches = filterOf(c);
    const rows = [...c.get('site').spaces.values()].filter(
      (space) => hasSpaceRight(c.get('person'), space, 'read') && matches(space),
    );
    const options = {
      format: enumParam(c, 'description-format', descriptionFormats),
      icon: boolParam(c, 'include-icon'),
    };
    return pagedAnswer(c, {
      rows: sorted(c, rows, {
        id: (space) => Number(space.id),
        key: (space) => space.key,
        name: (space) => space.name,
      }),
      idOf: (space) => space.id,
      render: (space) => spaceJson(space, options),
    });
  });

  routes.get('/spaces/:id', (c) => {
    const space = spaceOfPath(c);
    const options = {
      format: enumParam(c, 'description-format', descriptionFormats),
      icon: boolParam(c, 'include-icon'),
    };
    return singleAnswer(c, {
      ...spaceJson(space, options),
      ...embedded(c, {
        labels: () => space.labels.map(labelJson),
        properties: () => [...space.properties.values()].map(spacePropertyJson),
        operations: () => spaceOperations(c.get('person'), space),
        permissions: () => permissionRows(space),
      }),
    });
  });

  routes.get('/spaces/:id/permissions', (c) =>
    pagedAnswer(c, {
      rows: permissionRows(spaceOfPath(c)),
      idOf: (row) => row.id,
      render: (row) => row,
    }),
  );

  routes.get('/space-role-mode', (c) => c.json({ mode: 'PRE_ROLES' }));
  return routes;
}

function filterOf(c: RouteContext): (space: Space) => boolean {
  const { favourites } = c.get('site');
  const ids = new Set(idListParam(c, 'ids', 250));
  const keys = new Set(listParam(c, 'keys', 250).map((key) => key.toLowerCase()));
  const type = enumParam(c, 'type', spaceTypes);
  const status = enumParam(c, 'status', ['current', 'archived', 'trashed']);
  const labels = listParam(c, 'labels');
  const [lover, other] = [c.req.query('favorited-by'), c.req.query('not-favorited-by')];
  return (space) =>
    (ids.size === 0 || ids.has(space.id)) &&
    (keys.size === 0 || keys.has(space.key.toLowerCase())) &&
    (type === null || space.type === type) &&
    (status === null || space.status === status) &&
    (labels.length === 0 || space.labels.some((label) => labels.includes(label.name))) &&
    (lover === undefined || favourites.has(`${lover} space:${space.key}`)) &&
    (other === undefined || !favourites.has(`${other} space:${space.key}`));
}
