import type { AppError } from '../kernel/app-error.ts';
import type { Secret } from '../kernel/secret.ts';
import { configError, type ConfigSource, type Path } from './config-source.ts';
import {
  readText,
  resolveSecret,
  SecretMissing,
  type SecretReference,
  type SecretSources,
} from './secret-reference.ts';

/** Fetches what a configuration refers to. Where that is missing, `configuration` is raised with the place of the reference. */
export interface References {
  /** `shortest` in characters. */
  readonly secret: (path: Path, reference: SecretReference, shortest?: number) => Promise<Secret>;
  /** The text of a file; undefined where none is named. */
  readonly text: (path: Path, file: string | undefined) => Promise<string | undefined>;
  /** The error for a value that is there and wrong. */
  readonly wrong: (path: Path, what: string) => AppError;
}

export function createReferences(source: ConfigSource, sources: SecretSources): References {
  const wrong: References['wrong'] = (path, what) => configError(source.locate(path), what);
  async function located<T>(path: Path, fetching: Promise<T>): Promise<T> {
    try {
      return await fetching;
    } catch (thrown) {
      throw thrown instanceof SecretMissing ? wrong(path, thrown.message) : thrown;
    }
  }
  return {
    wrong,
    async secret(path, reference, shortest = 1) {
      const secret = await located(path, resolveSecret(reference, sources));
      if (secret.reveal().length >= shortest) return secret;
      throw wrong(path, `the secret is too short: it takes at least ${shortest} characters`);
    },
    async text(path, file) {
      return file === undefined ? undefined : located(path, readText(file, sources.folder));
    },
  };
}
