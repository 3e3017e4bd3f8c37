import type { AdfMark, AdfNode } from '../adf-document.ts';
import { textNodes } from './inline-nodes.ts';

/** Inline nodes as they gather; a newline in source text is kept as `\n` until `finishLine` decides what it means. */
export type Line = AdfNode[];

/** Appends text; white space with a line break in it is one collapsible space. */
export function appendText(line: Line, text: string, marks: readonly AdfMark[]): void {
  const collapsed = text.replace(/[ \t]*[\r\n][ \t\r\n]*/g, '\n');
  for (const node of textNodes(collapsed, marks)) line.push(node);
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
    if (trim && previous === undefined) text = text.replace(/^[ \t\n]+/, '');
    if (trim && next === undefined) text = text.replace(/[ \t\n]+$/, '');
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
