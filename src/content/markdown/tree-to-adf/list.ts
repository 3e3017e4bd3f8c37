import { refuse } from '../refuse.ts';
import type { InlineNode, TreeBlock, TreeItem, TreeList } from '../tree.ts';
import type { BlockWriter } from './blocks.ts';
import { adfInline } from './inline.ts';
import type { AdfNode } from '../../adf/node.ts';
import { paragraphNode } from './make-node.ts';
import type { Writing } from './writing.ts';

/** Lists of all types as ADF nodes. */
export function listNode(list: TreeList, writing: Writing, write: BlockWriter): AdfNode {
  switch (list.type) {
    case 'bullet':
      return { type: 'bulletList', content: items(list, write) };
    case 'ordered':
      return { type: 'orderedList', attrs: { order: list.first }, content: items(list, write) };
    case 'task':
      return taskList(list, writing);
    case 'decision':
      return {
        type: 'decisionList',
        attrs: { localId: writing.newLocalId() },
        content: list.items.map((item) => decision(item, writing)),
      };
    default:
      return list.type satisfies never;
  }
}

function items(list: TreeList, write: BlockWriter): AdfNode[] {
  return list.items.map((item) => {
    const content = write(item.blocks, 'listItem');
    return { type: 'listItem', content: content.length === 0 ? [paragraphNode([])] : content };
  });
}

/** Tasks hold text alone; tasks below a task are a list that follows it. */
function taskList(list: TreeList, writing: Writing): AdfNode {
  const content = list.items.flatMap((item): AdfNode[] => {
    const below = item.blocks.filter((block) => block.kind === 'list' && block.type === 'task');
    const own = item.blocks.filter((block) => !below.includes(block));
    return [
      task(item, own, writing),
      ...below.flatMap((block) => (block.kind === 'list' ? [taskList(block, writing)] : [])),
    ];
  });
  return { type: 'taskList', attrs: { localId: writing.newLocalId() }, content };
}

function task(item: TreeItem, blocks: readonly TreeBlock[], writing: Writing): AdfNode {
  const attrs = { localId: writing.newLocalId(), state: item.checked ? 'DONE' : 'TODO' };
  const paragraphs = blocks.map((block) => textOf(block, 'A task', writing));
  const [only] = paragraphs;
  if (paragraphs.length > 1)
    return { type: 'blockTaskItem', attrs, content: paragraphs.map((content) => paragraphNode(content)) };
  return { type: 'taskItem', attrs, ...(only === undefined || only.length === 0 ? {} : { content: only }) };
}

function decision(item: TreeItem, writing: Writing): AdfNode {
  const [only, other] = item.blocks;
  if (other !== undefined)
    throw refuse(
      other.line,
      'A decision holds one line of text and nothing else.',
      'Put what follows after the list.',
    );
  const content = only === undefined ? [] : textOf(only, 'A decision', writing);
  return {
    type: 'decisionItem',
    attrs: { localId: writing.newLocalId(), state: 'DECIDED' },
    ...(content.length === 0 ? {} : { content }),
  };
}

function textOf(block: TreeBlock, what: string, writing: Writing): AdfNode[] {
  if (block.kind === 'paragraph') return adfInline(block.inline satisfies InlineNode[], block.line, writing);
  throw refuse(
    block.line,
    `This page is stored as ADF. ${what} there holds text and nothing else.`,
    'Put the other blocks after the list.',
  );
}
