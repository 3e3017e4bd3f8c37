import { describe, expect, it } from 'vitest';
import { setTaskStatus, tasksOf } from './tasks.ts';

const storage =
  '<ac:task-list><ac:task><ac:task-id>3</ac:task-id><ac:task-uuid>u</ac:task-uuid><ac:task-status>incomplete</ac:task-status>' +
  '<ac:task-body><ac:link><ri:user ri:account-id="712020:a" /></ac:link> ship by <time datetime="2026-09-01" />' +
  '<ac:task-list><ac:task><ac:task-id>4</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>inner <ac:link><ri:user ri:userkey="key-b" /></ac:link></ac:task-body></ac:task></ac:task-list>' +
  '</ac:task-body></ac:task><ac:task><ac:task-id>5</ac:task-id><ac:task-body>bare</ac:task-body></ac:task></ac:task-list>';

describe('tasks of a body', () => {
  it('have an id, a status, a body, and the first person and date of their own', () => {
    const tasks = tasksOf(storage);
    expect(tasks).toMatchObject([
      { id: '3', status: 'incomplete', assignee: '712020:a', due: '2026-09-01' },
      { id: '4', status: 'complete', assignee: 'key-b' },
      { id: '5', status: 'incomplete' },
    ]);
    expect(tasks[2]).toEqual({ id: '5', status: 'incomplete', bodyStorage: 'bare' });
    expect(tasks[0]?.bodyStorage).toContain('ship by <time datetime="2026-09-01" />');
  });

  it('change their status without another byte', () => {
    const done = setTaskStatus(storage, '3', 'complete');
    expect(done).toBe(storage.replace('incomplete', 'complete'));
    expect(setTaskStatus(done, '3', 'incomplete')).toBe(storage);
  });

  it('gain a status that was not written, and ignore ids that are not there', () => {
    expect(tasksOf(setTaskStatus(storage, '5', 'complete')).find((task) => task.id === '5')?.status).toBe(
      'complete',
    );
    expect(setTaskStatus(storage, '99', 'complete')).toBe(storage);
  });
});
