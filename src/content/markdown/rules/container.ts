import type { StateBlock } from 'markdown-it';
import { readBraces } from '../../view/syntax.ts';
import { quoted, refuse } from '../refuse.ts';
import { isIndented, isOutdented, lineNumber, lineText } from './line.ts';

const opening = /^:::\s*([^\s:{}[\]]+)(?:\[((?:[^\\\]]|\\.)*)\])?(?:\{(.*)\})?\s*$/;
const closing = /^:::\s*$/;
const fenceSign = /^(`{3,}|~{3,})/;

/** `:::name[label]{k=v}` … `:::`, nested to any depth that the parser allows. Block rule of markdown-it. */
export function containerRule(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  if (isIndented(state, startLine)) return false;
  const text = lineText(state, startLine);
  if (!text.startsWith(':::')) return false;
  const match = opening.exec(text);
  if (silent) return true;
  const line = lineNumber(state, startLine);
  if (match === null)
    throw refuse(
      line,
      `${quoted(text)} neither opens nor closes a container.`,
      'Write ":::name{key=value}" to open a container and ":::" alone to close it.',
    );
  const end = closingLine(state, startLine, endLine);
  if (end === -1)
    throw refuse(line, `The container ${quoted(text)} is never closed.`, 'Close it with a line ":::".');
  const [, name = '', label, inside] = match;
  const { handle, attributes } = readBraces(inside ?? '');
  const open = state.push('container_open', '', 1);
  open.map = [startLine, end + 1];
  open.meta = { name, label: label?.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'), attributes, handle };
  const { parentType, lineMax } = state;
  state.parentType = 'container';
  state.lineMax = end;
  state.md.block.tokenize(state, startLine + 1, end);
  state.lineMax = lineMax;
  state.parentType = parentType;
  state.push('container_close', '', -1);
  state.line = end + 1;
  return true;
}

/** The line that closes the container, or -1; fences hide what they hold. */
function closingLine(state: StateBlock, startLine: number, endLine: number): number {
  let depth = 1;
  let fence: string | undefined;
  for (let line = startLine + 1; line < endLine; line += 1) {
    if (isOutdented(state, line)) return -1;
    const text = lineText(state, line);
    const sign = fenceSign.exec(text)?.[1];
    if (fence !== undefined) {
      if (sign?.startsWith(fence) === true && text.trim() === sign) fence = undefined;
    } else if (sign !== undefined) {
      fence = sign;
    } else if (closing.test(text)) {
      depth -= 1;
      if (depth === 0) return line;
    } else if (text.startsWith(':::')) {
      depth += 1;
    }
  }
  return -1;
}
