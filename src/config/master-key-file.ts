import { AppError } from '../kernel/app-error.ts';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import {
  damagedKeyFile,
  makeKeyFile,
  randomKeyText,
  readKeyFile,
  replaceKeyFile,
  shortestKeyText,
} from './key-file.ts';

/** Master keys as texts: the current one first, then those that older data keys may still be wrapped under. */
export type MasterKeyTexts = readonly [Secret, ...Secret[]];

/** A file of master keys that belongs to Weir, mode 0600. All of it raises `configuration`. */
export interface MasterKeyFile {
  /** Where there is no file it is an error, unless `make` says that nothing was sealed yet. */
  read(options: { readonly make: boolean }): Promise<MasterKeyTexts>;
  /** Puts a new key before those that are there, and answers all. */
  addKey(): Promise<MasterKeyTexts>;
  /** Forgets all but the current key. */
  keepCurrent(): Promise<void>;
}

export function masterKeyFile(file: string, random: Random): MasterKeyFile {
  async function read({ make }: { readonly make: boolean }): Promise<MasterKeyTexts> {
    const text = (await readKeyFile(file)) ?? (make ? await makeKeyFile(file, random) : undefined);
    if (text === undefined) throw lost(file);
    const keys = splitMasterKeys(new Secret(text));
    if (!keys) throw damagedKeyFile(file, restore);
    return keys;
  }
  const write = async (keys: readonly Secret[]): Promise<void> =>
    replaceKeyFile(file, keys.map((key) => key.reveal()).join('\n'), random);

  return {
    read,
    async addKey() {
      const keys: MasterKeyTexts = [randomKeyText(random), ...(await read({ make: false }))];
      await write(keys);
      return keys;
    },
    async keepCurrent() {
      const [current] = await read({ make: false });
      await write([current]);
    },
  };
}

/** One key or several with white space between them; undefined where one is too short to be a key. */
export function splitMasterKeys(text: Secret): MasterKeyTexts | undefined {
  const words = text.reveal().split(/\s+/).filter(Boolean);
  const [current, ...previous] = words.map((word) => new Secret(word));
  if (!current || words.some((word) => word.length < shortestKeyText)) return undefined;
  return [current, ...previous];
}

const restore =
  'Restore it from its copy (all replicas need the same key): without it nothing that is sealed can be read.';

function lost(file: string): AppError {
  return new AppError('configuration', `The master key file ${file} is missing.`, { nextStep: restore });
}
