import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/app-error.ts';
import { updateFromView } from '../../src/content/edit/edit.ts';
import { openPage } from '../../src/content/edit/page.ts';
import { escapeText, decodeText } from '../../src/content/storage/entities.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { isDeep, storageCorpus } from './support/corpus.ts';
import { expectEdits } from './support/edit-counts.ts';
import { difference, withoutCopies } from './support/oracle.ts';
import { withWord, wordsOf } from './support/words.ts';

const corpus = storageCorpus();

function copies(value: string): string[] {
  return [
    ...value.matchAll(/<ac:adf-fallback><div[^>]*><div[^>]*>([^]*?)<\/div><\/div><\/ac:adf-fallback>/g),
  ].map(([, copy]) => (copy ?? '').trim());
}

function contents(value: string): string[] {
  return [...value.matchAll(/<ac:adf-content>([^]*?)<\/ac:adf-content>/g)].map(([, content]) =>
    (content ?? '').trim(),
  );
}

/** One word in so many is changed; every word in a deep run. */
const every = isDeep ? 1 : 7;

describe.skipIf(corpus.length === 0)(`one word changed${referenceDataNote}`, () => {
  it('changes that word and no other byte, and nearly every word can be changed', () => {
    let tried = 0;
    let applied = 0;
    const refused: string[] = [];
    for (const { name, value } of corpus) {
      const body = { format: 'storage', value } as const;
      const { lines } = openPage(body, {}, 'needed').rendered;
      expect(updateFromView(body, lines.join('\n')).value, name).toBe(value);
      wordsOf(lines).forEach((word, index) => {
        if (index % every !== 0) return;
        tried += 1;
        try {
          const edited = updateFromView(body, withWord(lines, word, 'Zebra & Co'), { allowLoss: ['link'] });
          // What old clients see of an ADF node is a copy of its content and changes with it.
          const { before, after } = difference(withoutCopies(value), withoutCopies(edited.value));
          if (value.includes('<ac:adf-fallback'))
            expect(copies(edited.value), name).toEqual(contents(edited.value));
          const context = `${name}: ${word.text} in ${lines[word.line] ?? ''}`;
          // Characters that the old and the new word share at their ends may count to either side.
          expect(decodeText(before).length, context).toBeLessThanOrEqual(word.text.length + 12);
          // A link that showed the title of its page gets a text of its own.
          const wrapping = after.includes('ac:link-body>') ? '<ac:link-body></ac:link-body>'.length + 60 : 0;
          expect(after.length, context).toBeLessThanOrEqual(escapeText('Zebra & Co').length + 12 + wrapping);
          applied += 1;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          refused.push(
            `${name}: "${word.text}" in "${(lines[word.line] ?? '').slice(0, 120)}": ${error.message.slice(0, 160)}`,
          );
        }
      });
    }
    const rate = applied / tried;
    console.log(
      `words that can be edited: ${applied} of ${tried} (${(100 * rate).toFixed(2)} %)\n${refused.slice(0, 20).join('\n')}`,
    );
    expect(rate).toBeGreaterThanOrEqual(0.99);
    expectEdits('words of real pages', tried);
  });
});
