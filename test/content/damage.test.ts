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
import { createDice, type Dice } from './support/random-edit.ts';

const corpus = storageCorpus().filter(({ value }) => value.length < 12_000);

/** Drops, doubles, swaps or breaks parts of a view, as a careless writer would. */
function damage(text: string, dice: Dice): string {
  const lines = text.split('\n');
  const at = dice.roll(lines.length);
  const line = lines[at] ?? '';
  const words = line.split(' ');
  const word = dice.roll(words.length);
  switch (dice.roll(10)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n');
    case 1:
      return lines.toSpliced(at, 0, line).join('\n');
    case 2: {
      const other = dice.roll(lines.length);
      return lines
        .with(at, lines[other] ?? '')
        .with(other, line)
        .join('\n');
    }
    case 3:
      return lines.with(at, words.toSpliced(word, 1).join(' ')).join('\n');
    case 4:
      return lines.with(at, words.toSpliced(word, 0, words[word] ?? '').join(' ')).join('\n');
    case 5:
      return lines.with(at, words.toSorted().join(' ')).join('\n');
    case 6:
      return lines
        .with(
          at,
          line.replaceAll(/[*_`~[\]{}()<>:|\\]/g, (sign) => (dice.roll(4) === 0 ? '' : sign)),
        )
        .join('\n');
    case 7:
      return lines.with(at, line.replace(/\s?\{#[^}]*\}/, '')).join('\n');
    case 8:
      return lines.with(at, `${' '.repeat(dice.roll(5))}${line}`).join('\n');
    default: {
      const cut = dice.roll(line.length + 1);
      return lines.with(at, line.slice(0, cut)).join('\n');
    }
  }
}

function check(value: string, seed: number, context: string): boolean {
  const dice = createDice(seed);
  let text = view({ format: 'storage', value }).text;
  for (let turn = 0; turn <= dice.roll(3); turn += 1) text = damage(text, dice);
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
