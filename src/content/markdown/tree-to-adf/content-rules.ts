import { refuse } from '../refuse.ts';

const text =
  'paragraph heading bulletList orderedList taskList decisionList rule codeBlock mediaSingle mediaGroup';
const nonNestable = `${text} panel blockquote table blockCard embedCard extension`;

/** What each node may hold (the vendor's ADF schema; for nodes that new content makes). */
const children: Readonly<Record<string, ReadonlySet<string>>> = {
  doc: setOf(`${nonNestable} expand bodiedExtension layoutSection syncBlock bodiedSyncBlock`),
  layoutColumn: setOf(`${nonNestable} expand bodiedExtension`),
  bodiedExtension: setOf(nonNestable),
  expand: setOf(`${nonNestable} nestedExpand`),
  nestedExpand: setOf(`${text} panel blockquote extension`),
  panel: setOf(`${text} blockCard extension`),
  blockquote: setOf('paragraph orderedList bulletList codeBlock mediaSingle mediaGroup extension'),
  listItem: setOf('paragraph bulletList orderedList taskList mediaSingle codeBlock extension'),
  tableCell: setOf(`${text} panel blockquote blockCard embedCard extension nestedExpand`),
};

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Nodes that hold blocks, by the name of this table. */
export type Parent =
  | 'doc'
  | 'layoutColumn'
  | 'bodiedExtension'
  | 'expand'
  | 'nestedExpand'
  | 'panel'
  | 'blockquote'
  | 'listItem'
  | 'tableCell';

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
  return children[parent]?.has(child) === true;
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
