import { link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';

/** The shortest key that is accepted from an operator or a file, in characters. */
export const shortestKeyText = 32;

/** A new key as text: 256 random bits, hex. */
export function randomKeyText(random: Random): Secret {
  return new Secret(Buffer.from(random.bytes(32)).toString('hex'));
}

/** The text of a key file, trimmed; undefined where there is none. Raises `configuration` where it cannot be read. */
export async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw unusable(file, thrown);
  }
}

/**
 * Makes a key file with mode 0600 and answers its text; where one is there already, of another process that started at
 * the same moment, that one's. Raises `configuration`.
 */
export async function makeKeyFile(file: string, random: Random): Promise<string> {
  await placed(file, randomKeyText(random).reveal(), random, async (draft) => {
    try {
      await link(draft, file);
    } catch (thrown) {
      if (!hasCode(thrown, 'EEXIST')) throw thrown;
    }
  });
  const text = await readKeyFile(file);
  if (text === undefined) throw unusable(file, new Error('it is gone again'));
  return text;
}

/** Puts another text into a key file, whole or not at all. Raises `configuration`. */
export async function replaceKeyFile(file: string, text: string, random: Random): Promise<void> {
  await placed(file, text, random, (draft) => rename(draft, file));
}

export function damagedKeyFile(file: string, nextStep: string): AppError {
  return new AppError('configuration', `The key file ${file} is damaged.`, { nextStep });
}

/** Written whole beside its place and moved there, so that nobody ever reads half a key; on disk before it is used. */
async function placed(
  file: string,
  text: string,
  random: Random,
  place: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${Buffer.from(random.bytes(6)).toString('hex')}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
    try {
      await place(draft);
    } finally {
      await rm(draft, { force: true });
    }
    await flushFolder(dirname(file));
  } catch (thrown) {
    throw unusable(file, thrown);
  }
}

/** Makes the name durable, where the system lets a folder be opened. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unusable(file: string, cause: unknown): AppError {
  return new AppError('configuration', `The key file ${file} cannot be read or made.`, {
    nextStep: 'Check that the data folder belongs to the account Weir runs as.',
    cause,
  });
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
