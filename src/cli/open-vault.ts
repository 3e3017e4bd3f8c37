import { masterKeysOf } from '../app/master-keys.ts';
import { systemClock } from '../kernel/clock.ts';
import { createIds } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import type { Store } from '../store/open-store.ts';
import { createVault, type Vault } from '../vault/vault.ts';
import type { InstallationPlace } from './installation-place.ts';

/** The vault of an installation in its open database; the caller closes both. Raises `configuration`. */
export function openVault(store: Store, { config, dataDir, log }: InstallationPlace): Promise<Vault> {
  return createVault({
    store,
    masterKeys: masterKeysOf(config, dataDir, systemRandom),
    ids: createIds(systemClock, systemRandom),
    random: systemRandom,
    log,
  });
}
