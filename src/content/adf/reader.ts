import { AppError } from '../../kernel/app-error.ts';
import type { ShownNames } from '../edit/format.ts';
import type { Block } from '../model/block.ts';
import type { HandleBook } from '../model/handles.ts';
import type { Handle, Piece } from '../model/inline.ts';
import { attributeText, contentOf, isObject, type AdfMark, type AdfNode } from './node.ts';
import type { AdfSource, NodePlace } from './parse-document.ts';

/** What the readers of the single families share while one document is read. */
export interface Reader {
  readonly source: AdfSource;
  readonly names: ShownNames;
  readonly handles: HandleBook;
  /** Whether paragraphs, items and whatever else text addresses well enough get handles too. */
  readonly everyHandle: boolean;
  /** The blocks of a node's content, of all of it unless bounds are given. */
  readonly flow: (holder: AdfNode, from?: number, to?: number) => Block[];
}

/**
 * A block of a document: the nodes `from` to before `to` in the content of `holder`. `node` is the node itself where the
 * block is one node; a run of inline nodes is none. Places of blocks and pieces are offsets into the JSON: of the braces of
 * nodes, and of the inside of the brackets of `content`.
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
  const { start, end, contentStart, contentEnd } = placeOf(reader.source, node);
  const block: AdfBlock = {
    start,
    end,
    innerStart: contentStart === -1 ? end : contentStart,
    innerEnd: contentStart === -1 ? end : contentEnd,
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
  const first = holder.content?.[from] ?? holder;
  const last = holder.content?.[to - 1] ?? holder;
  const { start } = placeOf(reader.source, first);
  const { end } = placeOf(reader.source, last);
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

/** The block with its nodes. Raises `internal` for a block of another format. */
export function adfBlock(block: Block): AdfBlock {
  if (isAdfBlock(block)) return block;
  throw new AppError('internal', 'A block of another format.');
}

function isAdfBlock(block: Block): block is AdfBlock {
  return 'source' in block && 'holder' in block;
}

/** The nodes of a block as they stand in the document. */
export function nodesInPlace(block: Block): readonly AdfNode[] {
  const { node, holder, from, to } = adfBlock(block);
  if (node !== undefined) return [node];
  return holder === undefined ? [] : contentOf(holder).slice(from, to);
}

/** Where the children of a block stand: in its node, or in its own stretch of what it stands in. */
export interface ContentRange {
  readonly holder: AdfNode;
  readonly content: readonly AdfNode[];
  readonly from: number;
  readonly to: number;
}

export function contentRange(block: Block): ContentRange {
  const { node, holder, from, to } = adfBlock(block);
  if (node !== undefined)
    return { holder: node, content: contentOf(node), from: 0, to: contentOf(node).length };
  if (holder === undefined) throw new AppError('internal', 'A block without a place.');
  return { holder, content: contentOf(holder), from, to };
}

const nowhere: NodePlace = { start: 0, end: 0, contentStart: -1, contentEnd: -1 };

export function placeOf(source: AdfSource, node: AdfNode): NodePlace {
  return source.places.get(node) ?? nowhere;
}

/** The JSON of a node as it stands in the document. */
export function textOf(source: AdfSource, node: AdfNode): string {
  const { start, end } = placeOf(source, node);
  return source.value.slice(start, end);
}

/** The handle of something that text addresses well enough; only where every handle is wanted. */
export function quietHandle(reader: Reader, node: AdfNode): { readonly handle?: Handle } {
  return reader.everyHandle ? { handle: handleOf(reader, node, true) } : {};
}

/** A handle from the macro's id or `localId`, else from the content. */
export function handleOf(reader: Reader, node: AdfNode, quiet = false): Handle {
  const id = macroId(node) ?? (attributeText(node, 'localId') || undefined);
  return reader.handles.add(node.type, id, id === undefined ? textOf(reader.source, node) : '', quiet);
}

/** The id that storage format has as `ac:macro-id`, so that both formats give a macro the same handle. */
export function macroId(node: AdfNode): string | undefined {
  const parameters = node.attrs?.['parameters'];
  const metadata = isObject(parameters) ? parameters['macroMetadata'] : undefined;
  const id = isObject(metadata) ? metadata['macroId'] : undefined;
  const value = isObject(id) ? id['value'] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
