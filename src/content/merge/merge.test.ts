import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText } from '../storage/entities.ts';
import { merge } from './merge.ts';
import { storageTokens } from './storage-tokens.ts';

const storage = (value: string) => ({ format: 'storage' as const, value });

describe('merge', () => {
  const base = '<h2>Plan</h2><p>Ask the team before noon.</p><p>Then write it down.</p>';

  it('keeps changes of different blocks, and of different words of one block', () => {
    expect(merge(storage(base), base.replace('noon', 'lunch'), base.replace('write', 'note'))).toEqual({
      merged: true,
      value: '<h2>Plan</h2><p>Ask the team before lunch.</p><p>Then note it down.</p>',
    });
    expect(merge(storage(base), base.replace('noon', 'lunch'), base.replace('team', 'whole crew'))).toEqual({
      merged: true,
      value: '<h2>Plan</h2><p>Ask the whole crew before lunch.</p><p>Then write it down.</p>',
    });
  });

  it('keeps a comment that was added around words which we changed in part', () => {
    const commented = base.replace(
      'the team',
      '<ac:inline-comment-marker ac:ref="r1">the team</ac:inline-comment-marker>',
    );
    expect(merge(storage(base), base.replace('team', 'crew'), commented)).toEqual({
      merged: true,
      value: commented.replace('team', 'crew'),
    });
  });

  it('says what both changed, in three versions of that block alone', () => {
    expect(merge(storage(base), base.replace('noon', 'lunch'), base.replace('noon', 'dusk'))).toEqual({
      merged: false,
      conflicts: [
        {
          base: 'Ask the team before noon.',
          ours: 'Ask the team before lunch.',
          theirs: 'Ask the team before dusk.',
        },
      ],
    });
    const deleted = base.replace('<p>Ask the team before noon.</p>', '');
    expect(merge(storage(base), base.replace('noon', 'lunch'), deleted).merged).toBe(false);
  });

  it('takes a change that both made once', () => {
    const both = base.replace('noon', 'lunch');
    expect(merge(storage(base), both.replace('write', 'note'), both)).toEqual({
      merged: true,
      value: both.replace('write', 'note'),
    });
  });

  it('merges inside of containers, lists and tables, and names no more than the block that both changed', () => {
    const page =
      '<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell><p>Intro text.</p><ul><li>first item</li><li>second item</li></ul>' +
      '<table><tbody><tr><td>one cell</td><td>other cell</td></tr></tbody></table></ac:layout-cell></ac:layout-section></ac:layout>';
    const ours = page.replace('first', 'Erster').replace('one cell', 'eine Zelle');
    expect(merge(storage(page), ours, page.replace('second', 'zweiter').replace('other', 'andere'))).toEqual({
      merged: true,
      value: ours.replace('second', 'zweiter').replace('other', 'andere'),
    });
    expect(merge(storage(page), ours, page.replace('first', 'premier'))).toEqual({
      merged: false,
      conflicts: [{ base: 'first item', ours: 'Erster item', theirs: 'premier item' }],
    });
  });

  it('lets blocks that both put at the same place stand one after the other', () => {
    const theirs = `${base}<p>From them.</p>`;
    expect(merge(storage(base), `${base}<p>From us.</p>`, theirs)).toEqual({
      merged: true,
      value: `${theirs}<p>From us.</p>`,
    });
  });

  it('puts a comment that was added on words which we replaced on what survives of them', () => {
    const anchor = (text: string) =>
      `<ac:inline-comment-marker ac:ref="r1">${text}</ac:inline-comment-marker>`;
    const commented = base.replace('the team', anchor('the team'));
    expect(merge(storage(base), base.replace('Ask the', 'Invite'), commented)).toEqual({
      merged: true,
      value: base.replace('Ask the team', `Invite ${anchor('team')}`),
    });
  });

  it('merges nothing in ADF', () => {
    const adf = (text: string) =>
      JSON.stringify({ type: 'doc', version: 1, content: [{ type: 'paragraph', text }] });
    expect(merge({ format: 'adf', value: adf('a') }, adf('b'), adf('c')).merged).toBe(false);
  });

  it('puts every pair of single-word changes together, or tells that they meet', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 4, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (texts, one, other) => {
        const numbered = texts.map((text, index) => `${text}${index}`);
        const page = (list: readonly string[]) =>
          `<p>${list.slice(0, 3).join(' ')}</p><p>${list.slice(3).join(' ')}</p>`;
        const [mine, theirs] = [one % numbered.length, other % numbered.length];
        const changed = (at: number, to: string) => numbered.map((text, index) => (index === at ? to : text));
        const result = merge(
          storage(page(numbered)),
          page(changed(mine, 'MINE')),
          page(changed(theirs, 'THEIRS')),
        );
        if (mine === theirs) expect(result.merged).toBe(false);
        else {
          const value = page(
            numbered.map((text, at) => (at === mine ? 'MINE' : at === theirs ? 'THEIRS' : text)),
          );
          expect(result).toEqual({ merged: true, value });
        }
      }),
    );
  });
});

describe('storageTokens', () => {
  it('are the body again when put together', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, code) => {
        const body = `<p>${escapeText(text)}</p><b><![CDATA[${code.replaceAll(']]>', '')}]]></b>`;
        expect(storageTokens(body).join('')).toBe(body);
      }),
    );
    const tricky = '<p a="x > y">a&nbsp;b</p><![CDATA[if (a < b) "x]]><!-- p -->é😀<hr />';
    expect(storageTokens(tricky).join('')).toBe(tricky);
  });
});
