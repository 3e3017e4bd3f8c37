import type { ShownNames } from '../edit/format.ts';
import type { Block } from '../model/block.ts';
import type { HandleBook } from '../model/handles.ts';
import type { Handle, Piece } from '../model/inline.ts';
import { writeJson } from './json.ts';
import { attributeText, isObject, type AdfMark, type AdfNode } from './node.ts';
import type { ParsedDocument } from './parse-document.ts';

/** Names that the page itself does not hold; an ADF page knows its files by id only. */
export interface AdfNames extends ShownNames {
  /** File name by media id. */
  readonly files?: ReadonlyMap<string, string>;
}

/** A document and where its nodes stand. */
export interface AdfSource extends ParsedDocument {
  readonly value: string;
}

/** What the readers of the single families share while one document is read. */
export interface Reader {
  readonly source: AdfSource;
  readonly names: AdfNames;
  readonly handles: HandleBook;
  /** Whether paragraphs, items and whatever else text addresses well enough get handles too. */
  readonly everyHandle: boolean;
  /** The blocks of a node's content, of all of it unless bounds are given. */
  readonly flow: (holder: AdfNode, from?: number, to?: number) => Block[];
}

/**
 * A block of a document: the nodes `from` to before `to` in the content of `holder`. `node` is the node itself where the
 * block is one node; a run of inline nodes is none. Places of blocks and pieces are numbers of nodes in document order.
 */
export interface AdfBlock extends Block {
  readonly source: AdfSource;
  readonly holder: AdfNode | undefined;
  readonly from: number;
  readonly to: number;
  readonly node: AdfNode | undefined;
}

/** A piece of a unit: text and atoms know their node, opening and closing pieces their mark. */
export interface AdfPiece extends Piece {
  readonly node?: AdfNode;
  readonly mark?: AdfMark;
}

/** Where a node stands among its siblings. */
export interface Seat {
  readonly holder: AdfNode | undefined;
  readonly index: number;
}

type BlockFields = Pick<Block, 'kind'> & Partial<Omit<Block, 'kind' | 'start' | 'end'>>;

/** A block of one node. */
export function nodeBlock(reader: Reader, node: AdfNode, seat: Seat, fields: BlockFields): Block {
  const { start, end } = placeOf(reader.source, node);
  const block: AdfBlock = {
    start,
    end,
    innerStart: start + 1,
    innerEnd: end,
    children: [],
    source: reader.source,
    holder: seat.holder,
    from: seat.index,
    to: seat.index + 1,
    node,
    ...fields,
  };
  return block;
}

/** A block of some nodes in a row that are part of something else, or of none. */
export function runBlock(
  reader: Reader,
  holder: AdfNode,
  from: number,
  to: number,
  fields: BlockFields,
): Block {
  const first = holder.content?.[from];
  const last = holder.content?.[to - 1];
  const start =
    first === undefined ? placeOf(reader.source, holder).start + 1 : placeOf(reader.source, first).start;
  const end = last === undefined || to <= from ? start : placeOf(reader.source, last).end;
  const block: AdfBlock = {
    start,
    end,
    innerStart: start,
    innerEnd: end,
    children: [],
    source: reader.source,
    holder,
    from,
    to,
    node: undefined,
    anonymous: true,
    ...fields,
  };
  return block;
}

export function isAdfBlock(block: Block): block is AdfBlock {
  return 'source' in block && 'holder' in block;
}

function placeOf(source: AdfSource, node: AdfNode): { readonly start: number; readonly end: number } {
  return source.places.get(node) ?? { start: 0, end: 0 };
}

/** The handle of something that text addresses well enough; only where every handle is wanted. */
export function quietHandle(reader: Reader, node: AdfNode): { readonly handle?: Handle } {
  return reader.everyHandle ? { handle: handleOf(reader, node) } : {};
}

/** Characters of a node that tell it from others. */
const sample = 1024;

/** A handle from the macro's id or `localId`, else from the content. */
export function handleOf(reader: Reader, node: AdfNode): Handle {
  const id = macroId(node) ?? (attributeText(node, 'localId') || undefined);
  if (id !== undefined) return reader.handles.add(node.type, id, '');
  const { start, end } = placeOf(reader.source, node);
  return reader.handles.add(node.type, undefined, `${end - start} ${writeJson(node, sample)}`);
}

/** The id that storage format has as `ac:macro-id`, so that both formats give a macro the same handle. */
function macroId(node: AdfNode): string | undefined {
  const parameters = node.attrs?.['parameters'];
  const metadata = isObject(parameters) ? parameters['macroMetadata'] : undefined;
  const id = isObject(metadata) ? metadata['macroId'] : undefined;
  const value = isObject(id) ? id['value'] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
