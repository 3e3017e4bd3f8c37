import { masterKeysOf } from '../../app/master-keys.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createIds } from '../../kernel/ids.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { Store } from '../../store/open-store.ts';
import { countDataKeys } from '../../store/vault-keys.ts';
import { createVault } from '../../vault/vault.ts';
import { checkSecrets } from '../doctor/check-secrets.ts';
import { failed, type Finding } from '../doctor/finding.ts';
import type { InstallationPlace } from '../installation-place.ts';

/** Whether the master key of this installation opens what a restored database holds; makes none. */
export async function checkRestoredSecrets(
  store: Store,
  { config, dataDir, log }: InstallationPlace,
): Promise<readonly Finding[]> {
  if ((await countDataKeys(store.db)) === 0) {
    return [{ check: 'vault', ok: true, what: 'empty: nothing in the backup is sealed' }];
  }
  try {
    const vault = await createVault({
      store,
      masterKeys: masterKeysOf(config, dataDir, systemRandom),
      ids: createIds(systemClock, systemRandom),
      random: systemRandom,
      log,
    });
    try {
      return await checkSecrets(store, vault);
    } finally {
      await vault.close();
    }
  } catch (thrown) {
    return [failed('vault', thrown)];
  }
}
