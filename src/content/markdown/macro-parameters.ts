import { titledMacros } from './macro-catalogue.ts';
import { refuse } from './refuse.ts';
import type { Attributes, TreeContainer, TreeLeaf } from './tree.ts';

/** Parameters of a container: its label is the title of a panel, and the default parameter of any other macro. */
export function containerParameters(container: TreeContainer): Attributes {
  const { name, label, attributes } = container;
  if (label === undefined || label === '') return attributes;
  const key = titledMacros.has(name) ? 'title' : '';
  return attributes.some(([known]) => known === key) ? attributes : [[key, label], ...attributes];
}

/** Name and parameters of `::name[default]{k=v}`; `::macro[name]{k=v}` names any macro. */
export function leafMacro(leaf: TreeLeaf): { readonly name: string; readonly values: Attributes } {
  const { name, label = '', attributes, line } = leaf;
  if (name === 'x' || name === 'adf')
    throw refuse(line, `"::${name}[${label}]" is not new.`, 'Keep its {#handle} to move it.');
  for (const [key, value] of attributes)
    if (value.endsWith('…'))
      throw refuse(line, `The parameter "${key}" is cut off.`, 'Write its whole value.');
  if (name === 'macro') return { name: label, values: attributes };
  return { name, values: label === '' ? attributes : [['', label], ...attributes] };
}
