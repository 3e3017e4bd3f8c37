export interface StorageTask {
  /** `ac:task-id`: page-local; what the tasks API calls `localId`. */
  readonly id: string;
  readonly status: 'complete' | 'incomplete';
  /** Inner storage of `ac:task-body`. */
  readonly bodyStorage: string;
  /** Account id of the first person mentioned. */
  readonly assignee?: string;
  /** ISO date of the first `time` element. */
  readonly due?: string;
}

/** The tasks of a body in document order. */
export function tasksOf(storage: string): StorageTask[] {
  throw new Error(`not written yet (${storage.length})`);
}

/** The body with one task's status set; unchanged when there is no such task. */
export function setTaskStatus(storage: string, id: string, status: StorageTask['status']): string {
  throw new Error(`not written yet (${storage.length}, ${id}, ${status})`);
}
