import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertInlineMarker, markerRefs, removeInlineMarker } from './inline-markers.ts';
import { storageToText } from './storage-to-text.ts';
import { validateStorage } from './validate-storage.ts';

const m = (text: string, ref = 'r1'): string =>
  `<ac:inline-comment-marker ac:ref="${ref}">${text}</ac:inline-comment-marker>`;

describe('inline comment markers', () => {
  it('wrap the occurrence that is asked for', () => {
    expect(insertInlineMarker('<p>one two one</p>', 'one', 2, 1, 'r1')).toBe(`<p>one two ${m('one')}</p>`);
  });

  it('are split at formatting, as Confluence stores them', () => {
    expect(insertInlineMarker('<p>press <code>wq</code> to leave</p>', 'press wq to', 1, 0, 'r1')).toBe(
      `<p>${m('press ')}<code>${m('wq')}</code>${m(' to')} leave</p>`,
    );
  });

  it('count characters, not their entities', () => {
    expect(insertInlineMarker('<p>R&amp;D &rarr; &lt;x&gt;</p>', 'D → <x', 1, 0, 'r1')).toBe(
      `<p>R&amp;${m('D &rarr; &lt;x')}&gt;</p>`,
    );
  });

  it('nest in markers that are there already', () => {
    expect(insertInlineMarker(`<p>${m('a b c', 'r0')}</p>`, 'b', 1, 0, 'r1')).toBe(
      `<p>${m(`a ${m('b')} c`, 'r0')}</p>`,
    );
  });

  it('go around a link whose text cannot hold markup', () => {
    const link =
      '<ac:link><ri:page ri:content-title="X" /><ac:plain-text-link-body><![CDATA[the page]]></ac:plain-text-link-body></ac:link>';
    expect(insertInlineMarker(`<p>see ${link}.</p>`, 'page', 1, 0, 'r1')).toBe(`<p>see ${m(link)}.</p>`);
  });

  it('are refused when the count differs, the index is past it, or the text is nowhere in one block', () => {
    expect(insertInlineMarker('<p>one two one</p>', 'one', 1, 0, 'r1')).toBeNull();
    expect(insertInlineMarker('<p>one two one</p>', 'one', 2, 2, 'r1')).toBeNull();
    expect(insertInlineMarker('<p>one</p><p>two</p>', 'onetwo', 1, 0, 'r1')).toBeNull();
    expect(insertInlineMarker('<p>one</p>', 'two', 0, 0, 'r1')).toBeNull();
    expect(insertInlineMarker('<p> </p>', ' ', 1, 0, 'r1')).toBeNull();
  });

  it('do not count what no reader selects: parameters, code bodies, task ids', () => {
    const body =
      '<ac:structured-macro ac:name="code"><ac:parameter ac:name="title">word</ac:parameter><ac:plain-text-body><![CDATA[word]]></ac:plain-text-body></ac:structured-macro>';
    expect(insertInlineMarker(`${body}<p>word</p>`, 'word', 1, 0, 'r1')).toBe(`${body}<p>${m('word')}</p>`);
  });

  it('stand in headings, table cells, panels, tasks and captions', () => {
    for (const [before, after] of [
      ['<h2>', '</h2>'],
      ['<table><tbody><tr><td>', '</td></tr></tbody></table>'],
      [
        '<ac:structured-macro ac:name="info"><ac:rich-text-body><p>',
        '</p></ac:rich-text-body></ac:structured-macro>',
      ],
      [
        '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-body>',
        '</ac:task-body></ac:task></ac:task-list>',
      ],
      [
        '<ac:image><ri:url ri:value="https://x.example/p.png" /><ac:caption><p>',
        '</p></ac:caption></ac:image>',
      ],
    ] as const) {
      expect(insertInlineMarker(`${before}some word${after}`, 'word', 1, 0, 'r1')).toBe(
        `${before}some ${m('word')}${after}`,
      );
    }
  });

  it('are listed once each, and leave what they wrapped', () => {
    const storage = `<p>${m('a', 'r1')}${m('b', 'r2')}<em>${m('c', 'r1')}</em></p>`;
    expect(markerRefs(storage)).toEqual(['r1', 'r2']);
    expect(removeInlineMarker(storage, 'r1')).toBe(`<p>a${m('b', 'r2')}<em>c</em></p>`);
    expect(removeInlineMarker(storage, 'r9')).toBe(storage);
  });

  it('are undone to the byte wherever they were put', () => {
    const word = fc.constantFrom('a', 'b ', '&amp;', '&nbsp;', 'é', '😀', '<br />');
    const piece = fc.oneof(
      word,
      fc
        .tuple(fc.constantFrom('strong', 'em', 'code'), fc.array(word, { minLength: 1, maxLength: 4 }))
        .map(([name, words]) => `<${name}>${words.join('')}</${name}>`),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 8 }),
        fc.nat(20),
        fc.integer({ min: 1, max: 6 }),
        (pieces, from, length) => {
          const storage = `<p>${pieces.join('')}</p>`;
          const visible = storage
            .replaceAll('<br />', '\n')
            .replace(/<[^>]*>/g, '')
            .replaceAll('&nbsp;', '\u00a0')
            .replaceAll('&amp;', '&');
          const selection = Array.from(visible)
            .slice(from, from + length)
            .join('');
          fc.pre(selection.trim() !== '');
          const count = visible.split(selection).length - 1;
          const marked = insertInlineMarker(storage, selection, count, 0, 'r1');
          expect(marked).not.toBeNull();
          expect(validateStorage(marked ?? '')).toEqual({ ok: true });
          expect(storageToText(marked ?? '')).toBe(storageToText(storage));
          expect(removeInlineMarker(marked ?? '', 'r1')).toBe(storage);
        },
      ),
    );
  });
});
