import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { AppError } from '../../src/kernel/app-error.ts';
import type { Site } from './site.ts';
import { siteFromJson, siteToJson } from './site-json.ts';

/** Saves in progress and to come. */
export interface KeptSite {
  /** Writes what is not yet written and stops watching. */
  close(): Promise<void>;
}

const saveDelayMs = 500;

/** Fills the site from the file; false when there is none. @throws AppError `configuration` when it is damaged */
export async function loadSite(site: Site, file: string): Promise<boolean> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw new AppError('configuration', `The sandbox data file ${file} cannot be read.`, { cause: error });
  }
  try {
    siteFromJson(site, text);
  } catch (error) {
    throw new AppError(
      'configuration',
      `The sandbox data file ${file} is damaged or was not written by the sandbox.`,
      {
        nextStep: 'Move the file away to start with a new site.',
        cause: error,
      },
    );
  }
  return true;
}

/**
 * Saves the site now and soon after every change, by writing a new file and renaming it.
 * @throws AppError `configuration` when the file cannot be written; after the start only from `close`
 */
export async function keepSite(site: Site, file: string): Promise<KeptSite> {
  let timer: NodeJS.Timeout | null = null;
  let saving: Promise<void> = Promise.resolve();
  let savedRevision = -1;
  const write = async (): Promise<void> => {
    const { revision } = site;
    if (savedRevision === revision) return;
    const draft = `${file}.new`;
    try {
      await writeFile(draft, siteToJson(site));
      await rename(draft, file);
    } catch (error) {
      throw new AppError('configuration', `The sandbox data file ${file} cannot be written.`, {
        cause: error,
      });
    }
    savedRevision = revision;
  };
  // One write after the other, each after the one before is done with the file.
  const save = async (): Promise<void> => {
    timer = null;
    const before = saving;
    saving = (async () => {
      await before.catch(() => undefined);
      await write();
    })();
    return saving;
  };
  site.onChange = () => {
    timer ??= setTimeout(() => void save().catch(() => undefined), saveDelayMs);
    timer.unref();
  };
  await save();
  return {
    close: async () => {
      if (timer !== null) clearTimeout(timer);
      site.onChange = () => undefined;
      await save();
    },
  };
}
