import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import type { Attachment, Content, Label } from '../model/entities.ts';
import { addLabel, removeLabel, type Labelled } from '../model/labels.ts';
import { canRead, canReadAttachment, canUpdate, hasSpaceRight } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { noContent, notPermitted, spaceOfPath } from './find.ts';
import { labelJson } from './label-json.ts';
import { listJson } from './list-answer.ts';

const newLabel = z.looseObject({ prefix: z.string().default('global'), name: z.string().min(1).max(255) });
const newLabels = z.union([z.array(newLabel).min(1), newLabel.transform((label) => [label])]);

/** Labels are put on and taken off through v1 only (facts: confluence-api §8). */
export function labelRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id/label', (c) => labelList(c, labelledOfPath(c).labels));
  routes.post('/content/:id/label', async (c) => {
    const asked = await readJson(c, newLabels);
    const labelled = writableOfPath(c);
    add(c, labelled, asked);
    return labelList(c, labelled.labels);
  });
  routes.delete('/content/:id/label', (c) => {
    const name = c.req.query('name');
    if (name === undefined || name === '') throw new Refusal('invalid', 'The name of the label is required');
    remove(c, writableOfPath(c), name);
    return c.body(null, 204);
  });
  routes.delete('/content/:id/label/:label', (c) => {
    remove(c, writableOfPath(c), c.req.param('label'));
    return c.body(null, 204);
  });

  routes.get('/space/:spaceKey/label', (c) => labelList(c, spaceOfPath(c).labels));
  routes.post('/space/:spaceKey/label', async (c) => {
    const asked = await readJson(c, newLabels);
    const space = spaceOfPath(c);
    if (!hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted();
    add(c, space, asked);
    return labelList(c, space.labels);
  });
  routes.delete('/space/:spaceKey/label', (c) => {
    const space = spaceOfPath(c);
    if (!hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted();
    removeLabel(c.get('site'), space, c.req.query('name') ?? '');
    return c.body(null, 204);
  });

  routes.get('/label', (c) => c.json(labelDetails(c)));
  return routes;
}

const forbiddenCharacters = /[\s:;,.?&[\]()#^*@!<>]/;

function add(c: RouteContext, labelled: Labelled, asked: z.output<typeof newLabels>): void {
  const bad = asked.find((label) => forbiddenCharacters.test(label.name));
  if (bad !== undefined) throw new Refusal('invalid', `The label '${bad.name}' contains invalid characters`);
  for (const { name, prefix } of asked) addLabel(c.get('site'), labelled, name, prefix);
}

function remove(c: RouteContext, labelled: Labelled, name: string): void {
  if (name.includes('/'))
    throw new Refusal('invalid', 'Label names that contain "/" must be given in the query');
  removeLabel(c.get('site'), labelled, name);
}

function labelList(c: RouteContext, labels: readonly Label[]): Response {
  const prefix = c.req.query('prefix');
  const rows = prefix === undefined ? labels : labels.filter((label) => label.prefix === prefix);
  return c.json(listJson(c, { rows, render: labelJson, defaultLimit: 200 }));
}

/** Pages, posts and attachments alike. */
function labelledOfPath(c: RouteContext): Content | Attachment {
  const id = c.req.param('id') ?? '';
  const [site, person] = [c.get('site'), c.get('person')];
  const content = site.contents.get(id);
  if (content !== undefined && canRead(site, person, content)) return content;
  const attachment = site.attachments.get(id);
  if (attachment !== undefined && canReadAttachment(site, person, attachment)) return attachment;
  throw noContent(id);
}

function writableOfPath(c: RouteContext): Content | Attachment {
  const labelled = labelledOfPath(c);
  const site = c.get('site');
  const content = 'kind' in labelled ? labelled : site.contents.get(labelled.contentId);
  if (content === undefined || !canUpdate(site, c.get('person'), content)) throw notPermitted();
  return labelled;
}

// A label that nobody uses is not there (facts: confluence-api §3.2).
function labelDetails(c: RouteContext): Record<string, unknown> {
  const name = c.req.query('name');
  if (name === undefined || name === '') throw new Refusal('invalid', 'The name of the label is required');
  const [site, person] = [c.get('site'), c.get('person')];
  const carriers = [...site.contents.values()].filter(
    (content) => content.labels.some((label) => label.name === name) && canRead(site, person, content),
  );
  const label = carriers[0]?.labels.find((candidate) => candidate.name === name);
  if (label === undefined) throw new Refusal('not-found', `No label found with name: ${name}`);
  const type = c.req.query('type');
  const { _links: _unused, ...contents } = listJson(c, {
    rows: carriers.filter((content) => type === undefined || content.kind === type),
    render: (content) => ({ contentType: content.kind, contentId: Number(content.id), title: content.title }),
    defaultLimit: 200,
  });
  return { label: labelJson(label), associatedContents: contents };
}
