import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { updateFromView } from '../../src/content/edit/edit.ts';
import { indexPage } from '../../src/content/edit/page-index.ts';
import { openPage } from '../../src/content/edit/page.ts';
import { writtenPieces } from '../../src/content/edit/written-pieces.ts';
import { tokensOf } from '../../src/content/model/tokens.ts';
import { readStorage } from '../../src/content/storage/read-document.ts';
import { inlineText } from '../../src/content/view/inline-text.ts';
import { lexInline } from '../../src/content/view/lex-inline.ts';
import { isDeep } from './support/corpus.ts';
import { storageBody, storageInline } from './support/generate.ts';
import { isWellFormed } from './support/oracle.ts';

const numRuns = isDeep ? 20_000 : 1000;

describe('generated bodies', () => {
  it('are what an XML parser takes', () => {
    fc.assert(
      fc.property(storageBody, (body) => isWellFormed(body)),
      { numRuns: 100 },
    );
  });

  it('have lines that say the same when they are read back', () => {
    fc.assert(
      fc.property(storageInline, (markup) => {
        const { root } = readStorage(`<p>x${markup}</p>`);
        const unit = root.children[0]?.unit;
        if (unit === undefined) return;
        const line = inlineText(unit.pieces, true);
        const written = tokensOf({
          kind: 'inline',
          pieces: writtenPieces(lexInline(line), indexPage(root), unit),
        });
        expect(
          written.map((token) => token.key),
          line,
        ).toEqual(tokensOf(unit).map((token) => token.key));
      }),
      { numRuns: 3 * numRuns },
    );
  });

  it('come back to the byte when nothing is edited', () => {
    fc.assert(
      fc.property(storageBody, (value) => {
        const body = { format: 'storage', value } as const;
        const { lines } = openPage(body, {}, 'needed').rendered;
        expect(updateFromView(body, lines.join('\n')).value).toBe(value);
        const every = openPage(body, {}, 'all').rendered.lines.join('\n');
        if (/ \{#[0-9a-z.]+\}$/m.test(every)) expect(updateFromView(body, every).value).toBe(value);
      }),
      { numRuns },
    );
  });
});
