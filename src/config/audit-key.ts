import { join } from 'node:path';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { damagedKeyFile, makeKeyFile, readKeyFile, shortestKeyText } from './key-file.ts';

/**
 * The key of the record from `audit.key` in the data folder, made there with mode 0600 the first time; of two processes
 * that start at once both get the same. Raises `configuration` where the file cannot be read or made, or holds too little.
 */
export async function auditKeyIn(dataDir: string, random: Random): Promise<Secret> {
  const file = join(dataDir, 'audit.key');
  const text = (await readKeyFile(file)) ?? (await makeKeyFile(file, random));
  if (text.length >= shortestKeyText) return new Secret(text);
  throw damagedKeyFile(
    file,
    'Restore it from a backup: with another key the record written so far cannot be verified.',
  );
}
