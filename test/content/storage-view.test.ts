import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { indexPage } from '../../src/content/edit/page-index.ts';
import { writtenPieces } from '../../src/content/edit/written-pieces.ts';
import type { Block } from '../../src/content/model/block.ts';
import { tokensOf } from '../../src/content/model/tokens.ts';
import { readStorage } from '../../src/content/storage/read-document.ts';
import { estimateTokens } from '../../src/content/view/budget.ts';
import { inlineText } from '../../src/content/view/inline-text.ts';
import { lexInline } from '../../src/content/view/lex-inline.ts';
import { view } from '../../src/content/view/view.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { storageCorpus } from './support/corpus.ts';

const corpus = storageCorpus();

function blocksOf(root: Block): Block[] {
  return [root, ...root.children.flatMap((child) => blocksOf(child))];
}

describe.skipIf(corpus.length === 0)(`view of storage format${referenceDataNote}`, () => {
  it('is the same every time and costs at most 0.42 of the tokens of a real Cloud page', () => {
    const sums = { all: [0, 0], cloud: [0, 0] };
    for (const { name, value, isCloudPage } of corpus) {
      const { text, complete } = view({ format: 'storage', value });
      expect(complete, name).toBe(true);
      expect(view({ format: 'storage', value }).text, name).toBe(text);
      const tokens = encode(text).length;
      const storage = encode(value).length;
      expect(estimateTokens(text), name).toBeGreaterThanOrEqual(tokens);
      for (const sum of isCloudPage ? [sums.all, sums.cloud] : [sums.all]) {
        sum[0] = (sum[0] ?? 0) + tokens;
        sum[1] = (sum[1] ?? 0) + storage;
      }
    }
    const ratio = ([part = 0, whole = 1]: number[]): number => part / whole;
    console.log(
      `view tokens of storage tokens: Cloud pages ${ratio(sums.cloud).toFixed(3)}, all documents ${ratio(sums.all).toFixed(3)}`,
    );
    expect(ratio(sums.cloud)).toBeLessThanOrEqual(0.42);
  });

  it('says the same when it is read back, token by token', () => {
    let units = 0;
    for (const { name, value } of corpus) {
      const root = readStorage(value);
      const index = indexPage(root.root);
      for (const block of blocksOf(root.root)) {
        const { unit } = block;
        if (unit === undefined || unit.kind !== 'inline') continue;
        units += 1;
        const line = inlineText(unit.pieces, true);
        const written = tokensOf({ kind: 'inline', pieces: writtenPieces(lexInline(line), index, unit) });
        const keys = tokensOf(unit).map((token) => token.key);
        expect(
          written.map((token) => token.key),
          `${name}: ${line}`,
        ).toEqual(keys);
        expect(inlineText(unit.pieces, true), name).toBe(line);
      }
    }
    console.log(`${units} units read back`);
  });

  it('comes in parts that join to the whole and never exceed what was asked for', () => {
    for (const { name, value } of corpus.filter(({ isCloudPage }) => isCloudPage).slice(0, 8)) {
      const whole = view({ format: 'storage', value }).text;
      for (const maxTokens of [40, 300, 2000]) {
        let cursor: string | undefined;
        let joined = '';
        for (let part = 0; part < 5000; part += 1) {
          const next = view(
            { format: 'storage', value },
            { maxTokens, ...(cursor === undefined ? {} : { cursor }) },
          );
          expect(encode(next.text).length, name).toBeLessThanOrEqual(maxTokens);
          joined += next.text;
          cursor = next.cursor;
          if (cursor === undefined) break;
        }
        expect(joined.replaceAll(/\s+/g, ''), name).toBe(whole.replaceAll(/\s+/g, ''));
      }
    }
  });

  it('shows one section, and an outline with every heading', () => {
    for (const { name, value } of corpus) {
      const headings = blocksOf(readStorage(value).root).filter((block) => block.kind === 'heading');
      const { text } = view({ format: 'storage', value }, { mode: 'outline' });
      expect(
        text.split('\n').filter((line) => line.startsWith('#')),
        name,
      ).toHaveLength(headings.length);
    }
  });
});
