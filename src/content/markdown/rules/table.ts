import type { StateBlock } from 'markdown-it';
import { isCell, isIndented, isOutdented, lineText } from './line.ts';

const separator = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/**
 * Lines that start with a pipe, or a GFM table without outer pipes. The token holds the lines; their cells are read
 * later. Block rule of markdown-it in the place of its own one, which knows neither merged cells nor blocks in cells.
 */
export function tableRule(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (isIndented(state, startLine)) return false;
  const first = lineText(state, startLine);
  const outerPipes = first.startsWith('|');
  if (!outerPipes && !startsWithoutPipes(state, startLine, endLine, first)) return false;
  if (silent) return true;
  const lines: string[] = [];
  let line = startLine;
  for (; line < endLine && !state.isEmpty(line) && !isOutdented(state, line); line += 1) {
    const text = lineText(state, line).trimEnd();
    if (outerPipes ? !text.startsWith('|') : line > startLine + 1 && !text.includes('|')) break;
    lines.push(outerPipes ? text : `|${text.replace(/^\|/, '')}`);
  }
  const token = state.push('dialect_table', '', 0);
  token.map = [startLine, line];
  token.meta = { lines };
  state.line = line;
  return true;
}

function startsWithoutPipes(state: StateBlock, startLine: number, endLine: number, first: string): boolean {
  if (isCell(state) || !first.includes('|') || startLine + 1 >= endLine) return false;
  const second = lineText(state, startLine + 1);
  return (
    !isOutdented(state, startLine + 1) &&
    second.includes('|') &&
    separator.test(second) &&
    countCells(second) === countCells(first)
  );
}

function countCells(line: string): number {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).length;
}
