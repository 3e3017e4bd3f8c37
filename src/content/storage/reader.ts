import type { Block } from '../model/block.ts';
import type { HandleBook } from '../model/handles.ts';
import type { StorageNode } from './scanner.ts';

/** Names that the page itself does not hold, for showing it. */
export interface ShownNames {
  /** Display name by account id, user key or user name. */
  readonly people?: ReadonlyMap<string, string>;
  /** Refs of resolved inline comments: their anchors are kept and not shown. */
  readonly resolvedComments?: ReadonlySet<string>;
}

/** What the readers of the single families share while one body is read. */
export interface Reader {
  readonly source: string;
  readonly names: ShownNames;
  readonly handles: HandleBook;
  /** Whether paragraphs, items and whatever else text addresses well enough get handles too. */
  readonly everyHandle: boolean;
  /** The blocks of a sequence of nodes. */
  readonly flow: (nodes: readonly StorageNode[]) => Block[];
}

/** A block that is an element of the body. */
interface ElementBlock extends Block {
  readonly element: StorageNode;
}

type BlockFields = Pick<Block, 'kind'> & Partial<Omit<Block, 'kind' | 'start' | 'end'>>;

/** A block of an element; it stands where the element stands unless the fields say otherwise. */
export function elementBlock(element: StorageNode, fields: BlockFields): Block {
  const block: ElementBlock = {
    start: element.start,
    end: element.end,
    innerStart: element.openEnd,
    innerEnd: element.closeStart,
    children: [],
    element,
    ...fields,
  };
  return block;
}

/** The element behind a block; anonymous runs have none. */
export function elementOf(block: Block): StorageNode | undefined {
  return hasElement(block) ? block.element : undefined;
}

function hasElement(block: Block): block is ElementBlock {
  return 'element' in block;
}
