import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import { inlineHolders } from './fit.ts';
import type { AdfNode } from './node.ts';
import { inlineTypes } from './read-atoms.ts';
import { adfBlock, type ContentRange } from './reader.ts';

/** Writes the content of a node anew, child by child; what no block shows stays where it is. */
export interface ContentWriter {
  readonly holder: AdfNode;
  /** Nodes in the place of a child, none to leave it out. */
  child(child: Block, nodes: readonly AdfNode[]): void;
  /** New nodes at this point. */
  insert(nodes: readonly AdfNode[]): void;
  /** The new content; undefined when it is the old. */
  finish(): readonly AdfNode[] | undefined;
}

export function createContentWriter({ holder, content, from, to }: ContentRange): ContentWriter {
  const written: AdfNode[] = [];
  let at = from;
  let same = true;
  let parts = 0;
  const copyUpTo = (end: number): void => {
    for (; at < end; at += 1) {
      const node = content[at];
      if (node !== undefined) written.push(node);
    }
  };
  const write = (nodes: readonly AdfNode[]): void => {
    if (nodes.length > 0 && nodes.every((node) => inlineTypes.has(node.type))) parts += 1;
    for (const node of nodes) written.push(node);
  };
  return {
    holder,
    child(child, nodes) {
      const place = adfBlock(child);
      copyUpTo(place.from);
      at = Math.max(at, place.to);
      const kept =
        nodes.length === place.to - place.from &&
        nodes.every((node, index) => node === content[place.from + index]);
      if (!kept) same = false;
      write(nodes);
    },
    insert(nodes) {
      if (nodes.length > 0) same = false;
      write(nodes);
    },
    finish() {
      if (same) return undefined;
      copyUpTo(to);
      if (inlineHolders.has(holder.type) && parts > 1)
        throw new AppError('invalid_input', 'An item here holds one paragraph of text.', {
          nextStep: 'Write line breaks as <br>, or further text below the list.',
        });
      return written;
    },
  };
}
