import { readdirSync, readFileSync } from 'node:fs';
import { hasReferenceData, referencePath } from '../../support/reference-data.ts';

export interface CorpusDocument {
  readonly name: string;
  readonly value: string;
  /** Written by people in Confluence Cloud and saved as it stores them. */
  readonly isCloudPage: boolean;
}

/** The storage-format documents of the corpus; empty where it is absent. */
export function storageCorpus(): CorpusDocument[] {
  if (!hasReferenceData) return [];
  const folder = referencePath('corpus', 'storage');
  return readdirSync(folder)
    .sort()
    .map((name) => ({
      name,
      value: readFileSync(`${folder}/${name}`, 'utf8'),
      isCloudPage: name.startsWith('querypie-docs'),
    }));
}

/** How many random edits a run makes: 200,000 with WEIR_DEEP=1. */
export const isDeep = process.env['WEIR_DEEP'] === '1';
