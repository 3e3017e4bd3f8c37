import { erasePreviews } from '../../store/approvals.ts';
import type { Store } from '../../store/open-store.ts';
import type { Log } from '../../telemetry/log.ts';

/** Milliseconds between two looks. */
const lookMs = 60_000;

/** Erases what was shown of calls that nobody can answer or use any more; any process does, as often as it likes. */
export function startErasingPreviews({ store, log }: { readonly store: Store; readonly log: Log }): {
  close(): Promise<void>;
} {
  let erasing: Promise<void> | undefined;
  const erase = async (): Promise<void> => {
    try {
      await erasePreviews(store.db, await store.now());
    } catch (error) {
      log.warn('approvals.erase_failed', { error });
    }
  };
  const timer = setInterval(() => {
    erasing ??= erase().finally(() => (erasing = undefined));
  }, lookMs).unref();
  return {
    async close() {
      clearInterval(timer);
      await erasing;
    },
  };
}
