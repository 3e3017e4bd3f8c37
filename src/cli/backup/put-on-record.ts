import { startCheckpoints } from '../../audit/checkpointer.ts';
import { createRecorder } from '../../audit/recorder.ts';
import { restorationEntry } from '../../audit/restorations.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createIds } from '../../kernel/ids.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Store } from '../../store/open-store.ts';
import { createLog } from '../../telemetry/log.ts';

/**
 * Puts the restoring itself on record and binds it, and all that the backup left unbound, by a checkpoint. A newer one that
 * is kept outside the database stays there, as it does when Weir starts.
 */
export async function putRestoringOnRecord(
  { store, key, headFile }: { readonly store: Store; readonly key: Secret; readonly headFile: string },
  restoring: Omit<Parameters<typeof restorationEntry>[0], 'at'>,
): Promise<void> {
  const ids = createIds(systemClock, systemRandom);
  const writer = ids('wrt');
  // What these would log, the command says in words.
  const log = createLog({ level: 'silent' });
  const recorder = createRecorder({ store, writer, key, ids, log });
  const checkpoints = startCheckpoints({ store, recorder, writer, key, log, headFile });
  try {
    await checkpoints.lookForUnbound();
    await recorder.commit(restorationEntry({ at: await store.now(), ...restoring }, ids));
  } finally {
    await recorder.close();
    await checkpoints.close();
  }
}
