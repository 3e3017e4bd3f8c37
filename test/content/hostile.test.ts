import { describe, expect, it } from 'vitest';
import { edit, updateFromView } from '../../src/content/edit/edit.ts';
import { merge } from '../../src/content/merge/merge.ts';
import { view } from '../../src/content/view/view.ts';
import { AppError } from '../../src/kernel/app-error.ts';

/** Work that takes more than linear time does not end within the time limit of a test at these sizes. */
const size = 200_000;

function storage(value: string): { readonly format: 'storage'; readonly value: string } {
  return { format: 'storage', value };
}

/** The outcome of hostile input: done, or refused with an error of the closed list. */
function outcome(work: () => string): string {
  try {
    return `${work().length} characters`;
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return error.code;
    throw error;
  }
}

const signs: Readonly<Record<string, string>> = {
  'square brackets': '[',
  'curly brackets': '{',
  stars: '**',
  underscores: '_ a_',
  backticks: '`a',
  'comment directives': ':c[',
  'half links': '[a](',
  mentions: '@[',
  tags: '<u>',
  ampersands: '&',
  backslashes: '\\',
  'half images': '![',
  'nested directives': ':s[:link[',
  'ends of links': '](',
  tildes: '~~a',
  emphasis: '*a ',
  mixture: '[*:c[_(',
};

const lines: Readonly<Record<string, string>> = {
  'list markers': '- ',
  quotes: '>',
  fences: '```',
  containers: ':::info',
  'ends of containers': ':::',
  pipes: '|',
  rows: '| a | b |',
  headings: '#',
  captions: '^ a',
  numbers: '1. a',
  leaves: '::toc',
  images: '![a](att:b)',
  tasks: '- [ ] a',
  separators: '| - |',
  indentation: '     a',
};

describe('hostile text', () => {
  for (const [name, sign] of Object.entries(signs)) {
    it(`of ${name} in one line`, () => {
      const text = `a${sign.repeat(size / 4)}`;
      expect(outcome(() => updateFromView(storage('<p>x</p>'), text).value)).toBeDefined();
    });
  }
  for (const [name, line] of Object.entries(lines)) {
    it(`of ${name} in many lines`, () => {
      const text = `${line}\n`.repeat(size / 10);
      expect(outcome(() => updateFromView(storage('<p>x</p>'), text).value)).toBeDefined();
    });
  }
  it('of nested markers', () => {
    for (const marker of ['- ', '> ', '1. ', '- [ ] '])
      expect(outcome(() => updateFromView(storage('<p>x</p>'), marker.repeat(size / 4)).value)).toBeDefined();
    const nested = Array.from({ length: 2000 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n');
    expect(outcome(() => updateFromView(storage('<p>x</p>'), nested).value)).toBeDefined();
  });
  it('that replaces everything or shuffles everything', () => {
    const page = Array.from({ length: 20_000 }, (_, index) => `<p>para ${index}</p>`).join('');
    const { text } = view(storage(page));
    const backwards = text.split('\n\n').toReversed().join('\n\n');
    expect(outcome(() => updateFromView(storage(page), backwards).value)).toBe(`${page.length} characters`);
    const fresh = Array.from({ length: 20_000 }, (_, index) => `New line ${index}`).join('\n\n');
    expect(outcome(() => updateFromView(storage(page), fresh).value)).toContain('characters');
    const words = `<p>${'word '.repeat(size)}x</p>`;
    expect(outcome(() => updateFromView(storage(words), 'other '.repeat(size)).value)).toContain(
      'characters',
    );
  });
});

describe('hostile bodies', () => {
  it('of 5 MB are shown and edited', () => {
    const paragraph =
      '<p>Some text with <strong>bold</strong> words and a <a href="https://example.com/x">link</a>.</p>';
    const page = paragraph.repeat(Math.ceil(5_000_000 / paragraph.length));
    expect(view(storage(page), { maxTokens: 8000 }).cursor).toBeDefined();
    const edited = edit(storage(`${page}<p>The end</p>`), [
      { replace: { old: 'The end', new: 'The start' } },
    ]).value;
    expect(edited).toBe(`${page}<p>The start</p>`);
    const all = edit(storage(page), [{ replace: { old: 'bold', new: 'fat', all: true } }]).value;
    expect(all).toBe(page.replaceAll('bold', 'fat'));
  });

  it('nested as deep as a body can be', () => {
    const nest = (open: string, inner: string, close: string, depth: number): string =>
      open.repeat(depth) + inner + close.repeat(depth);
    const macro = '<ac:structured-macro ac:name="info"><ac:rich-text-body>';
    const bodies = [
      nest('<div>', 'x', '</div>', size),
      `<p>${nest('<span>', 'x', '</span>', size)}</p>`,
      `<p>${nest('<strong>', 'x', '</strong>', size / 4)}</p>`,
      nest('<ul><li>a', '', '</li></ul>', size / 4),
      nest(macro, '<p>x</p>', '</ac:rich-text-body></ac:structured-macro>', size / 8),
      nest('<table><tr><td>', 'x', '</td></tr></table>', 60),
      nest('<blockquote>', '<p>x</p>', '</blockquote>', size / 8),
    ];
    for (const body of bodies) expect(outcome(() => view(storage(body)).text)).toBeDefined();
    const deep = `<p>${nest('<strong>', 'x y', '</strong>', size / 8)}</p>`;
    expect(edit(storage(deep), [{ replace: { old: 'x y', new: 'x z' } }]).value).toBe(
      deep.replace('x y', 'x z'),
    );
  });

  it('wide as a body can be', () => {
    const row = `<tr>${'<td><p>a</p></td>'.repeat(100)}</tr>`;
    const table = `<table><tbody>${row.repeat(300)}<tr><td>q</td></tr></tbody></table>`;
    expect(edit(storage(table), [{ replace: { old: '| q |', new: '| r |' } }]).value).toBe(
      table.replace('>q<', '>r<'),
    );
    const spans = `<table><tbody>${'<tr><td rowspan="99999" colspan="99999">a</td></tr>'.repeat(2000)}</tbody></table>`;
    expect(outcome(() => view(storage(spans)).text)).toBeDefined();
    const dates = `<p>${'<time datetime="2026-01-01" />'.repeat(size / 4)}</p>`;
    expect(outcome(() => view(storage(dates)).text)).toBeDefined();
  });

  it('with more comment anchors than can be put back', () => {
    const words = Array.from({ length: 2000 }, (_, index) => `w${index}`);
    const anchors = words.map(
      (word, index) =>
        `<ac:inline-comment-marker ac:ref="ref${index}aaaa">${word}</ac:inline-comment-marker>`,
    );
    expect(outcome(() => updateFromView(storage(`<p>${anchors.join(' ')}</p>`), words.join(' ')).value)).toBe(
      'would_lose',
    );
  });

  it('merge when everything changed on both sides', () => {
    const base = Array.from({ length: 5000 }, (_, index) => `<p>para ${index} text</p>`);
    const ours = base.map((block, index) => (index % 2 === 0 ? block.replace('text', 'ours') : block));
    const theirs = base.map((block, index) => (index % 2 === 0 ? block : block.replace('text', 'theirs')));
    const both = base.map((block, index) => block.replace('text', index % 2 === 0 ? 'ours' : 'theirs'));
    expect(merge(storage(base.join('')), ours.join(''), theirs.join(''))).toEqual({
      merged: true,
      value: both.join(''),
    });
  });
});
