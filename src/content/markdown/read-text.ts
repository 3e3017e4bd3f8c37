import { splitHandle } from '../view/parse.ts';
import { readBraces } from '../view/syntax.ts';
import { parseInline } from './inline-tree.ts';
import { optional, type Reading } from './reading.ts';
import type { InlineNode, TreeBlock, TreeImage } from './tree.ts';

const imageLine = /^!\[/;
/** An image alone on its line as the view writes it; its address counts to the letter, odd spaces too. */
const wholeImage = /^!\[((?:[^\\\]]|\\.)*)\]\(((?:[^\\()]|\\.)*)\)(?:\{([^{}]*)\})?\s*$/;
const captionLine = /^\^ /;

/** A paragraph; lines of it that hold an image and nothing else are image blocks, with the caption below them. */
export function readText(reading: Reading, content: string, line: number, blocks: TreeBlock[]): void {
  const lines = content.split('\n');
  let from = 0;
  const flush = (to: number): void => {
    if (to > from) appendParagraph(reading, lines.slice(from, to).join('\n'), line + from, blocks);
  };
  lines.forEach((text, index) => {
    const image = imageLine.test(text) ? readImage(reading, text, line + index) : undefined;
    const before = blocks.at(-1);
    if (image !== undefined) {
      flush(index);
      blocks.push(image);
      from = index + 1;
    } else if (from === index && captionLine.test(text) && before?.kind === 'image' && !before.caption) {
      const caption = parseInline(text.slice(2), line + index, reading.references);
      blocks[blocks.length - 1] = { ...before, caption };
      from = index + 1;
    }
  });
  flush(lines.length);
}

/** A paragraph, without the handle that a view with every handle shows behind its text; nothing for empty text. */
export function appendParagraph(reading: Reading, content: string, line: number, blocks: TreeBlock[]): void {
  const [text] = splitHandle(` ${content}`);
  const inline = parseInline(text, line, reading.references);
  if (inline.length > 0) blocks.push({ kind: 'paragraph', line, inline });
}

/** The image block of a line, if the line holds one image and nothing else. */
function readImage(reading: Reading, text: string, line: number): TreeBlock | undefined {
  const [whole, alt = '', url = '', inside = ''] = wholeImage.exec(text) ?? [];
  if (whole !== undefined && !/ "[^"]*"$/.test(url)) {
    const { handle, attributes } = readBraces(inside);
    const image: TreeImage = {
      kind: 'image',
      line,
      url: unescapeText(url),
      alt: unescapeText(alt),
      attributes,
      ...optional({ handle }),
    };
    return image;
  }
  const nodes = parseInline(text, line, reading.references);
  const [only] = nodes;
  if (nodes.length !== 1 || only?.kind !== 'atom' || only.name !== 'image') return undefined;
  return imageOf(only, line);
}

function unescapeText(text: string): string {
  return text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** The image block of an image in a line. */
function imageOf(atom: Extract<InlineNode, { kind: 'atom' }>, line: number): TreeImage {
  const url = atom.attributes.find(([name]) => name === 'src')?.[1] ?? '';
  return {
    kind: 'image',
    line,
    url,
    alt: atom.label,
    attributes: atom.attributes.filter(([name]) => name !== 'src'),
    ...optional({ handle: atom.handle }),
  };
}
