import { readBraces } from '../view/syntax.ts';
import type { Attributes } from './tree.ts';

/** Name and parameters of `:macro[name k=v]` or `:macro[name]{k=v}`; a word without `=` is the default parameter. */
export function inlineMacroOf(
  label: string,
  attributes: Attributes,
): { readonly name: string; readonly values: Attributes } {
  const [name = '', ...words] = label.trim().split(' ');
  const inside = readBraces(words.join(' ')).attributes;
  const values = inside.map(([key, value]): readonly [string, string] =>
    value === '' && !words.includes(`${key}=`) ? ['', key] : [key, value],
  );
  return { name, values: [...values, ...attributes] };
}
