import { openFoundation, type Foundation } from '../app/foundation.ts';
import { masterKeysOf } from '../app/master-keys.ts';
import { auditHeadFile } from '../config/audit-head.ts';
import { auditKeyIn } from '../config/audit-key.ts';
import type { Config } from '../config/load-config.ts';
import { systemRandom } from '../kernel/random.ts';
import { existing, installationPlace } from './installation-place.ts';

/** The database and keys of a running or stopped installation; the caller closes them. Raises `configuration`. */
export async function openInstallation(args: {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
}): Promise<{ readonly config: Config; readonly foundation: Foundation }> {
  const { config, dataDir, location, log } = await installationPlace(args);
  const foundation = await openFoundation({
    database: existing(location),
    auditKey: config.auditKey ?? (await auditKeyIn(dataDir, systemRandom)),
    masterKeys: masterKeysOf(config, dataDir, systemRandom),
    auditHead: auditHeadFile(dataDir),
    log,
  });
  return { config, foundation };
}
