import { nodeRules } from '../../adf/adf-rules.generated.ts';
import { refuse } from '../refuse.ts';

/** Types of nodes that each type may hold (the vendor's ADF schema). */
const children = childTypes();

function childTypes(): ReadonlyMap<string, ReadonlySet<string>> {
  const typeOf = new Map(nodeRules.map((rule) => [rule.name, rule.type]));
  const types = new Map<string, Set<string>>();
  for (const { type, content } of nodeRules) {
    const known = types.get(type) ?? new Set();
    for (const name of content?.allowed ?? []) known.add(typeOf.get(name) ?? name);
    types.set(type, known);
  }
  return types;
}

/** Nodes that new content is put into and that do not hold everything. */
export type Parent =
  | 'doc'
  | 'layoutColumn'
  | 'bodiedExtension'
  | 'expand'
  | 'nestedExpand'
  | 'panel'
  | 'blockquote'
  | 'listItem'
  | 'tableCell'
  | 'caption';

const names: Readonly<Record<string, string>> = {
  doc: 'the page',
  layoutColumn: 'a layout cell',
  bodiedExtension: 'a macro body',
  expand: 'an expand',
  nestedExpand: 'an expand in a table or another expand',
  panel: 'a panel',
  blockquote: 'a quote',
  listItem: 'a list item',
  tableCell: 'a table cell',
  caption: 'a caption',
  mediaInline: 'an image',
  inlineExtension: 'a macro',
  heading: 'a heading',
  bulletList: 'a list',
  orderedList: 'a numbered list',
  taskList: 'a task list',
  decisionList: 'a decision list',
  rule: 'a rule',
  codeBlock: 'a code block',
  mediaSingle: 'an image',
  table: 'a table',
  layoutSection: 'a page layout',
  extension: 'a macro',
  blockCard: 'a link card',
  embedCard: 'an embedded link',
};

/** Whether a node may stand in another one. */
export function mayHold(parent: Parent, child: string): boolean {
  return children.get(parent)?.has(child) === true;
}

/** Raises `invalid_input` when the node may not stand where it is written. */
export function checkPlace(parent: Parent, child: string, line: number): void {
  if (mayHold(parent, child)) return;
  throw refuse(
    line,
    `This page is stored as ADF, where ${names[parent] ?? parent} cannot hold ${names[child] ?? child}.`,
    child === 'heading'
      ? 'Write the heading as bold text, or put it outside.'
      : `Put ${names[child] ?? child} before or after ${names[parent] ?? parent}.`,
  );
}
