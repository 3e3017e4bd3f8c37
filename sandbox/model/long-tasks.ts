import type { LongTask } from './entities.ts';
import { changed, newUuid, type Site } from './site.ts';

/** Records work that a caller was told to wait for; here it is done before the answer goes out. */
export function recordLongTask(
  site: Site,
  nameKey: string,
  outcome: Pick<LongTask, 'successful' | 'messages'> & {
    readonly additionalDetails?: LongTask['additionalDetails'];
  },
): LongTask {
  const task: LongTask = {
    id: newUuid(site),
    startedAt: site.clock.now(),
    nameKey,
    successful: outcome.successful,
    messages: outcome.messages,
    additionalDetails: outcome.additionalDetails ?? {},
  };
  site.longTasks.set(task.id, task);
  changed(site);
  return task;
}
