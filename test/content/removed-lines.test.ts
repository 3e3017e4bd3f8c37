import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { updateFromView } from '../../src/content/edit/edit.ts';
import { openPage, type Page } from '../../src/content/edit/page.ts';
import type { Block } from '../../src/content/model/block.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { isDeep, storageCorpus } from './support/corpus.ts';
import { storageBody } from './support/generate.ts';
import { isWellFormed } from './support/oracle.ts';
import { createDice, type Dice } from './support/random-edit.ts';

const corpus = storageCorpus();
const everyKind = [
  'macro',
  'comment',
  'mention',
  'attachment',
  'task',
  'link',
  'layout-cell',
  'emoji',
  'date',
  'placeholder',
];

/**
 * Items, rows and blocks whose lines may go, with what they stand in; `sharesLine` says that the first of them stands on the
 * line of an outer item's marker.
 */
function removable(
  parent: Block,
  sharesLine = false,
): Array<{ readonly block: Block; readonly parent: Block }> {
  const shown = parent.children.filter((other) => other.kind !== 'empty');
  return parent.children.flatMap((block) => {
    const isFirst = block === shown[0];
    const inside = removable(
      block,
      isFirst && (parent.kind === 'item' || (parent.kind === 'list' && sharesLine)),
    );
    const whole =
      block.kind === 'item' || block.kind === 'row'
        ? shown.length > 1 && !(isFirst && sharesLine)
        : block.kind !== 'empty' && block.kind !== 'cell';
    return whole && parent.kind !== 'row' && parent.kind !== 'cell' ? [{ block, parent }, ...inside] : inside;
  });
}

/** A view without what a removal may change elsewhere: numbers, markers, handles, empty and separating lines. */
function essence(lines: readonly string[]): string[] {
  return lines
    .map((line) =>
      line
        .replaceAll(/\s?\{#(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}/g, '')
        .replace(/^(\s*(?:>\s*)*)((?:(?:[-*]|\d+[.)])(?:\s+|$))*)/, (_, lead: string) =>
          lead.replaceAll(/\s/g, ''),
        )
        .trim(),
    )
    .filter((line) => !/^>*(?:\| - \|)?$/.test(line) && !line.startsWith('::table'));
}

function removeOne(value: string, dice: Dice): 'removed' | 'refused' | 'nothing' {
  const page: Page = openPage({ format: 'storage', value }, {}, 'needed');
  const found = removable(page.root).filter(({ block }) => page.rendered.places.has(block));
  const chosen = found[dice.roll(Math.max(1, found.length))];
  const place = chosen === undefined ? undefined : page.rendered.places.get(chosen.block);
  if (chosen === undefined || place === undefined) return 'nothing';
  const { lines } = page.rendered;
  const rest = lines.toSpliced(place.first, place.end - place.first);
  // The first block of an item stands on the line of its marker.
  if (chosen.parent.kind === 'item' && place.lead !== place.prefix) return 'nothing';
  if (chosen.parent.kind === 'item' && chosen.parent.children[0] === chosen.block) return 'nothing';
  let edited: string;
  try {
    edited = updateFromView({ format: 'storage', value }, rest.join('\n'), { allowLoss: everyKind }).value;
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return 'refused';
    throw error;
  }
  expect(isWellFormed(edited)).toBe(true);
  const after = openPage({ format: 'storage', value: edited }, {}, 'needed').rendered.lines;
  expect(essence(after)).toEqual(essence(rest));
  return 'removed';
}

describe('lines taken out of a view', () => {
  it('of generated bodies are gone, and all others stay', () => {
    const counts = { removed: 0, refused: 0, nothing: 0 };
    fc.assert(
      fc.property(storageBody, fc.nat(), (value, seed) => {
        counts[removeOne(value, createDice(seed))] += 1;
      }),
      { numRuns: isDeep ? 20_000 : 600, endOnFailure: true },
    );
    console.log(`removed ${counts.removed}, refused ${counts.refused}`);
    expect(counts.refused).toBeLessThan(counts.removed / 10);
  });

  it.skipIf(corpus.length === 0)(`of real pages are gone, and all others stay${referenceDataNote}`, () => {
    const counts = { removed: 0, refused: 0, nothing: 0 };
    for (const [index, { value }] of corpus.entries()) {
      const dice = createDice(index);
      for (let turn = 0; turn < (isDeep ? 100 : 8); turn += 1) counts[removeOne(value, dice)] += 1;
    }
    console.log(`removed ${counts.removed}, refused ${counts.refused}`);
    expect(counts.refused).toBeLessThan(counts.removed / 20);
  });
});
