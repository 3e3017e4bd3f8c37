import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { listParam } from '../../http/query.ts';
import { readJson } from '../../http/read-json.ts';
import type { Label } from '../../model/entities.ts';
import { addLabel, removeLabel, type Labelled } from '../../model/labels.ts';
import { canUpdate, hasSpaceRight } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { notPermitted } from '../error.ts';
import { itemOfPath, noContent, spaceOfPath } from '../find.ts';
import { labelJson } from '../json/label-json.ts';
import { listJson } from '../list-answer.ts';

const newLabel = z.looseObject({ prefix: z.string().default('global'), name: z.string().min(1).max(255) });
const newLabels = z.union([z.array(newLabel).min(1), newLabel.transform((label) => [label])]);

/** Labels of content and of spaces, which call them categories. */
export function labelRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id/label', (c) => labelList(c, readable(c).labels));
  routes.post('/content/:id/label', async (c) => {
    const asked = await readJson(c, newLabels);
    const labelled = writable(c);
    const bad = asked.find(({ name }) => forbiddenCharacters.test(name));
    if (bad !== undefined)
      throw new Refusal('invalid', `The label '${bad.name}' contains invalid characters`);
    for (const { name, prefix } of asked) addLabel(c.get('site'), labelled, name, prefix);
    return labelList(c, labelled.labels);
  });
  routes.delete('/content/:id/label', (c) => remove(c, c.req.query('name') ?? ''));
  routes.delete('/content/:id/label/:label', (c) => {
    const name = c.req.param('label');
    if (name.includes('/')) throw new Refusal('invalid', 'Labels with "/" must be given in the query');
    return remove(c, name);
  });

  routes.post('/space/:spaceKey/category/:name', (c) => {
    const space = spaceOfPath(c);
    if (!hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted('administer the space');
    addLabel(c.get('site'), space, c.req.param('name'), 'team');
    return c.body(null, 204);
  });
  routes.delete('/space/:spaceKey/category/:name', (c) => {
    const space = spaceOfPath(c);
    if (!hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted('administer the space');
    if (!removeLabel(c.get('site'), space, c.req.param('name')))
      throw new Refusal('not-found', `No category found with name: ${c.req.param('name')}`);
    return c.body(null, 204);
  });
  return routes;
}

const forbiddenCharacters = /[\s:;,.?&[\]()#^*@!<>]/;

function labelList(c: RouteContext, labels: readonly Label[]): Response {
  const prefixes = listParam(c, 'prefix');
  const rows = labels.filter(({ prefix }) => prefixes.length === 0 || prefixes.includes(prefix));
  return c.json(listJson(c, { rows, render: labelJson, defaultLimit: 200 }));
}

function remove(c: RouteContext, name: string): Response {
  if (name === '') throw new Refusal('invalid', 'The name of the label is required');
  if (!removeLabel(c.get('site'), writable(c), name))
    throw new Refusal('not-found', `No label found with name: ${name}`);
  return c.body(null, 204);
}

/** Pages, posts and attachments carry labels. */
function readable(c: RouteContext): Labelled {
  const item = itemOfPath(c);
  if (item.kind === 'comment') throw noContent(item.comment.id);
  return item.kind === 'content' ? item.content : item.attachment;
}

function writable(c: RouteContext): Labelled {
  const labelled = readable(c);
  if (!canUpdate(c.get('site'), c.get('person'), itemOfPath(c).content)) throw notPermitted('edit labels');
  return labelled;
}
