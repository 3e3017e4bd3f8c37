import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { Secret } from '../kernel/secret.ts';
import type { Environment } from './environment.ts';

const mustBeReference =
  'must be a reference, {env: NAME} or {file: PATH}; a secret itself never stands in the configuration';

/** Where a secret is: in a variable, or in a file whose last line break does not count. */
export const secretReference = z.union(
  [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
  { error: ({ input }) => (input === undefined ? 'is missing' : mustBeReference) },
);

export type SecretReference = z.output<typeof secretReference>;

export interface SecretSources {
  readonly env: Environment;
  /** Relative files are looked up here. */
  readonly folder: string;
}

/** Raises SecretMissing where the variable or the file is absent or empty. */
export async function resolveSecret(
  reference: SecretReference,
  { env, folder }: SecretSources,
): Promise<Secret> {
  if ('env' in reference) {
    const value = env[reference.env];
    if (value === undefined || value === '')
      throw new SecretMissing(`the variable ${reference.env} is not set`);
    return new Secret(value);
  }
  const value = (await readText(reference.file, folder)).replace(/\r?\n$/, '');
  if (value === '') throw new SecretMissing(`the file ${reference.file} is empty`);
  return new Secret(value);
}

/** The text of a file that the configuration names. Raises SecretMissing where it cannot be read. */
export async function readText(file: string, folder: string): Promise<string> {
  const path = isAbsolute(file) ? file : join(folder, file);
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unreadable';
    throw new SecretMissing(`the file ${path} cannot be read (${code})`);
  }
}

/** Says which source is missing; the caller knows what wanted it. */
export class SecretMissing extends Error {}
