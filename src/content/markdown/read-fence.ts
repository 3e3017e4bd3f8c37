import type { Token } from 'markdown-it';
import { readBraces } from '../view/syntax.ts';
import { optional } from './reading.ts';
import { quoted, refuse } from './refuse.ts';
import type { TreeBlock } from './tree.ts';

/**
 * A fence: language and parameters in its first line, or the name of a macro in braces. Raises `invalid_input` when it
 * is not closed.
 */
export function readFence(token: Token, line: number): TreeBlock {
  const lines = token.content === '' ? 0 : token.content.replace(/\n$/, '').split('\n').length;
  const [from = 0, to = 0] = token.map ?? [];
  if (to - from - 1 === lines)
    throw refuse(
      line,
      `The code block that starts with ${quoted(token.markup + token.info)} is never closed.`,
      `Close it with a line "${token.markup}".`,
    );
  const info = token.info.trim();
  const name = /^(?!\{#)[^\s=]*(?=\s|$)/.exec(info)?.[0] ?? '';
  const { attributes, handle } = readBraces(info.slice(name.length).replace(/\{(#[0-9a-z.]+)\}$/i, '$1'));
  const text = token.content.replace(/\n$/, '');
  const macro = /^\{(.+)\}$/.exec(name)?.[1];
  if (macro === 'pre') return { kind: 'pre', line, text };
  return macro === undefined
    ? { kind: 'code', line, language: name, attributes, text, ...optional({ handle }) }
    : { kind: 'code', line, macro, language: '', attributes, text, ...optional({ handle }) };
}
