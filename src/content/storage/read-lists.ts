import type { Block } from '../model/block.ts';
import { attribute, childNamed, elementsOf, textOf } from './nodes.ts';
import { quietHandle } from './read-inline.ts';
import { elementBlock, runBlock, type Reader } from './reader.ts';
import type { StorageNode } from './scanner.ts';

/** `ul` and `ol`; a list directly inside a list counts as an item of its own. */
export function readList(reader: Reader, node: StorageNode): Block {
  const ordered = node.name === 'ol';
  const start = Number(attribute(reader.source, node, 'start') ?? '1');
  return elementBlock(node, {
    kind: 'list',
    list: ordered ? 'ordered' : 'bullet',
    first: Number.isSafeInteger(start) && start >= 0 ? start : 1,
    ...quietHandle(reader, node),
    children: elementsOf(node).map((child) =>
      child.name === 'li'
        ? elementBlock(child, {
            kind: 'item',
            ...quietHandle(reader, child),
            children: reader.flow(child.children),
          })
        : looseItem(reader, child),
    ),
  });
}

/** `ac:task-list`: the state is in `ac:task-status`, the text in `ac:task-body`. */
export function readTaskList(reader: Reader, node: StorageNode): Block {
  const children: Block[] = [];
  for (const child of elementsOf(node)) {
    if (child.name === 'ac:task') children.push(readTask(reader, child));
    else if (child.name === 'ac:task-list') children.push(looseItem(reader, child));
  }
  return elementBlock(node, { kind: 'list', list: 'task', ...quietHandle(reader, node), children });
}

function readTask(reader: Reader, task: StorageNode): Block {
  const body = childNamed(task, 'ac:task-body');
  const status = childNamed(task, 'ac:task-status');
  const id = childNamed(task, 'ac:task-uuid', 'ac:task-id');
  const idText = id === undefined ? undefined : textOf(reader.source, id);
  return elementBlock(task, {
    kind: 'item',
    innerStart: body?.openEnd ?? task.openEnd,
    innerEnd: body?.closeStart ?? task.openEnd,
    checked: status !== undefined && textOf(reader.source, status).trim() === 'complete',
    ...(reader.everyHandle
      ? { handle: reader.handles.add('ac:task', idText, reader.source.slice(task.start, task.end), true) }
      : {}),
    children: body === undefined ? [] : reader.flow(body.children),
  });
}

/** Something that is no item and stands where items do: shown as an item without text of its own. */
function looseItem(reader: Reader, node: StorageNode): Block {
  return runBlock(node.parent, {
    kind: 'item',
    start: node.start,
    end: node.end,
    innerStart: node.start,
    innerEnd: node.end,
    children: reader.flow([node]),
  });
}

/** A decision list, which only an ADF extension can carry; undefined when the node is another one. */
export function readDecisionList(
  reader: Reader,
  extension: StorageNode,
  adfNode: StorageNode,
): Block | undefined {
  const items: Block[] = [];
  const holders = [adfNode, ...elementsOf(adfNode).filter((child) => child.name === 'ac:adf-content')];
  for (const item of holders.flatMap((holder) => elementsOf(holder))) {
    if (item.name !== 'ac:adf-node' || attribute(reader.source, item, 'type') !== 'decision-item') continue;
    const content = childNamed(item, 'ac:adf-content');
    items.push(
      elementBlock(item, {
        kind: 'item',
        innerStart: content?.openEnd ?? item.openEnd,
        innerEnd: content?.closeStart ?? item.openEnd,
        ...quietHandle(reader, item),
        children: content === undefined ? [] : reader.flow(content.children),
      }),
    );
  }
  if (items.length === 0) return undefined;
  return elementBlock(extension, {
    kind: 'list',
    list: 'decision',
    innerStart: adfNode.openEnd,
    innerEnd: adfNode.closeStart,
    ...quietHandle(reader, extension),
    children: items,
  });
}
