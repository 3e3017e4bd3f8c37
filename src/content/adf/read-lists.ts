import type { Block } from '../model/block.ts';
import { attributeText, contentOf, type AdfNode } from './node.ts';
import { showsMoreThanBreaks } from '../model/idle-tags.ts';
import { inlineTypes } from './read-atoms.ts';
import { readUnit } from './read-unit.ts';
import { nodeBlock, quietHandle, runBlock, type Reader, type Seat } from './reader.ts';

export function readList(reader: Reader, node: AdfNode, seat: Seat): Block {
  const first = Number(attributeText(node, 'order') ?? 1);
  return nodeBlock(reader, node, seat, {
    kind: 'list',
    list: node.type === 'orderedList' ? 'ordered' : 'bullet',
    first: Number.isSafeInteger(first) && first >= 0 ? first : 1,
    ...quietHandle(reader, node),
    children: contentOf(node).map((item, index) =>
      item.type === 'listItem'
        ? nodeBlock(
            reader,
            item,
            { holder: node, index },
            {
              kind: 'item',
              ...quietHandle(reader, item),
              children: reader.flow(item),
            },
          )
        : looseItem(reader, node, index),
    ),
  });
}

/** Tasks hold text (`taskItem`) or blocks (`blockTaskItem`). */
export function readTaskList(reader: Reader, node: AdfNode, seat: Seat): Block {
  const content = contentOf(node);
  const children: Block[] = [];
  let index = 0;
  while (index < content.length) {
    const item = content[index];
    const start = index;
    index += 1;
    if (item === undefined) break;
    if (item.type === 'taskItem' && contentOf(item).every((child) => inlineTypes.has(child.type))) {
      while (content[index]?.type === 'taskList') index += 1;
      children.push(readTask(reader, node, start, index));
    } else if (item.type === 'taskItem' || item.type === 'blockTaskItem') {
      children.push(
        nodeBlock(
          reader,
          item,
          { holder: node, index: start },
          { ...taskFields(reader, item), children: reader.flow(item) },
        ),
      );
    } else {
      children.push(looseItem(reader, node, start));
    }
  }
  return nodeBlock(reader, node, seat, {
    kind: 'list',
    list: 'task',
    ...quietHandle(reader, node),
    children,
  });
}

/** A task with the lists right behind it: ADF has tasks below a task as a list that follows it. */
function readTask(reader: Reader, list: AdfNode, from: number, to: number): Block {
  const task = contentOf(list)[from] ?? list;
  const unit = readUnit(reader, contentOf(task));
  const kind = showsMoreThanBreaks(unit.pieces) ? 'paragraph' : 'empty';
  const text = nodeBlock(reader, task, { holder: list, index: from }, { kind, unit });
  return runBlock(reader, list, from, to, {
    anonymous: false,
    ...taskFields(reader, task),
    children: [text, ...reader.flow(list, from + 1, to)],
  });
}

function taskFields(reader: Reader, task: AdfNode): Pick<Block, 'kind' | 'checked' | 'handle'> {
  return { kind: 'item', checked: attributeText(task, 'state') === 'DONE', ...quietHandle(reader, task) };
}

export function readDecisionList(reader: Reader, node: AdfNode, seat: Seat): Block {
  return nodeBlock(reader, node, seat, {
    kind: 'list',
    list: 'decision',
    ...quietHandle(reader, node),
    children: contentOf(node).map((item, index) =>
      item.type === 'decisionItem'
        ? nodeBlock(
            reader,
            item,
            { holder: node, index },
            {
              kind: 'item',
              ...quietHandle(reader, item),
              children: reader.flow(item),
            },
          )
        : looseItem(reader, node, index),
    ),
  });
}

/** Something that is no item and stands where items do: shown as an item without text of its own. */
function looseItem(reader: Reader, list: AdfNode, index: number): Block {
  return runBlock(reader, list, index, index + 1, {
    kind: 'item',
    children: reader.flow(list, index, index + 1),
  });
}
