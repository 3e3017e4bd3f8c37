import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { updateFromView } from '../../src/content/edit/edit.ts';
import { view } from '../../src/content/view/view.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { isDeep, storageCorpus } from './support/corpus.ts';
import { storageBody } from './support/generate.ts';
import { lostIdentities } from './support/identities.ts';
import { isWellFormed } from './support/oracle.ts';
import { damageView } from './support/damage-view.ts';
import { createDice } from './support/random-edit.ts';

const corpus = storageCorpus().filter(({ value }) => value.length < 12_000);

function check(value: string, seed: number, context: string): boolean {
  const dice = createDice(seed);
  let text = view({ format: 'storage', value }).text;
  for (let turn = 0; turn <= dice.roll(3); turn += 1) text = damageView(text, dice);
  let edited: string;
  try {
    edited = updateFromView({ format: 'storage', value }, text).value;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'invalid_input' || error.code === 'would_lose'))
      return false;
    throw error;
  }
  if (!isWellFormed(edited)) expect.fail(`not well-formed: ${context}`);
  expect(lostIdentities(value, edited), context).toEqual([]);
  return true;
}

describe('a damaged view', () => {
  it('of a generated body applies cleanly or is refused, and loses nothing', () => {
    let applied = 0;
    let refused = 0;
    fc.assert(
      fc.property(storageBody, fc.nat(), (value, seed) => {
        if (check(value, seed, `seed ${seed}`)) applied += 1;
        else refused += 1;
      }),
      { numRuns: isDeep ? 30_000 : 1000, endOnFailure: true },
    );
    console.log(`damaged views of generated bodies: ${applied} applied, ${refused} refused`);
  });

  it.skipIf(corpus.length === 0)(
    `of a real page applies cleanly or is refused, and loses nothing${referenceDataNote}`,
    () => {
      let applied = 0;
      let refused = 0;
      for (const { name, value } of corpus) {
        for (let seed = 0; seed < (isDeep ? 200 : 12); seed += 1) {
          if (check(value, seed, `${name} ${seed}`)) applied += 1;
          else refused += 1;
        }
      }
      expect(applied).toBeGreaterThan(0);
      console.log(`damaged views of real pages: ${applied} applied, ${refused} refused`);
    },
  );
});
