import { parseStorage } from './parse-storage.ts';
import { spliceSource } from './splice-source.ts';
import {
  attributeOf,
  characterData,
  childElement,
  descendants,
  innerSource,
  isElement,
  type StorageElement,
  walk,
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
  const found: { element: StorageElement; assignee?: string; due?: string }[] = [];
  const open: (typeof found)[number][] = [];
  for (const { node, leaving } of walk(parseStorage(storage).root)) {
    if (!isElement(node)) continue;
    if (node.name === 'ac:task') {
      if (leaving) open.pop();
      else {
        const task = { element: node };
        found.push(task);
        open.push(task);
      }
    }
    const task = open.at(-1);
    if (leaving || task === undefined) continue;
    const person = node.name === 'ri:user' ? userOf(node) : undefined;
    if (person !== undefined) task.assignee ??= person;
    const date = node.name === 'time' ? attributeOf(node, 'datetime') : undefined;
    if (date !== undefined) task.due ??= date;
  }
  return found.flatMap(({ element, ...about }) => {
    const id = taskId(element);
    const body = childElement(element, 'ac:task-body');
    const bodyStorage = body === undefined ? '' : innerSource(storage, body);
    return id === '' ? [] : [{ id, status: statusOf(element), bodyStorage, ...about }];
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

function userOf(user: StorageElement): string | undefined {
  return attributeOf(user, 'ri:account-id') ?? attributeOf(user, 'ri:userkey');
}
