import { createCensus, type Census } from '../edit/census.ts';
import { attributeText, contentOf, type AdfMark, type AdfNode } from './node.ts';
import { parseDocument, parseNodes } from './parse-document.ts';
import { cardUrl } from './read-atoms.ts';
import { macroId } from './reader.ts';
import { markKey } from './read-unit.ts';

type Count = ReturnType<typeof createCensus>['count'];

/** Counts what no edit may lose unasked, in a document or in a list of nodes, which may be parsed already. */
export function adfCensus(value: string, known?: AdfNode): Census {
  const collected = createCensus();
  const count: Count = (kind, key) => collected.count(kind, key);
  const stack: AdfNode[] = [known ?? documentIn(value)];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    let previous: AdfNode | undefined;
    for (const child of contentOf(node)) {
      countNode(child, count);
      countMarks(child, previous, count);
      if (child.type !== 'hardBreak') previous = child;
      stack.push(child);
    }
  }
  return collected.census;
}

function documentIn(value: string): AdfNode {
  const isList = value.trimStart().startsWith('[');
  return isList ? parseNodes(value).source.doc : parseDocument(value).doc;
}

/** A comment or link on several nodes in a row is one. */
function countMarks(node: AdfNode, previous: AdfNode | undefined, count: Count): void {
  for (const mark of node.marks ?? []) {
    const kind = mark.type === 'annotation' ? 'comment' : mark.type === 'link' ? 'link' : undefined;
    if (kind === undefined || goesOn(mark, previous)) continue;
    count(kind, attributeText(mark, kind === 'comment' ? 'id' : 'href') ?? '');
  }
}

function goesOn(mark: AdfMark, previous: AdfNode | undefined): boolean {
  const key = markKey(mark);
  return previous?.marks?.some((other) => markKey(other) === key) === true;
}

/** What has no other kind and is more than text counts as a macro, as it does in storage format. */
const macros: ReadonlySet<string> = new Set([
  'panel',
  'expand',
  'nestedExpand',
  'codeBlock',
  'status',
  'syncBlock',
  'bodiedSyncBlock',
  'bodiedRule',
]);

const plain: ReadonlySet<string> = new Set([
  'text',
  'hardBreak',
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'listItem',
  'taskList',
  'decisionList',
  'decisionItem',
  'blockquote',
  'rule',
  'table',
  'tableRow',
  'tableCell',
  'tableHeader',
  'layoutSection',
  'mediaSingle',
  'mediaGroup',
  'caption',
  'extensionFrame',
]);

function countNode(node: AdfNode, count: Count): void {
  const get = (name: string): string => attributeText(node, name) ?? '';
  switch (node.type) {
    case 'extension':
    case 'inlineExtension':
    case 'bodiedExtension':
    case 'multiBodiedExtension':
      return count('macro', `${get('extensionKey')} ${macroId(node) ?? get('localId')}`.trim());
    case 'mention':
      return count('mention', get('id'));
    case 'media':
    case 'mediaInline':
      return count('attachment', get('id') || get('url'));
    case 'taskItem':
    case 'blockTaskItem':
      return count('task', get('localId'));
    case 'layoutColumn':
      return count('layout-cell', '');
    case 'inlineCard':
    case 'blockCard':
    case 'embedCard':
      return count('link', cardUrl(node));
    case 'emoji':
      return count('emoji', get('shortName'));
    case 'date':
      return count('date', get('localId'));
    case 'placeholder':
      return count('placeholder', get('localId'));
    default:
      if (macros.has(node.type)) count('macro', `${node.type} ${get('localId')}`.trim());
      else if (!plain.has(node.type)) count('macro', node.type);
  }
}
