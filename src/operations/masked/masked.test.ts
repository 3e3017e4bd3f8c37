import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SensitiveText } from '../operation.ts';
import { requireMaskedKept } from './keep-masked.ts';
import { maskCuts, placeOf } from './mask-cuts.ts';
import { markText } from './mask-text.ts';
import { restoreMarks } from './restore-marks.ts';

/** Finds `S…S` runs: over lines too. */
const find: SensitiveText = (text) =>
  [...text.matchAll(/S[^S]*S/g)].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
    name: 'secret',
  }));

const texts = fc
  .array(fc.constantFrom('word', ' ', '\n', 'SaS', 'SbbS', 'Sc\ncS', '[masked: x]', '.'), { maxLength: 30 })
  .map((parts) => parts.join(''));

describe('marks', () => {
  it('hide what is found and nothing else', () => {
    expect(markText('a SxS b SyS\nSzS', find).text).toBe(
      'a [masked: secret] b [masked: secret 2]\n[masked: secret]',
    );
    expect(markText('nothing', find)).toEqual({ text: 'nothing', marks: [] });
    fc.assert(
      fc.property(texts, (text) => {
        const { text: shown, marks } = markText(text, find);
        for (const { original } of marks) expect(text).toContain(original);
        expect(find(shown)).toEqual([]);
      }),
    );
  });

  it('of a line are those of the whole text', () => {
    const text = 'SaS one SbS\ntwo ScS';
    const whole = markText(text, find).text.split('\n');
    expect(text.split('\n').map((line) => markText(line, find).text)).toEqual(whole);
  });
});

describe('a whole view that is written back', () => {
  it('unchanged is the original to the last character', () => {
    fc.assert(
      fc.property(texts, (text) => {
        // What looks like a mark of its own is text that nobody can bring back by a mark.
        fc.pre(!text.includes('[masked: x]'));
        const { text: shown } = markText(text, find);
        const lines = new Map<string, Set<string>>();
        for (const line of shown.split('\n')) lines.set(line, new Set());
        let restored: string;
        try {
          restored = restoreMarks([text], find).whole(shown);
        } catch {
          // Two lines read alike and hide different things: refused rather than mixed up.
          return;
        }
        expect(restored).toBe(text);
      }),
    );
  });

  it('is refused where two lines read alike and hide different things', () => {
    const restore = restoreMarks(['SaS\nSbS'], find);
    expect(() => restore.whole('[masked: secret]\n[masked: secret]')).toThrow(
      /line with masked text was changed/,
    );
  });
});

describe('an edit', () => {
  const view = 'Mail SaS or SbS.\nThen ScS.';
  const restore = restoreMarks([view], find);

  it('gets what its marks stand for', () => {
    expect(restore.replaced({ old: '[masked: secret] or', new: 'only [masked: secret] and' })).toEqual({
      old: 'SaS or',
      new: 'only SaS and',
    });
    expect(restore.replaced({ old: 'Then [masked: secret].', new: '[masked: secret]!' })).toEqual({
      old: 'Then ScS.',
      new: 'ScS!',
    });
    expect(restore.replaced({ old: 'Mail', new: 'Post' })).toEqual({ old: 'Mail', new: 'Post' });
  });

  it.each([
    ['what stands there more than once', { old: '[masked: secret]', new: '' }],
    ['what is hidden', { old: 'SaS', new: 'x' }],
    ['a part of a mark', { old: 'secret] or', new: 'x' }],
    [
      'two marks that read alike',
      {
        old: 'Mail [masked: secret] or [masked: secret 2].\nThen [masked: secret].',
        new: '[masked: secret]',
      },
    ],
    ['everywhere', { old: 'Then [masked: secret]', new: 'x', all: true }],
    ['another mark', { old: 'Then [masked: secret]', new: 'Then [masked: other]' }],
    ['nothing', { old: '', new: 'x' }],
  ])('of %s is refused', (_what, change) => {
    expect(() => restore.replaced(change)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it('is left alone where nothing is masked, but brings no mark', () => {
    const free = restoreMarks(['Nothing here.'], find);
    expect(free.replaced({ old: 'fuzzy', new: 'x' })).toEqual({ old: 'fuzzy', new: 'x' });
    expect(() => free.fresh('[masked: email]')).toThrow(/kept or moved/);
  });
});

describe('a part of a text', () => {
  it('shows nothing of what its ends cut through', () => {
    expect(maskCuts('a SecretS b', 'a Sec', 0, find)).toBe('a [masked: secret]');
    expect(maskCuts('a SecretS b', 'retS b', 0, find)).toBe('[masked: secret] b');
    expect(maskCuts('a SecretS b', 'cre', 0, find)).toBe('[masked: secret]');
    expect(maskCuts('a SecretS b', 'a SecretS', 0, find)).toBe('a SecretS');
    expect(maskCuts('a SecretS b', '', 0, find)).toBe('');
  });

  it('is taken for the one that it is', () => {
    const text = 'cut\nSa\ncut\nSbcut\n';
    expect(placeOf(text, 2, 1)).toBe(8);
    expect(placeOf(text, 9, 0)).toBe(text.length);
    expect(maskCuts('xcut ScutS', 'cut', 6, find)).toBe('[masked: secret]');
    expect(maskCuts('xcut ScutS', 'cut', 0, find)).toBe('cut');
  });

  it('never does, wherever it is cut', () => {
    const whole = texts.map((text) => `${text}SlongsecretS${text}`);
    fc.assert(
      fc.property(whole, fc.nat(), fc.nat(), (text, one, other) => {
        const [from, to] = [one % (text.length + 1), other % (text.length + 1)].toSorted((a, b) => a - b);
        const shown = markText(maskCuts(text, text.slice(from, to), from ?? 0, find), find).text;
        expect(shown).not.toMatch(/ongsecr|longs|ecretS/);
      }),
    );
  });
});

describe('what a change has to keep', () => {
  it('is each find as often as it was', () => {
    expect(() => requireMaskedKept('SaS SaS', 'x SaS y SaS SnewS', find)).not.toThrow();
    expect(() => requireMaskedKept('SaS SaS', 'SaS', find)).toThrow(
      expect.objectContaining({ code: 'would_lose' }),
    );
    expect(() => requireMaskedKept('SaS', 'SbS', find)).toThrow(/lost or rewritten/);
    expect(() => requireMaskedKept('SaS', '', find, ['masked'])).not.toThrow();
    expect(() => requireMaskedKept('SaS', '', find, ['macro'])).toThrow();
  });
});
