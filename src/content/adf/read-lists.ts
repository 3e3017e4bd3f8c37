import type { Block } from '../model/block.ts';
import { attributeText, contentOf, type AdfNode } from './node.ts';
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

/** Tasks hold text (`taskItem`) or blocks (`blockTaskItem`); a list in the list counts as an item of its own. */
export function readTaskList(reader: Reader, node: AdfNode, seat: Seat): Block {
  return nodeBlock(reader, node, seat, {
    kind: 'list',
    list: 'task',
    ...quietHandle(reader, node),
    children: contentOf(node).map((item, index) => {
      if (item.type !== 'taskItem' && item.type !== 'blockTaskItem') return looseItem(reader, node, index);
      return nodeBlock(
        reader,
        item,
        { holder: node, index },
        {
          kind: 'item',
          checked: attributeText(item, 'state') === 'DONE',
          ...quietHandle(reader, item),
          children: reader.flow(item),
        },
      );
    }),
  });
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
