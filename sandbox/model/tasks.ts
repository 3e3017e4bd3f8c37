import { tasksOf, type StorageTask } from '../content/index.ts';
import type { Content, TaskRecord } from './entities.ts';
import { newId, type Site } from './site.ts';

/** Records the tasks of a body that is now current: new ones get an id, gone ones disappear. */
export function indexTasks(site: Site, content: Content, author: string, at: number): void {
  const tasks = content.storage.includes('<ac:task') ? tasksOf(content.storage) : [];
  const known = recordsOf(site, content.id);
  for (const task of tasks) {
    const record = known.get(task.id);
    if (record === undefined) {
      const id = newId(site);
      const done = task.status === 'complete';
      site.tasks.set(id, {
        id,
        contentId: content.id,
        localId: task.id,
        createdBy: author,
        createdAt: at,
        updatedAt: at,
        completedBy: done ? author : null,
        completedAt: done ? at : null,
      });
    } else {
      noteStatus(record, task.status, author, at);
    }
    known.delete(task.id);
  }
  for (const gone of known.values()) site.tasks.delete(gone.id);
}

/** A task's record with what the body says of it; undefined when the body holds it no more. */
export function taskInBody(site: Site, record: TaskRecord): StorageTask | undefined {
  const content = site.contents.get(record.contentId);
  if (content === undefined) return undefined;
  return tasksOf(content.storage).find((task) => task.id === record.localId);
}

function noteStatus(record: TaskRecord, status: StorageTask['status'], author: string, at: number): void {
  const done = status === 'complete';
  if (done === (record.completedAt !== null)) return;
  record.completedAt = done ? at : null;
  record.completedBy = done ? author : null;
  record.updatedAt = at;
}

function recordsOf(site: Site, contentId: string): Map<string, TaskRecord> {
  const found = new Map<string, TaskRecord>();
  for (const record of site.tasks.values())
    if (record.contentId === contentId) found.set(record.localId, record);
  return found;
}
