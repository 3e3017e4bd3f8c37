import type { Store } from '../../store/open-store.ts';
import { countDataKeys } from '../../store/vault-keys.ts';
import { checkSecrets } from '../doctor/check-secrets.ts';
import { failed, type Finding } from '../doctor/finding.ts';
import type { InstallationPlace } from '../installation-place.ts';
import { openVault } from '../open-vault.ts';

/** Whether the master key of this installation opens what a restored database holds; makes none. */
export async function checkRestoredSecrets(
  store: Store,
  place: InstallationPlace,
): Promise<readonly Finding[]> {
  if ((await countDataKeys(store.db)) === 0) {
    return [{ check: 'vault', ok: true, what: 'empty: nothing in the backup is sealed' }];
  }
  try {
    const vault = await openVault(store, place);
    try {
      return await checkSecrets(store, vault);
    } finally {
      await vault.close();
    }
  } catch (thrown) {
    return [failed('vault', thrown)];
  }
}
