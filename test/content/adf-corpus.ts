import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePath } from '../support/reference-data.ts';

const folder = referencePath('corpus', 'adf');

/** Whether the corpus of ADF documents is on this machine; for `it.skipIf`. */
export const hasAdfCorpus = existsSync(folder);

export interface CorpusDocument {
  readonly name: string;
  readonly value: string;
}

/** Every ADF document of the corpus, in the order of their names. */
export function adfCorpus(): CorpusDocument[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, value: readFileSync(join(folder, name), 'utf8') }));
}

/** Numbers from 0 to before 1 that repeat for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of the values. */
export function pick<T>(random: () => number, values: readonly T[]): T | undefined {
  return values[Math.floor(random() * values.length)];
}
