import { join } from 'node:path';
import type { Config } from '../config/load-config.ts';
import { masterKeyFile } from '../config/master-key-file.ts';
import type { Random } from '../kernel/random.ts';
import {
  masterKeysFromConfig,
  masterKeysFromFile,
  type MasterKeySource,
} from '../vault/master-key-source.ts';

/** The operator's master keys, else those in the file `master.key` of the data folder. */
export function masterKeysOf(
  { masterKeys }: Pick<Config, 'masterKeys'>,
  dataDir: string,
  random: Random,
): MasterKeySource {
  if (masterKeys) return masterKeysFromConfig(masterKeys, random);
  return masterKeysFromFile(masterKeyFile(join(dataDir, 'master.key'), random), random);
}
