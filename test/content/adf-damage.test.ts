import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { updateFromView } from '../../src/content/edit/edit.ts';
import { view } from '../../src/content/view/view.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { adfCorpus, hasAdfCorpus } from './adf-corpus.ts';
import { adfFaults } from './support/adf-faults.ts';
import { isDeep } from './support/corpus.ts';
import { damageView } from './support/damage-view.ts';
import { adfDocument } from './support/generate-adf.ts';
import { createDice } from './support/random-edit.ts';

const corpus = hasAdfCorpus ? adfCorpus().filter(({ value }) => value.length < 12_000) : [];

/** Whether a damaged view was taken; what it did then is checked. */
function takes(value: string, seed: number): boolean {
  const dice = createDice(seed);
  let text = view({ format: 'adf', value }).text;
  for (let turn = 0; turn <= dice.roll(3); turn += 1) text = damageView(text, dice);
  let edited: string;
  try {
    edited = updateFromView({ format: 'adf', value }, text).value;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'invalid_input' || error.code === 'would_lose'))
      return false;
    throw error;
  }
  expect(adfFaults(value, edited, { keepsAll: true }, false), text).toEqual([]);
  return true;
}

describe('a damaged view of ADF', () => {
  it('of a generated document applies cleanly or is refused, and loses nothing', () => {
    const counts = { applied: 0, refused: 0 };
    fc.assert(
      fc.property(adfDocument, fc.nat(), (value, seed) => {
        counts[takes(value, seed) ? 'applied' : 'refused'] += 1;
      }),
      { numRuns: isDeep ? 20_000 : 600 },
    );
    console.log(`damaged views of generated ADF: ${JSON.stringify(counts)}`);
    expect(counts.applied).toBeGreaterThan(counts.refused / 4);
  });

  it.skipIf(corpus.length === 0)(
    `of a real document applies cleanly or is refused, and loses nothing${referenceDataNote}`,
    () => {
      const counts = { applied: 0, refused: 0 };
      for (const [index, { value }] of corpus.entries())
        for (let turn = 0; turn < (isDeep ? 100 : 5); turn += 1)
          counts[takes(value, 1000 * index + turn) ? 'applied' : 'refused'] += 1;
      console.log(`damaged views of ADF: ${JSON.stringify(counts)}`);
      expect(counts.applied).toBeGreaterThan(counts.refused / 4);
    },
  );
});
