import type { Token } from 'markdown-it';
import { parseRows, type WrittenRow } from '../view/parse-table.ts';
import { splitHandle } from '../view/parse.ts';
import { readBraces } from '../view/syntax.ts';
import { readAlert } from './alerts.ts';
import { parseBlockTokens, type References, type Setting } from './block-parser.ts';
import { parseInline } from './inline-tree.ts';
import { readItemSign, splitByType, type ItemSign, type SignedItem } from './list-items.ts';
import { quoted, refuse } from './refuse.ts';
import { completeRows } from './table-grid.ts';
import type {
  Attributes,
  InlineNode,
  TreeBlock,
  TreeCell,
  TreeContainer,
  TreeImage,
  TreeItem,
  TreeLeaf,
  TreeRow,
} from './tree.ts';

/** Blocks inside blocks, lists and tables counted; deeper is refused. */
const deepest = 24;

interface Reading {
  readonly tokens: readonly Token[];
  next: number;
  readonly references: References;
  readonly setting: Setting;
  readonly firstLine: number;
  /** What `::table{…}` says of the table that follows. */
  table: Pick<Named, 'attributes' | 'handle'> | undefined;
}

/**
 * Markdown as a tree of new content. Raises `invalid_input`, with the line, for what no stored format could hold:
 * unclosed blocks, raw markup, nesting beyond all use, footnotes.
 */
export function markdownToTree(markdown: string): TreeBlock[] {
  const references: References = {};
  const blocks = readBlocks(markdown, 'flow', 1, references, 0);
  for (const label of Object.keys(references))
    if (label.startsWith('^'))
      throw refuse(
        undefined,
        `"[${label.toLowerCase()}]:" is a footnote, which Confluence pages do not have.`,
        'Write the note in brackets, or as a paragraph of its own.',
      );
  return blocks;
}

function readBlocks(
  markdown: string,
  setting: Setting,
  firstLine: number,
  references: References,
  depth: number,
): TreeBlock[] {
  const tokens = parseBlockTokens(markdown, setting, firstLine, references);
  const reading: Reading = {
    tokens,
    next: 0,
    references,
    setting,
    firstLine,
    table: undefined,
  };
  return readUntil(reading, undefined, depth);
}

/** Reads blocks up to the closing token of a type, or to the end. */
function readUntil(reading: Reading, closing: string | undefined, depth: number): TreeBlock[] {
  const blocks: TreeBlock[] = [];
  for (;;) {
    const token = reading.tokens[reading.next];
    if (token === undefined) return blocks;
    reading.next += 1;
    if (token.type === closing) return blocks;
    if (depth > deepest)
      throw refuse(
        lineOf(reading, token),
        `Blocks are nested more than ${deepest} deep.`,
        'Use fewer levels of lists, quotes and containers.',
      );
    readBlock(reading, token, blocks, depth);
  }
}

/** The lines of a cell all stand on the line of its row. */
function lineOf(reading: Reading, token: Token): number {
  return reading.firstLine + (reading.setting === 'cell' ? 0 : (token.map?.[0] ?? 0));
}

function readBlock(reading: Reading, token: Token, blocks: TreeBlock[], depth: number): void {
  const line = lineOf(reading, token);
  switch (token.type) {
    case 'paragraph_open':
      readText(reading, takeInline(reading), line, blocks);
      break;
    case 'heading_open': {
      const level = Number(token.tag.slice(1));
      const [text] = splitHandle(takeInline(reading));
      blocks.push({ kind: 'heading', line, level, inline: parseInline(text, line, reading.references) });
      break;
    }
    case 'bullet_list_open':
    case 'ordered_list_open':
      blocks.push(...readList(reading, token, line, depth));
      break;
    case 'blockquote_open':
      blocks.push(readQuote(reading, line, depth));
      break;
    case 'hr':
      blocks.push({ kind: 'rule', line });
      break;
    case 'fence':
      blocks.push(readFence(token, line));
      break;
    case 'code_block':
      blocks.push({ kind: 'pre', line, text: token.content.replace(/\n+$/, '') });
      break;
    case 'container_open':
      blocks.push(readContainer(reading, token, line, depth));
      break;
    case 'leaf':
      readLeaf(reading, token, line, blocks);
      break;
    case 'dialect_table':
      blocks.push(readTable(reading, token, line, depth));
      break;
    default:
      break;
  }
}

/** The content of the inline token that follows an opening one; the closing one is passed over. */
function takeInline(reading: Reading): string {
  const content = reading.tokens[reading.next]?.content ?? '';
  reading.next += 2;
  return content;
}

function readQuote(reading: Reading, line: number, depth: number): TreeBlock {
  const text = reading.tokens[reading.next + 1];
  const startsWithText = reading.tokens[reading.next]?.type === 'paragraph_open' && text !== undefined;
  const alert = startsWithText ? readAlert(text.content) : undefined;
  if (text !== undefined && alert !== undefined) text.content = text.content.slice(alert.length);
  const blocks = readUntil(reading, 'blockquote_close', depth + 1);
  if (alert === undefined) return { kind: 'quote', line, blocks };
  const attributes: Attributes = alert.title === '' ? [] : [['title', alert.title]];
  return { kind: 'container', line, name: alert.name, attributes, blocks };
}

const imageLine = /^!\[/;
/** An image alone on its line as the view writes it; its address counts to the letter, odd spaces too. */
const wholeImage = /^!\[((?:[^\\\]]|\\.)*)\]\(((?:[^\\()]|\\.)*)\)(?:\{([^{}]*)\})?\s*$/;
const captionLine = /^\^ /;

/** A paragraph; lines of it that hold an image and nothing else are image blocks, with the caption below them. */
function readText(reading: Reading, content: string, line: number, blocks: TreeBlock[]): void {
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

function appendParagraph(reading: Reading, content: string, line: number, blocks: TreeBlock[]): void {
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

function readList(reading: Reading, open: Token, line: number, depth: number): TreeBlock[] {
  const ordered = open.type === 'ordered_list_open';
  const closing = ordered ? 'ordered_list_close' : 'bullet_list_close';
  const items: SignedItem[] = [];
  for (;;) {
    const token = reading.tokens[reading.next];
    if (token === undefined) break;
    reading.next += 1;
    if (token.type === closing) break;
    if (token.type === 'list_item_open') items.push(readItem(reading, token, ordered, depth + 1));
  }
  const first = Number(open.attrGet('start') ?? 1);
  return splitByType(line, first, items);
}

function readItem(reading: Reading, open: Token, ordered: boolean, depth: number): SignedItem {
  const line = lineOf(reading, open);
  const text = reading.tokens[reading.next + 1];
  const startsWithText = reading.tokens[reading.next]?.type === 'paragraph_open' && text !== undefined;
  const sign: ItemSign =
    startsWithText && !ordered ? readItemSign(text.content) : { type: undefined, checked: false, length: 0 };
  if (text !== undefined && sign.length > 0) text.content = text.content.slice(sign.length);
  const item: TreeItem = {
    line,
    blocks: readUntil(reading, 'list_item_close', depth),
    checked: sign.checked,
  };
  return { type: sign.type ?? (ordered ? 'ordered' : 'bullet'), item };
}

function readFence(token: Token, line: number): TreeBlock {
  const lines = token.content === '' ? 0 : token.content.split('\n').length - 1;
  const [from = 0, to = 0] = token.map ?? [];
  if (to - from - 1 === lines)
    throw refuse(
      line,
      `The code block that starts with ${quoted(token.markup + token.info)} is never closed.`,
      `Close it with a line "${token.markup}".`,
    );
  const info = token.info.trim();
  const name = /^(?!\{#)[^\s=]*(?=\s|$)/.exec(info)?.[0] ?? '';
  const { attributes, handle } = readBraces(info.slice(name.length).replaceAll(/[{}]/g, ' '));
  const text = token.content.replace(/\n$/, '');
  const macro = /^\{(.+)\}$/.exec(name)?.[1];
  if (macro === 'pre') return { kind: 'pre', line, text };
  return macro === undefined
    ? { kind: 'code', line, language: name, attributes, text, ...optional({ handle }) }
    : { kind: 'code', line, macro, language: '', attributes, text, ...optional({ handle }) };
}

interface Named {
  readonly name: string;
  readonly label: string | undefined;
  readonly attributes: Attributes;
  readonly handle: string | undefined;
}

function readContainer(reading: Reading, open: Token, line: number, depth: number): TreeContainer {
  const { name, label, attributes, handle } = named(open);
  return {
    kind: 'container',
    line,
    name,
    attributes,
    ...optional({ label, handle }),
    blocks: readUntil(reading, 'container_close', depth + 1),
  };
}

function readLeaf(reading: Reading, token: Token, line: number, blocks: TreeBlock[]): void {
  const { name, label, attributes, handle } = named(token);
  if (name === 'table') {
    if (reading.tokens[reading.next]?.type !== 'dialect_table')
      throw refuse(
        line,
        '"::table{…}" stands without its rows.',
        'Write the rows "| … | … |" right below it.',
      );
    reading.table = { attributes, handle };
  } else {
    const leaf: TreeLeaf = { kind: 'leaf', line, name, attributes, ...optional({ label, handle }) };
    blocks.push(leaf);
  }
}

/** The fields that have a value. */
function optional<T extends Readonly<Record<string, string | undefined>>>(
  fields: T,
): { readonly [K in keyof T]?: string } {
  const written = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(written) satisfies { [key: string]: unknown };
}

/** What the rules of the dialect leave in `meta`. */
function named(token: Token): Named {
  const meta: Partial<Named> = token.meta ?? {};
  const { name = '', label, attributes = [], handle } = meta;
  return { name, label, attributes, handle };
}

function readTable(reading: Reading, token: Token, line: number, depth: number): TreeBlock {
  const meta: { lines?: readonly string[] } = token.meta ?? {};
  const lines = meta.lines ?? [];
  const written = parseRows(lines);
  const separated = written.length < lines.length;
  const aligns = separated ? readAligns(lines[1] ?? '') : [];
  const rows = written.map((row, index): TreeRow => {
    const rowLine = line + index + (separated && index > 0 ? 1 : 0);
    return {
      line: rowLine,
      header: separated && index === 0,
      cells: readCells(reading, row, rowLine, depth, aligns),
    };
  });
  const { attributes = [], handle } = reading.table ?? {};
  reading.table = undefined;
  return { kind: 'table', line, rows: completeRows(rows), attributes, ...optional({ handle }) };
}

function readAligns(separator: string): Array<'center' | 'right' | undefined> {
  return separator
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|')
    .map((cell) => {
      const text = cell.trim();
      if (!text.endsWith(':')) return undefined;
      return text.startsWith(':') ? 'center' : 'right';
    });
}

function readCells(
  reading: Reading,
  row: WrittenRow,
  line: number,
  depth: number,
  aligns: ReadonlyArray<'center' | 'right' | undefined>,
): TreeCell[] {
  let column = 0;
  return row.cells.map(({ lines, columns, rows }) => {
    const align = aligns[column];
    column += columns;
    const blocks = readCell(reading, lines, line, depth);
    const aligned = align === undefined ? blocks : blocks.map((block) => alignText(block, align));
    return { blocks: aligned, columns: Math.max(1, columns), rows: Math.max(1, rows) };
  });
}

function alignText(block: TreeBlock, align: 'center' | 'right'): TreeBlock {
  return block.kind === 'paragraph' ? { ...block, align } : block;
}

/** Any sign that a line of a cell may start with and be something else than text. */
const blockSign = /^(?:[-*+#>|:`~^<]|\d|!\[|_{3}| {4}|\[)/;

function readCell(reading: Reading, lines: readonly string[], line: number, depth: number): TreeBlock[] {
  const [only] = lines;
  if (only === undefined) return [];
  if (lines.length === 1 && !blockSign.test(only)) {
    const blocks: TreeBlock[] = [];
    appendParagraph(reading, only, line, blocks);
    return blocks;
  }
  return readBlocks(lines.join('\n'), 'cell', line, reading.references, depth + 1);
}
