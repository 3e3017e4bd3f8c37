import { Hono } from 'hono';
import { z } from 'zod';
import { setTaskStatus, type StorageTask } from '../content/index.ts';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { isoTime } from '../http/iso-time.ts';
import { boolParam, enumParam, idListParam, listParam, optionalIntParam, pathId } from '../http/query.ts';
import { readJson } from '../http/read-json.ts';
import type { Content, TaskRecord } from '../model/entities.ts';
import { visibleContent } from '../model/find-content.ts';
import { canUpdate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { taskInBody } from '../model/tasks.ts';
import { updateContent } from '../model/update-content.ts';
import { listFormats, type BodyFormat } from '../model/body-in.ts';
import { bodyJson } from './body-json.ts';
import { pagedAnswer } from './paged-answer.ts';

const taskUpdate = z.looseObject({ status: z.enum(['complete', 'incomplete']) });

/** A task as a reader sees it: its record, what the body says, and the page. */
interface SeenTask {
  readonly record: TaskRecord;
  readonly task: StorageTask;
  readonly content: Content;
}

/** Tasks come from page bodies; their status is all that can be written here (facts: confluence-api §8). */
export function taskRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/tasks', (c) => {
    const format = enumParam(c, 'body-format', listFormats);
    const rows = [...c.get('site').tasks.values()]
      .flatMap((record) => seen(c, record) ?? [])
      .filter(filterOf(c));
    return pagedAnswer(c, { rows, idOf: (row) => row.record.id, render: (row) => taskJson(c, row, format) });
  });
  routes.get('/tasks/:id', (c) =>
    c.json(taskJson(c, taskOfPath(c), enumParam(c, 'body-format', listFormats))),
  );
  routes.put('/tasks/:id', async (c) => {
    const { status } = await readJson(c, taskUpdate);
    const found = taskOfPath(c);
    const [site, person] = [c.get('site'), c.get('person')];
    if (!canUpdate(site, person, found.content)) throw missing(found.record.id);
    if (found.task.status !== status) {
      const storage = setTaskStatus(found.content.storage, found.task.id, status);
      updateContent(site, found.content, { author: person.accountId, storage, minorEdit: true });
    }
    return c.json(taskJson(c, taskOfPath(c), enumParam(c, 'body-format', listFormats)));
  });
  return routes;
}

function taskOfPath(c: RouteContext): SeenTask {
  const id = pathId(c);
  const record = c.get('site').tasks.get(id);
  const found = record === undefined ? undefined : seen(c, record);
  if (found === undefined) throw missing(id);
  return found;
}

function seen(c: RouteContext, record: TaskRecord): SeenTask | undefined {
  const content = visibleContent(c.get('site'), c.get('person'), record.contentId);
  if (content === undefined || content.status === 'trashed') return undefined;
  const task = taskInBody(c.get('site'), record);
  return task === undefined ? undefined : { record, task, content };
}

function missing(id: string): Refusal {
  return new Refusal('not-found', `Cannot find a task with id [${id}]`);
}

function filterOf(c: RouteContext): (row: SeenTask) => boolean {
  const status = enumParam(c, 'status', ['complete', 'incomplete']);
  const blank = boolParam(c, 'include-blank-tasks', true);
  const among = (name: string, numeric: boolean): ((value: string | null | undefined) => boolean) => {
    const values = new Set(numeric ? idListParam(c, name, 250) : listParam(c, name, 250));
    return (value) => values.size === 0 || (typeof value === 'string' && values.has(value));
  };
  const within = (name: string): ((at: number | null) => boolean) => {
    const [from, to] = [optionalIntParam(c, `${name}-from`), optionalIntParam(c, `${name}-to`)];
    if (from === null && to === null) return () => true;
    return (at) => at !== null && at >= (from ?? -Infinity) && at <= (to ?? Infinity);
  };
  const [id, space, creator] = [among('task-id', true), among('space-id', true), among('created-by', false)];
  const [assignee, completer] = [among('assigned-to', false), among('completed-by', false)];
  const [created, due, completed] = [within('created-at'), within('due-at'), within('completed-at')];
  const places = new Set([...idListParam(c, 'page-id', 250), ...idListParam(c, 'blogpost-id', 250)]);
  return ({ record, task, content }) =>
    (status === null || task.status === status) &&
    (blank || task.bodyStorage.trim() !== '') &&
    (places.size === 0 || places.has(content.id)) &&
    id(record.id) &&
    space(content.spaceId) &&
    creator(record.createdBy) &&
    assignee(task.assignee) &&
    completer(record.completedBy) &&
    created(record.createdAt) &&
    due(dueTime(task)) &&
    completed(record.completedAt);
}

function taskJson(
  c: RouteContext,
  { record, task, content }: SeenTask,
  format: BodyFormat | null,
): Record<string, unknown> {
  const due = dueTime(task);
  return {
    id: record.id,
    localId: task.id,
    spaceId: content.spaceId,
    ...(content.kind === 'blogpost' ? { blogPostId: content.id } : { pageId: content.id }),
    status: task.status,
    body: bodyJson(c.get('site'), c.get('person'), { storage: task.bodyStorage, of: content }, format),
    createdBy: record.createdBy,
    ...(task.assignee === undefined ? {} : { assignedTo: task.assignee }),
    ...(record.completedBy === null ? {} : { completedBy: record.completedBy }),
    createdAt: isoTime(record.createdAt),
    updatedAt: isoTime(record.updatedAt),
    ...(due === null ? {} : { dueAt: isoTime(due) }),
    ...(record.completedAt === null ? {} : { completedAt: isoTime(record.completedAt) }),
  };
}

function dueTime(task: StorageTask): number | null {
  const at = task.due === undefined ? Number.NaN : Date.parse(task.due);
  return Number.isNaN(at) ? null : at;
}
