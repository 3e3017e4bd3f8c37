import { describe, expect, it } from 'vitest';
import { updateFromView } from '../../src/content/edit/edit.ts';
import { openPage } from '../../src/content/edit/page.ts';
import { merge } from '../../src/content/merge/merge.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { isDeep, storageCorpus } from './support/corpus.ts';
import { lostIdentities } from './support/identities.ts';
import { isWellFormed } from './support/oracle.ts';
import { createDice } from './support/random-edit.ts';
import { withWord, wordsOf, type ViewWord } from './support/words.ts';

const corpus = storageCorpus();
const ref = '0f0e0d0c-aaaa-4bbb-8ccc-121212121212';

/** The body with one word of its view changed, or undefined where that word cannot be. */
function changed(value: string, lines: readonly string[], word: ViewWord, text: string): string | undefined {
  try {
    return updateFromView({ format: 'storage', value }, withWord(lines, word, text), { allowLoss: ['link'] })
      .value;
  } catch {
    return undefined;
  }
}

/** A body with an inline comment on a word of its own text, as Confluence adds one: the markup alone changes. */
function commented(value: string, from: number): string | undefined {
  const pattern =
    /(?<=>[^<&]*)(?<![\p{L}\p{N}&#])([\p{L}\p{N}]{3,})(?=[^<&]*<\/(?:p|h[1-6]|li|td|th|strong|em)>)/gu;
  pattern.lastIndex = from;
  const match = pattern.exec(value) ?? undefined;
  if (
    match === undefined ||
    /<ac:(?:parameter|task-id|task-status)[^>]*>[^<]*$/.test(value.slice(0, match.index))
  )
    return undefined;
  const anchor = `<ac:inline-comment-marker ac:ref="${ref}">${match[0]}</ac:inline-comment-marker>`;
  return value.slice(0, match.index) + anchor + value.slice(match.index + match[0].length);
}

describe.skipIf(corpus.length === 0)(`three-way merges of real pages${referenceDataNote}`, () => {
  it('keep what a person, a commenter and an agent did in one block, and tell when two changed the same word', () => {
    let tried = 0;
    let merged = 0;
    let sameWord = 0;
    let told = 0;
    let commentsTried = 0;
    let commentsKept = 0;
    let conflictText = 0;
    const failures: string[] = [];
    for (const [index, { name, value }] of corpus.entries()) {
      const dice = createDice(index);
      const { lines } = openPage({ format: 'storage', value }, {}, 'needed').rendered;
      const words = wordsOf(lines);
      const byLine = [...Map.groupBy(words, (word) => word.line).values()].filter((line) => line.length >= 3);
      for (let turn = 0; turn < (isDeep ? 60 : 6); turn += 1) {
        const line = byLine[dice.roll(Math.max(1, byLine.length))];
        if (line === undefined) break;
        const start = dice.roll(line.length - 2);
        const [first, , third] = line.slice(start, start + 3);
        if (first === undefined || third === undefined) continue;
        const ours = changed(value, lines, first, 'Agentword');
        const theirs = changed(value, lines, third, 'Personword');
        const rival = changed(value, lines, first, 'Rivalword');
        if (ours === undefined || theirs === undefined || rival === undefined) continue;
        tried += 1;
        const both = merge({ format: 'storage', value }, ours, theirs);
        if (
          both.merged &&
          isWellFormed(both.value) &&
          both.value.includes('Agentword') &&
          both.value.includes('Personword')
        )
          merged += 1;
        else
          failures.push(`${name}: "${lines[first.line]?.slice(0, 160) ?? ''}" ${first.text} / ${third.text}`);
        sameWord += 1;
        const conflict = merge({ format: 'storage', value }, ours, rival);
        if (!conflict.merged) {
          told += 1;
          conflictText += conflict.conflicts.reduce((sum, { base }) => sum + base.length, 0);
          expect(conflict.conflicts[0]?.ours, name).toContain('Agentword');
          expect(conflict.conflicts[0]?.theirs, name).toContain('Rivalword');
        }
        const place = Math.max(0, ours.indexOf('Agentword') - dice.roll(200));
        const anchored = commented(value, place);
        if (anchored === undefined) continue;
        commentsTried += 1;
        const kept = merge({ format: 'storage', value }, ours, anchored);
        if (
          kept.merged &&
          kept.value.includes(ref) &&
          kept.value.includes('Agentword') &&
          isWellFormed(kept.value)
        ) {
          commentsKept += 1;
          expect(
            lostIdentities(anchored, kept.value).filter((key) => !key.startsWith('href')),
            name,
          ).toEqual([]);
        } else
          failures.push(
            `${name}: comment at ${place}, "${lines[first.line]?.slice(0, 160) ?? ''}" ${first.text}`,
          );
      }
    }
    console.log(
      `merged in one block ${merged}/${tried}, conflicts told ${told}/${sameWord} (${Math.round(conflictText / told)} characters each), new comments kept ${commentsKept}/${commentsTried}\n${failures.slice(0, 10).join('\n')}`,
    );
    expect(merged).toBe(tried);
    expect(told).toBe(sameWord);
    expect(commentsKept).toBe(commentsTried);
  });
});
