import { randomKeyText } from '../config/key-file.ts';
import type { MasterKeyFile, MasterKeyTexts } from '../config/master-key-file.ts';
import type { Random } from '../kernel/random.ts';
import { localMasterKey, type MasterKey } from './master-key.ts';

/** The current key first, then those that older data keys may still be wrapped under. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/** Where master keys come from. Asked at the start, and again when a data key is met that none of them wrapped. */
export interface MasterKeySource {
  /** `make` says that nothing was sealed yet, so that a first key may be made. Raises `configuration`. */
  load(options: { readonly make: boolean }): Promise<MasterKeys>;
  /** Present where Weir itself keeps the key and can make another. */
  readonly own?: Pick<MasterKeyFile, 'addKey' | 'keepCurrent'>;
}

/** The key file in the data folder. */
export function masterKeysFromFile(file: MasterKeyFile, random: Random): MasterKeySource {
  return { load: async (options) => keysOf(await file.read(options), random), own: file };
}

/** Keys that the operator keeps, from the configuration. */
export function masterKeysFromConfig(texts: MasterKeyTexts, random: Random): MasterKeySource {
  const keys = keysOf(texts, random);
  return { load: () => Promise.resolve(keys) };
}

/** A key that ends with the process, for a database that does too. */
export function masterKeyInMemory(random: Random): MasterKeySource {
  return masterKeysFromConfig([randomKeyText(random)], random);
}

function keysOf([current, ...previous]: MasterKeyTexts, random: Random): MasterKeys {
  return [localMasterKey(current, random), ...previous.map((text) => localMasterKey(text, random))];
}
