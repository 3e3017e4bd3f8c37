import { AppError } from '../../kernel/app-error.ts';
import { parseItems, type WrittenItem } from './parse-list.ts';
import { isTableLine, parseRows, type WrittenRow } from './parse-table.ts';
import { readBraces, type Braces } from './syntax.ts';

/** A block as it is written in an edited view. What it holds is parsed only when somebody asks. */
export interface WrittenBlock {
  readonly kind:
    | 'paragraph'
    | 'heading'
    | 'list'
    | 'quote'
    | 'rule'
    | 'table'
    | 'fence'
    | 'container'
    | 'leaf'
    | 'image'
    | 'other';
  /** The block to the letter, without what is around it. */
  readonly text: string;
  /** Inline text of paragraph and heading, caption of an image. */
  readonly inline?: string;
  /** Lines inside quote, container and fence. */
  readonly lines?: readonly string[];
  readonly items?: readonly WrittenItem[];
  readonly rows?: readonly WrittenRow[];
  readonly level?: number;
  /** Name of container and leaf, language of a fence, alternative text of an image. */
  readonly name?: string;
  readonly label?: string;
  readonly url?: string;
  readonly braces?: Braces;
}

/** Where lines stand: in a cell every line is a block of its own, elsewhere lines of text run on. */
export type Setting = 'flow' | 'cell';

const heading = /^(#{1,6})(?:[ \t](.*))?$/;
const fence = /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/;
const containerOpen = /^:::\s*([^\s:{}[\]]+)(?:\[((?:[^\\\]]|\\.)*)\])?(?:\{(.*)\})?\s*$/;
const containerClose = /^:::\s*$/;
const leaf = /^::([^\s:{}[\]]+)(?:\[((?:[^\\\]]|\\.)*)\])?(?:\{(.*)\})?\s*$/;
const rule = /^(?:-{3,}|\*{3,}|_{3,})\s*$/;
const image = /^!\[((?:[^\\\]]|\\.)*)\]\(((?:[^\\)]|\\.)*)\)(?:\{([^{}]*)\})?\s*$/;
const caption = /^\^ (.*)$/;
export const listMarker = /^([-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;
const trailingHandle = /\s\{#[0-9a-z]+(?:\.[0-9]+)?\}\s*$/;

/** Splits lines of the dialect into blocks, in linear time. Raises `invalid_input` for what is opened and never closed. */
export function parseBlocks(lines: readonly string[], setting: Setting = 'flow'): WrittenBlock[] {
  const blocks: WrittenBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const { block, end } = parseOne(lines, at, setting);
    blocks.push(block);
    at = end;
  }
  return blocks;
}

interface Parsed {
  readonly block: WrittenBlock;
  readonly end: number;
}

function parseOne(lines: readonly string[], at: number, setting: Setting): Parsed {
  const line = lines[at] ?? '';
  const fenceMatch = fence.exec(line);
  if (fenceMatch !== null) return parseFence(lines, at, fenceMatch);
  if (line.startsWith(':::')) return parseContainer(lines, at);
  const leafMatch = leaf.exec(line);
  if (leafMatch !== null) return parseLeaf(lines, at, leafMatch);
  const headingMatch = heading.exec(line);
  if (headingMatch !== null) {
    const [inline, braces] = splitHandle((headingMatch[2] ?? '').trim());
    const level = headingMatch[1]?.length ?? 1;
    return { block: { kind: 'heading', text: line, inline, level, ...braces }, end: at + 1 };
  }
  if (rule.test(line)) return { block: { kind: 'rule', text: line }, end: at + 1 };
  if (listMarker.test(line)) {
    const { items, end } = parseItems(lines, at, setting, (text) => startsBlock(text, setting));
    return { block: { kind: 'list', text: textOf(lines, at, end), items }, end };
  }
  if (line.startsWith('>')) return parseQuote(lines, at);
  if (isTableLine(line)) return parseTable(lines, at, at, undefined);
  const imageMatch = image.exec(line);
  if (imageMatch !== null) return parseImage(lines, at, imageMatch);
  return parseParagraph(lines, at, setting);
}

/** Whether a line starts something else than text, and so ends a paragraph. */
function startsBlock(line: string, setting: Setting): boolean {
  return (
    setting === 'cell' ||
    line.trim() === '' ||
    listMarker.test(line) ||
    /^(?:`{3}|~{3}|:::|>|\|)/.test(line) ||
    /^#{1,6}(?:[ \t]|$)/.test(line) ||
    leaf.test(line) ||
    rule.test(line) ||
    image.test(line)
  );
}

function parseParagraph(lines: readonly string[], at: number, setting: Setting): Parsed {
  if (setting === 'flow' && /^(?: {4}|\t)/.test(lines[at] ?? '')) return parseIndented(lines, at);
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines[end] ?? '', setting)) end += 1;
  let inline = '';
  for (let index = at; index < end; index += 1) {
    const line = lines[index] ?? '';
    const last = index === end - 1;
    const hard = !last && /(?: {2}|\\)$/.test(line);
    inline += hard ? `${line.replace(/\\$/, '').trimEnd()}<br>` : last ? line : `${line} `;
  }
  const [bare, braces] = splitHandle(inline);
  return { block: { kind: 'paragraph', text: textOf(lines, at, end), inline: bare, ...braces }, end };
}

function parseIndented(lines: readonly string[], at: number): Parsed {
  let end = at + 1;
  while (end < lines.length && /^(?: {4}|\t)/.test(lines[end] ?? '')) end += 1;
  return { block: { kind: 'other', text: textOf(lines, at, end) }, end };
}

function parseFence(lines: readonly string[], at: number, match: RegExpExecArray): Parsed {
  const end = fenceEnd(lines, at, match);
  if (end >= lines.length) throw unclosed(lines[at] ?? '', 'code block');
  const info = (match[2] ?? match[4] ?? '').trim();
  const name = /^[^\s=]*(?=\s|$)/.exec(info)?.[0] ?? '';
  const rest = info.slice(name.length);
  const handle = /(?:^|\s)\{(#[0-9a-z]+(?:\.\d+)?)\}$/.exec(rest);
  const attributes = handle === null ? rest : `${rest.slice(0, handle.index)} ${handle[1] ?? ''}`;
  const inner = lines.slice(at + 1, end);
  return {
    block: {
      kind: 'fence',
      text: textOf(lines, at, end + 1),
      lines: inner,
      name,
      braces: readBraces(attributes),
    },
    end: end + 1,
  };
}

/** The line that closes a fence, or the number of lines. */
function fenceEnd(lines: readonly string[], at: number, match: RegExpExecArray): number {
  const sign = match[1] ?? match[3] ?? '';
  const close = sign[0] === '~' ? /^~{3,}\s*$/ : /^`{3,}\s*$/;
  let end = at + 1;
  while (
    end < lines.length &&
    !(close.test(lines[end] ?? '') && (lines[end] ?? '').trimEnd().length >= sign.length)
  )
    end += 1;
  return end;
}

function parseContainer(lines: readonly string[], at: number): Parsed {
  const match = containerOpen.exec(lines[at] ?? '');
  if (match === null) throw stray(lines[at] ?? '');
  let depth = 1;
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    const fenced = fence.exec(line);
    if (fenced !== null) end = fenceEnd(lines, end, fenced);
    else if (containerClose.test(line)) depth -= 1;
    else if (line.startsWith(':::')) depth += 1;
    if (depth === 0) break;
  }
  if (depth > 0) throw unclosed(lines[at] ?? '', 'container');
  const [, name = 'x', label, inside] = match;
  return {
    block: {
      kind: 'container',
      text: textOf(lines, at, end + 1),
      lines: lines.slice(at + 1, end),
      name,
      ...(label === undefined ? {} : { label: unescape(label) }),
      braces: readBraces(inside ?? ''),
    },
    end: end + 1,
  };
}

function parseLeaf(lines: readonly string[], at: number, match: RegExpExecArray): Parsed {
  const [, name = 'x', label, inside] = match;
  const braces = readBraces(inside ?? '');
  if (name === 'table' && isTableLine(lines[at + 1] ?? '')) return parseTable(lines, at, at + 1, braces);
  const text = lines[at] ?? '';
  const labelled = label === undefined ? {} : { label: unescape(label) };
  return { block: { kind: 'leaf', text, name, ...labelled, braces }, end: at + 1 };
}

function parseTable(lines: readonly string[], at: number, first: number, braces: Braces | undefined): Parsed {
  let end = first;
  while (end < lines.length && isTableLine(lines[end] ?? '')) end += 1;
  const rows = parseRows(lines.slice(first, end));
  const text = textOf(lines, at, end);
  return { block: { kind: 'table', text, rows, ...(braces === undefined ? {} : { braces }) }, end };
}

function parseQuote(lines: readonly string[], at: number): Parsed {
  let end = at;
  const inner: string[] = [];
  for (; end < lines.length && (lines[end] ?? '').startsWith('>'); end += 1)
    inner.push((lines[end] ?? '').replace(/^> ?/, ''));
  return { block: { kind: 'quote', text: textOf(lines, at, end), lines: inner }, end };
}

function parseImage(lines: readonly string[], at: number, match: RegExpExecArray): Parsed {
  const below = caption.exec(lines[at + 1] ?? '')?.[1];
  const end = at + (below === undefined ? 1 : 2);
  const [, name = '', url = '', inside] = match;
  return {
    block: {
      kind: 'image',
      text: textOf(lines, at, end),
      name: unescape(name),
      url: unescape(url),
      ...(below === undefined ? {} : { inline: below }),
      braces: readBraces(inside ?? ''),
    },
    end,
  };
}

function textOf(lines: readonly string[], from: number, to: number): string {
  return to === from + 1 ? (lines[from] ?? '') : lines.slice(from, to).join('\n');
}

/** Takes a trailing `{#handle}` off a text line, which a view with every handle has. */
export function splitHandle(text: string): [string, { readonly braces?: Braces }] {
  const match = trailingHandle.exec(text);
  if (match === null) return [text, {}];
  return [text.slice(0, match.index), { braces: readBraces(match[0].trim().slice(1, -1)) }];
}

function unescape(text: string): string {
  return text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

function unclosed(line: string, what: string): AppError {
  return new AppError(
    'invalid_input',
    `The ${what} that starts with "${line.slice(0, 60)}" is never closed.`,
    {
      nextStep: 'Send the block whole, with its closing line.',
    },
  );
}

function stray(line: string): AppError {
  return new AppError('invalid_input', `"${line.slice(0, 60)}" neither opens nor closes a container here.`, {
    nextStep: 'Write ":::name" to open a container and ":::" alone to close it.',
  });
}
