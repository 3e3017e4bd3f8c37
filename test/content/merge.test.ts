import { describe, expect, it } from 'vitest';
import { merge } from '../../src/content/index.ts';
import { storageTokens } from '../../src/content/merge/storage-tokens.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { storageCorpus } from './support/corpus.ts';

const pages = storageCorpus();

/** Three-way merges over real pages: two people change a word each. */
describe.skipIf(pages.length === 0)(`three-way merges of real pages${referenceDataNote}`, () => {
  it('keep both words, byte for byte, and tell when both changed the same', () => {
    let merged = 0;
    let conflicts = 0;
    for (const { name, value } of pages) {
      const tokens = storageTokens(value);
      const words = tokens.flatMap((token, index) => (/^\p{L}{3,}$/u.test(token) ? [index] : []));
      // Where both words stand decides; every page gives a few pairs, near and far.
      for (let pair = 0; pair < 12 && words.length > 12; pair += 1) {
        const mine = words[Math.floor((words.length * (pair + 1)) / 14)] ?? 0;
        const theirs = words[(words.indexOf(mine) + (pair % 2 === 0 ? 1 : 5)) % words.length] ?? 0;
        const changed = (at: Readonly<Record<number, string>>): string =>
          tokens.map((token, index) => at[index] ?? token).join('');
        const base = { format: 'storage' as const, value };
        const both = merge(base, changed({ [mine]: 'Mein' }), changed({ [theirs]: 'Deins' }));
        expect({ name, both }).toEqual({
          name,
          both: { merged: true, value: changed({ [mine]: 'Mein', [theirs]: 'Deins' }) },
        });
        merged += 1;
        const same = merge(base, changed({ [mine]: 'Mein' }), changed({ [mine]: 'Deins' }));
        expect({ name, merged: same.merged }).toEqual({ name, merged: false });
        conflicts += 1;
      }
    }
    console.log(`three-way merges of real pages: ${merged} kept both, ${conflicts} conflicts detected`);
    expect(merged).toBeGreaterThan(500);
  });
});
