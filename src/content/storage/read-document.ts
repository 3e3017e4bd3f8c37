import type { Block } from '../model/block.ts';
import { createHandleBook, type HandleBook } from '../model/handles.ts';
import { createFlow } from './read-blocks.ts';
import type { ShownNames } from '../edit/format.ts';
import { elementBlock, type Reader } from './reader.ts';
import { scan, type StorageTree } from './scanner.ts';

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
  const flow = createFlow(reader);
  const root = elementBlock(tree.root, { kind: 'document', children: flow(tree.root.children) });
  handles.assign();
  return { tree, root, handles };
}
