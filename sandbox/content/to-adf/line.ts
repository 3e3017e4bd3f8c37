import type { AdfMark, AdfNode } from '../adf-document.ts';
import { textNodes } from './inline-nodes.ts';

/** Inline nodes as they gather; a newline in source text is kept as `\n` until `finishLine` decides what it means. */
export type Line = AdfNode[];

/** Appends text; white space with a line break in it is one collapsible space. */
export function appendText(line: Line, text: string, marks: readonly AdfMark[]): void {
  for (const node of textNodes(/[\r\n]/.test(text) ? collapseBreaks(text) : text, marks)) line.push(node);
}

function collapseBreaks(text: string): string {
  const parts = text.split(/[\r\n]+/);
  const last = parts.length - 1;
  let collapsed = '';
  for (const [index, part] of parts.entries()) {
    const start = index === 0 ? 0 : firstAfter(part, ' \t');
    const trimmed = part.slice(
      start,
      index === last ? part.length : Math.max(start, lastBefore(part, ' \t')),
    );
    if (index > 0 && !collapsed.endsWith('\n')) collapsed += '\n';
    collapsed += trimmed;
  }
  return collapsed;
}

/** Where text begins past leading characters of `set`. */
function firstAfter(text: string, set: string): number {
  let at = 0;
  while (at < text.length && set.includes(text[at] ?? '')) at += 1;
  return at;
}

/** Where text ends before trailing characters of `set`. */
function lastBefore(text: string, set: string): number {
  let at = text.length;
  while (at > 0 && set.includes(text[at - 1] ?? '')) at -= 1;
  return at;
}

/**
 * The line as ADF content: source line breaks become spaces, or nothing at either end and beside a hard break; equal
 * neighbours are one text. `trim` also drops spaces at either end, for text that stands outside any paragraph.
 */
export function finishLine(line: Line, trim: boolean): AdfNode[] {
  const finished: AdfNode[] = [];
  for (const [index, node] of line.entries()) {
    if (node.text === undefined) {
      finished.push(node);
      continue;
    }
    let text = node.text;
    const previous = line[index - 1];
    const next = line[index + 1];
    if (previous === undefined || previous.type === 'hardBreak') text = text.replace(/^\n/, '');
    if (next === undefined || next.type === 'hardBreak') text = text.replace(/\n$/, '');
    if (trim && previous === undefined) text = text.slice(firstAfter(text, ' \t\n'));
    if (trim && next === undefined) text = text.slice(0, lastBefore(text, ' \t\n'));
    text = text.replaceAll('\n', ' ');
    if (text === '') continue;
    const last = finished.at(-1);
    if (last?.text !== undefined && sameMarks(last.marks, node.marks)) {
      finished[finished.length - 1] = { ...last, text: last.text + text };
    } else {
      finished.push({ ...node, text });
    }
  }
  return finished;
}

function sameMarks(a: readonly AdfMark[] | undefined, b: readonly AdfMark[] | undefined): boolean {
  return a === b || JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
}
