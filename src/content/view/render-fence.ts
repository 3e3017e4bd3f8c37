import type { Block } from '../model/block.ts';
import type { Unit } from '../model/inline.ts';
import { collapse } from '../model/text.ts';
import { writeBraces } from './syntax.ts';

/** The lines of a code block; `first` stands before the first one, `rest` before the others. */
export function fenceLines(
  fence: Block,
  handles: 'needed' | 'all' | 'none',
  first: string,
  rest: string,
): string[] {
  const text = codeText(fence.unit);
  const sign = fenceSign(text);
  const shown = handles === 'none' ? [] : (fence.attributes ?? []);
  const attributes = shown.map(([name, value]) => ` ${name}=${quote(collapse(value))}`).join('');
  const braces = handles === 'all' ? writeBraces(fence.handle?.shown) : '';
  const info = `${fence.name ?? ''}${attributes}${braces === '' ? '' : ` ${braces}`}`;
  const lines =
    text === '' ? [] : text.split('\n').map((line) => (line === '' ? rest.trimEnd() : rest + line));
  return [first + sign + info, ...lines, rest + sign];
}

function quote(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** A fence that the text does not hold. */
function fenceSign(text: string): string {
  if (!text.includes('```')) return '```';
  let longest = 3;
  for (const [run] of text.matchAll(/~{4,}/g)) longest = Math.max(longest, run.length);
  return '~'.repeat(longest + 1);
}

/** The text of a code unit, with line feeds only. */
export function codeText(unit: Unit | undefined): string {
  if (unit === undefined) return '';
  let text = '';
  for (const piece of unit.pieces) if (piece.kind === 'text') text += piece.text;
  return text.replaceAll('\r\n', '\n');
}
