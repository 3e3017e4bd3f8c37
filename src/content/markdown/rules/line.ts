import type { StateBlock } from 'markdown-it';

/** The text of a line as the blocks around it leave it: without their signs and indentation. */
export function lineText(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}

/** Whether the line is indented so far that it is code. */
export function isIndented(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) - state.blkIndent >= 4;
}

/** Whether the line belongs no more to the list item that is being read. */
export function isOutdented(state: StateBlock, line: number): boolean {
  return !state.isEmpty(line) && (state.sCount[line] ?? 0) < state.blkIndent;
}

/** Whether the text is the inside of a table cell, where every line is a block of its own. */
export function isCell(state: StateBlock): boolean {
  return state.env['setting'] === 'cell';
}

/** Whether the line stands inside an item of a list. */
export function isInItem(state: StateBlock): boolean {
  return state.listIndent >= 0;
}

/** Line of the whole Markdown, counted from 1, for messages. */
export function lineNumber(state: StateBlock, line: number): number {
  const first = state.env['firstLine'];
  return (typeof first === 'number' ? first : 1) + (isCell(state) ? 0 : line);
}
