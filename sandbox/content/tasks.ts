import { parseStorage } from './parse-storage.ts';
import { spliceSource } from './splice-source.ts';
import {
  attributeOf,
  characterData,
  childElement,
  descendants,
  innerSource,
  type StorageElement,
} from './storage-tree.ts';

export interface StorageTask {
  /** `ac:task-id`: page-local; what the tasks API calls `localId`. */
  readonly id: string;
  readonly status: 'complete' | 'incomplete';
  /** Inner storage of `ac:task-body`. */
  readonly bodyStorage: string;
  /** Account id (Cloud) or user key of the first person mentioned. */
  readonly assignee?: string;
  /** ISO date of the first `time` element. */
  readonly due?: string;
}

/** The tasks of a body in document order; one without an id is not a task yet and is left out. */
export function tasksOf(storage: string): StorageTask[] {
  const { root } = parseStorage(storage);
  return descendants(root, 'ac:task').flatMap((task) => {
    const id = taskId(task);
    if (id === '') return [];
    const body = childElement(task, 'ac:task-body');
    const assignee = body === undefined ? undefined : firstMention(body);
    const due = body === undefined ? undefined : firstDate(body);
    return [
      {
        id,
        status: statusOf(task),
        bodyStorage: body === undefined ? '' : innerSource(storage, body),
        ...(assignee === undefined ? {} : { assignee }),
        ...(due === undefined ? {} : { due }),
      },
    ];
  });
}

/** The body with one task's status set; unchanged when there is no such task. */
export function setTaskStatus(storage: string, id: string, status: StorageTask['status']): string {
  const { root } = parseStorage(storage);
  const task = descendants(root, 'ac:task').find((candidate) => taskId(candidate) === id);
  if (task === undefined || statusOf(task) === status) return storage;
  const element = `<ac:task-status>${status}</ac:task-status>`;
  const written = childElement(task, 'ac:task-status');
  if (written !== undefined)
    return spliceSource(storage, [{ start: written.start, end: written.end, text: element }]);
  const after = childElement(task, 'ac:task-uuid') ?? childElement(task, 'ac:task-id');
  const offset = after?.end ?? task.openEnd;
  return spliceSource(storage, [{ start: offset, end: offset, text: element }]);
}

function taskId(task: StorageElement): string {
  const id = childElement(task, 'ac:task-id');
  return id === undefined ? '' : characterData(id).trim();
}

function statusOf(task: StorageElement): StorageTask['status'] {
  const status = childElement(task, 'ac:task-status');
  return status !== undefined && characterData(status).trim() === 'complete' ? 'complete' : 'incomplete';
}

function firstMention(body: StorageElement): string | undefined {
  const user = ownDescendants(body, 'ri:user')[0];
  return user === undefined
    ? undefined
    : (attributeOf(user, 'ri:account-id') ?? attributeOf(user, 'ri:userkey'));
}

function firstDate(body: StorageElement): string | undefined {
  const time = ownDescendants(body, 'time')[0];
  return time === undefined ? undefined : attributeOf(time, 'datetime');
}

/** Descendants that do not belong to a task nested in this one. */
function ownDescendants(body: StorageElement, name: string): StorageElement[] {
  const nested = descendants(body, 'ac:task');
  return descendants(body, name).filter(
    (element) => !nested.some((task) => task.start < element.start && element.end <= task.end),
  );
}
