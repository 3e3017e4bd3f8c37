import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';

/** The shortest key for the record's chain that is accepted, in characters. */
export const shortestAuditKey = 32;

/**
 * The key of the record from `audit.key` in the data folder, made there with mode 0600 the first time; of two processes
 * that start at once both get the same. Raises `configuration` where the file cannot be read or made, or holds too little.
 */
export async function auditKeyIn(dataDir: string, random: Random): Promise<Secret> {
  const file = join(dataDir, 'audit.key');
  try {
    const text = (await readIfThere(file)) ?? (await makeKey(dataDir, file, random));
    if (text.trim().length >= shortestAuditKey) return new Secret(text.trim());
  } catch (cause) {
    throw new AppError('configuration', `The key file ${file} cannot be read or made.`, {
      nextStep: 'Check that the data folder belongs to the account Weir runs as.',
      cause,
    });
  }
  throw new AppError('configuration', `The key file ${file} is damaged.`, {
    nextStep: 'Restore it from a backup: with another key the record written so far cannot be verified.',
  });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Written whole beside its place and linked there, so that nobody ever reads half a key and the first one wins. */
async function makeKey(folder: string, file: string, random: Random): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${Buffer.from(random.bytes(6)).toString('hex')}`;
  await writeFile(draft, `${Buffer.from(random.bytes(32)).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'utf8');
}
