import { AppError } from '../../kernel/app-error.ts';
import type { Body } from '../body.ts';
import type { ShownNames } from '../edit/format.ts';
import { openPage, type Page } from '../edit/page.ts';
import { findTarget, headingText, linesOf } from '../edit/targets.ts';
import type { Block } from '../model/block.ts';
import { estimateTokens } from './budget.ts';

export interface ViewOptions {
  /** `outline` headings with the size of their sections, `section` one of them, `full` (default) everything. */
  readonly mode?: 'outline' | 'section' | 'full';
  /** Heading or handle of the section. */
  readonly section?: string;
  /** Handles where text cannot address the thing (default), or on every block. */
  readonly ids?: 'needed' | 'all';
  /** Where an earlier view of the same body ended. */
  readonly cursor?: string;
  /** Most tokens of the text, by an upper estimate; none without it. */
  readonly maxTokens?: number;
  /** Most characters of the text. */
  readonly maxChars?: number;
  readonly names?: ShownNames;
}

export interface View {
  readonly text: string;
  /** Gives the rest; absent at the end. */
  readonly cursor?: string;
  /** Whether the text is the whole body, so that it may be sent back as a whole. */
  readonly complete: boolean;
  /** Lines of the whole view that the text holds: `from` to before `to`. */
  readonly lines: { readonly from: number; readonly to: number; readonly total: number };
  /** Handles that the text shows. */
  readonly handles: readonly string[];
}

/** A body as text of the dialect. Raises `invalid_input` for a malformed body, an unknown section or a stale cursor. */
export function view(body: Body, options: ViewOptions = {}): View {
  const page = openPage(body, options.names ?? {}, options.ids ?? 'needed');
  if (options.mode === 'outline') return outline(page);
  const { lines } = page.rendered;
  const whole = { from: 0, to: lines.length };
  const range =
    options.mode === 'section' || options.section !== undefined ? sectionLines(page, options.section) : whole;
  const start =
    options.cursor === undefined ? { line: range.from, column: 0 } : readCursor(body, options.cursor, range);
  const end = cut(page, start, range.to, options);
  const text = textBetween(lines, start, end);
  const done = end.line >= range.to;
  return {
    text,
    ...(done ? {} : { cursor: `${end.line}.${end.column}.${fingerprint(body.value)}` }),
    complete: done && start.line === 0 && start.column === 0 && range.from === 0 && range.to === lines.length,
    lines: { from: start.line, to: end.column === 0 ? end.line : end.line + 1, total: lines.length },
    handles: [
      ...new Set([...text.matchAll(/\{#([0-9a-z]+(?:\.\d+)?)/g)].map(([, handle = '']) => `#${handle}`)),
    ],
  };
}

interface Spot {
  readonly line: number;
  readonly column: number;
}

function sectionLines(page: Page, section: string | undefined): { from: number; to: number } {
  if (section !== undefined) return linesOf(page, findTarget(page, section));
  throw new AppError('invalid_input', 'A section view needs the name of the section.', {
    nextStep: 'Give a heading or a handle of the outline.',
  });
}

/** One line a heading, with the size of what it stands over; containers and tables that no heading stands over. */
function outline(page: Page): View {
  const { lines, places } = page.rendered;
  const rows: Array<{ readonly text: string; readonly line: number }> = [];
  const visit = (block: Block): void => {
    const place = places.get(block);
    if (block.kind === 'heading' && place !== undefined)
      rows.push({ text: `${'#'.repeat(block.level ?? 1)} ${headingText(page, block)}`, line: place.first });
    for (const child of block.children) visit(child);
  };
  visit(page.root);
  const first = rows[0]?.line ?? lines.length;
  const sizes = rows.map((row, index) =>
    lines.slice(row.line, rows[index + 1]?.line ?? lines.length).join('\n'),
  );
  const before = lines.slice(0, first).join('\n').trim();
  const text = [
    ...(before === '' ? [] : [`(before the first heading: ~${estimateTokens(before)} tokens)`]),
    ...rows.map((row, index) => `${row.text} (~${estimateTokens(sizes[index] ?? '')} tokens)`),
  ].join('\n');
  return { text, complete: false, lines: { from: 0, to: 0, total: lines.length }, handles: [] };
}

/** Where the text ends that fits: after a block where one fits, else after a line, else inside a long line. */
function cut(page: Page, start: Spot, end: number, options: ViewOptions): Spot {
  const { lines } = page.rendered;
  const { maxTokens = Number.POSITIVE_INFINITY, maxChars = Number.POSITIVE_INFINITY } = options;
  if (!(maxTokens >= 16 && maxChars >= 64))
    throw new AppError('invalid_input', 'A view needs room for at least 16 tokens or 64 characters.', {
      nextStep: 'Ask for more.',
    });
  if (maxTokens === Number.POSITIVE_INFINITY && maxChars === Number.POSITIVE_INFINITY)
    return { line: end, column: 0 };
  let tokens = 0;
  let chars = 0;
  let line = start.line;
  for (; line < end; line += 1) {
    const text = line === start.line ? (lines[line] ?? '').slice(start.column) : (lines[line] ?? '');
    tokens += estimateTokens(text) + 1;
    chars += text.length + 1;
    if (tokens > maxTokens || chars > maxChars) break;
  }
  if (line >= end) return { line: end, column: 0 };
  const block = lastBlockEnd(page, start.line, line);
  if (block > start.line) return { line: block, column: 0 };
  if (line > start.line) return { line, column: 0 };
  return insideLine(lines[line] ?? '', start, maxTokens, maxChars);
}

/** The last line up to `limit` at which a block of the page, or of a container that reaches further, ends. */
function lastBlockEnd(page: Page, from: number, limit: number): number {
  const { places } = page.rendered;
  let best = -1;
  let blocks: readonly Block[] = page.root.children;
  while (blocks.length > 0) {
    let across: Block | undefined;
    for (const block of blocks) {
      const place = places.get(block);
      if (place === undefined) continue;
      if (place.end <= limit && place.end > from) best = Math.max(best, place.end);
      else if (place.first < limit && place.end > limit) across = block;
    }
    if (best > from || across === undefined) return best;
    blocks = across.children;
  }
  return best;
}

function insideLine(text: string, start: Spot, maxTokens: number, maxChars: number): Spot {
  let column = start.column;
  let low = column + 1;
  let high = Math.min(text.length, column + Math.min(maxChars, 64 * maxTokens));
  while (low <= high) {
    const middle = (low + high) >> 1;
    const part = text.slice(start.column, middle);
    if (estimateTokens(part) + 1 <= maxTokens && part.length + 1 <= maxChars) {
      column = middle;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  const space = text.lastIndexOf(' ', column);
  const at = space > start.column ? space + 1 : column;
  return { line: start.line, column: /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at };
}

function textBetween(lines: readonly string[], start: Spot, end: Spot): string {
  const parts = lines.slice(start.line, end.column > 0 ? end.line + 1 : end.line);
  if (end.column > 0) parts[parts.length - 1] = (parts.at(-1) ?? '').slice(0, end.column);
  if (start.column > 0) parts[0] = (parts[0] ?? '').slice(start.column);
  let first = 0;
  while (first < parts.length && parts[first] === '') first += 1;
  let last = parts.length;
  while (last > first && parts[last - 1] === '') last -= 1;
  return parts.slice(first, last).join('\n');
}

function readCursor(body: Body, cursor: string, range: { from: number; to: number }): Spot {
  const [, line, column, print] = /^(\d+)\.(\d+)\.([0-9a-z]+)$/.exec(cursor) ?? [];
  const spot = { line: Number(line), column: Number(column) };
  if (print === fingerprint(body.value) && spot.line >= range.from && spot.line < range.to) return spot;
  throw new AppError('invalid_input', 'The cursor does not belong to this body and section.', {
    nextStep: 'The page may have changed: read it again from the start.',
  });
}

/** Tells two bodies apart, not a secret. */
function fingerprint(value: string): string {
  let hash = value.length;
  for (let at = 0; at < value.length; at += 1) hash = (Math.imul(hash, 31) + value.charCodeAt(at)) | 0;
  return (hash >>> 0).toString(36);
}
