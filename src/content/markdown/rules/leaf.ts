import type { StateBlock } from 'markdown-it';
import { readBraces } from '../../view/syntax.ts';
import { isIndented, lineText } from './line.ts';

const leaf = /^::([^\s:{}[\]]+)(?:\[((?:[^\\\]]|\\.)*)\])?(?:\{(.*)\})?\s*$/;

/** `::name[label]{k=v}` on a line of its own. Block rule of markdown-it. */
export function leafRule(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  if (isIndented(state, startLine)) return false;
  const text = lineText(state, startLine);
  if (!text.startsWith('::')) return false;
  const match = leaf.exec(text);
  if (match === null) return false;
  if (silent) return true;
  const [, name = '', label, inside] = match;
  const { handle, attributes } = readBraces(inside ?? '');
  const token = state.push('leaf', '', 0);
  token.map = [startLine, startLine + 1];
  token.meta = { name, label: label?.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'), attributes, handle };
  state.line = startLine + 1;
  return true;
}
