import type { Block } from '../model/block.ts';
import { createHandleBook, type HandleBook } from '../model/handles.ts';
import { blockNames } from './names.ts';
import { createFlow } from './read-blocks.ts';
import type { ShownNames } from '../edit/format.ts';
import { elementBlock, type Reader } from './reader.ts';
import { nodeType, scan, type StorageNode, type StorageTree } from './scanner.ts';

/** A stored body as blocks. */
export interface StorageDocument {
  readonly tree: StorageTree;
  readonly root: Block;
  readonly handles: HandleBook;
}

/**
 * Reads storage format; raises `invalid_input` when it is not well-formed. Blocks that text addresses well enough have
 * handles only with `everyHandle`.
 */
export function readStorage(source: string, names: ShownNames = {}, everyHandle = false): StorageDocument {
  const tree = scan(source);
  const handles = createHandleBook();
  const reader: Reader = {
    source,
    names,
    handles,
    everyHandle,
    flow: (nodes) => flow(nodes),
  };
  markBlocky(tree.root);
  const flow = createFlow(reader);
  const root = elementBlock(tree.root, { kind: 'document', children: flow(tree.root.children) });
  handles.assign();
  return { tree, root, handles };
}

/** Marks the elements with a block element somewhere inside; each ancestor is visited once. */
function markBlocky(root: StorageNode): void {
  const stack: StorageNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const child of node.children) {
      if (child.type !== nodeType.element) continue;
      if (blockNames.has(child.name)) {
        for (let holder = child.parent; holder !== undefined && !holder.blocky; holder = holder.parent)
          holder.blocky = true;
      }
      if (child.children.length > 0) stack.push(child);
    }
  }
}
