import type { ShownNames } from '../edit/format.ts';
import type { Block } from '../model/block.ts';
import type { HandleBook } from '../model/handles.ts';
import type { StorageNode } from './scanner.ts';

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

const noBlocks: readonly Block[] = [];

/** A block of an element; it stands where the element stands unless the fields say otherwise. */
export function elementBlock(element: StorageNode, fields: BlockFields): Block {
  // Every field, whether it says anything or not: objects of one shape are read faster.
  const block: ElementBlock = {
    kind: fields.kind,
    start: element.start,
    end: element.end,
    innerStart: fields.innerStart ?? element.openEnd,
    innerEnd: fields.innerEnd ?? element.closeStart,
    children: fields.children ?? noBlocks,
    unit: fields.unit,
    handle: fields.handle,
    level: fields.level,
    list: fields.list,
    first: fields.first,
    checked: fields.checked,
    name: fields.name,
    label: fields.label,
    url: fields.url,
    attributes: fields.attributes,
    columns: fields.columns,
    rows: fields.rows,
    anonymous: fields.anonymous,
    element,
  };
  return block;
}

/** A block without an element of its own: a run of inline nodes, or something loose in a list. */
interface RunBlock extends Block {
  readonly within: StorageNode | undefined;
}

export function runBlock(within: StorageNode | undefined, fields: Omit<Block, 'anonymous'>): Block {
  const block: RunBlock = { ...fields, anonymous: true, within };
  return block;
}

/** The element that a block stands in. */
export function holderOf(block: Block): StorageNode | undefined {
  return isRun(block) ? block.within : elementOf(block)?.parent;
}

function isRun(block: Block): block is RunBlock {
  return 'within' in block;
}

/** The element behind a block; anonymous runs have none. */
export function elementOf(block: Block): StorageNode | undefined {
  return hasElement(block) ? block.element : undefined;
}

function hasElement(block: Block): block is ElementBlock {
  return 'element' in block;
}
