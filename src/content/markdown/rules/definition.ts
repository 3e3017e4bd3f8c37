import type { StateBlock } from 'markdown-it';
import { isCell } from './line.ts';
import { paragraphRule } from './paragraph.ts';

/** Most lines of a definition that are kept: label and address, and a title below. */
const mostLines = 3;

/**
 * Notes the text of a line that may define a reference, for the case that nothing refers to it: then it is a paragraph,
 * since GFM would drop it without a word. In a cell nothing is defined.
 */
export function definitionRule(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (silent || state.src[start] !== '[') return false;
  if (isCell(state)) return paragraphRule(state, startLine, endLine);
  const end = Math.min(endLine, startLine + mostLines);
  notedLines(state.env).set(startLine, state.getLines(startLine, end, state.blkIndent, false).split('\n'));
  return false;
}

/** Lines by the number of the first one, as the rule noted them. */
export function notedLines(env: Record<string | symbol, unknown>): Map<number, string[]> {
  const known = env['definitionLines'];
  if (known instanceof Map) return known;
  const created = new Map<number, string[]>();
  env['definitionLines'] = created;
  return created;
}
