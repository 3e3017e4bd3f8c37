import { AppError } from '../../kernel/app-error.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Atom } from '../model/inline.ts';
import { macroParameters, withParameter } from './extensions.ts';
import { newAtom } from './new-inline.ts';
import type { AdfNode } from './node.ts';

/** An existing inline node with a new label. Raises `invalid_input` for labels that are not the thing's own. */
export function relabel(node: AdfNode, atom: Atom, resolvers: Resolvers): AdfNode {
  switch (atom.name) {
    case 'date':
    case 'status':
    case 'card':
      if (node.type === 'inlineExtension') return relabelStatusMacro(node, atom.label);
      return withAttributesOf(node, newAtom({ name: atom.name, label: atom.label }, resolvers)[0]);
    case 'placeholder':
      return { ...node, attrs: { ...node.attrs, text: atom.label } };
    case 'anchor':
      return withParameter(
        node,
        macroParameters(node).some(([name]) => name === 'name') ? 'name' : '',
        atom.label,
      );
    case 'jira':
      return withParameter(node, 'key', atom.label);
    default:
      throw new AppError(
        'invalid_input',
        `The text of ":${atom.name}[…]" comes from what it names and cannot be edited.`,
        { nextStep: 'Keep it as the view shows it, or delete it and write a new one.' },
      );
  }
}

/** Attributes that a label says, by type of node. */
const labelled: Readonly<Record<string, readonly string[]>> = {
  date: ['timestamp'],
  status: ['text', 'color'],
  inlineCard: ['url'],
};

/** What the label of a new node of the same type says, on the old one; the other attributes stay. */
function withAttributesOf(node: AdfNode, made: AdfNode | undefined): AdfNode {
  if (made?.type !== node.type)
    throw new AppError('invalid_input', `A "${node.type}" cannot be changed to that.`, {
      nextStep: 'Delete it and write a new one.',
    });
  const said = (labelled[node.type] ?? []).map((name) => [name, made.attrs?.[name]] as const);
  const { data: _data, ...rest } = node.attrs ?? {};
  return {
    ...node,
    attrs: { ...(node.type === 'inlineCard' ? rest : node.attrs), ...Object.fromEntries(said) },
  };
}

function relabelStatusMacro(node: AdfNode, label: string): AdfNode {
  const bar = label.lastIndexOf('|');
  const title = bar === -1 ? label : label.slice(0, bar);
  const colour = bar === -1 ? undefined : label.slice(bar + 1);
  const name = macroParameters(node).some(([key]) => key === 'color') ? 'color' : 'colour';
  return withParameter(withParameter(node, 'title', title), name, colour);
}
