import type { Resolvers } from '../markdown/resolvers.ts';
import type { Block } from '../model/block.ts';
import type { PageIndex } from './page-index.ts';
import type { Made, Region, Values } from './plan.ts';
import type { Piece } from '../model/inline.ts';
import type { Census } from './census.ts';

/** Names that the page itself does not hold, for showing it. */
export interface ShownNames {
  /** Display name by account id, user key or user name. */
  readonly people?: ReadonlyMap<string, string>;
  /** Refs of resolved inline comments: their anchors are kept and not shown. */
  readonly resolvedComments?: ReadonlySet<string>;
  /** File name by media id: an ADF page knows its files by id only. */
  readonly files?: ReadonlyMap<string, string>;
}

/** A stretch of a body that changed: where it was and where it is now. */
export interface ChangedRange {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

export interface Applied {
  readonly value: string;
  readonly ranges: readonly ChangedRange[];
}

/** What editing needs of a stored format. */
export interface PageFormat {
  /** Blocks of a body. Raises `invalid_input` when it is malformed. */
  read(value: string, names: ShownNames, everyHandle: boolean): Block;
  makeBlocks(markdown: string, resolvers: Resolvers): Made;
  /** Items for a list of that kind. */
  makeItems(list: Block, markdown: string, resolvers: Resolvers): Made;
  /** A row that takes the tags of `neighbour`; one text of Markdown lines a cell. */
  makeRow(value: string, neighbour: Block, cells: readonly string[], resolvers: Resolvers): Made;
  /** A cell that takes the tag of `neighbour`, with Markdown lines. */
  makeCell(value: string, neighbour: Block, markdown: string, resolvers: Resolvers): Made;
  /** A thing in a line of text with other parameters or attributes. Raises `invalid_input` for what it does not have. */
  setPiece(
    value: string,
    piece: Piece,
    params: Values,
    attrs: Values,
  ): { readonly source: string; readonly shown: Piece };
  /** Blocks of this page as new content, to move them. */
  copy(value: string, blocks: readonly Block[]): Made;
  /** An atom of a unit, or what encloses inline content with all that it encloses. */
  copyPieces(value: string, owner: Block, pieces: readonly Piece[]): string;
  /** Regions whose new content is what may stand where it is put. Raises `invalid_input` for what may not. */
  fit?(regions: readonly Region[]): readonly Region[];
  apply(value: string, regions: readonly Region[], index: PageIndex, resolvers: Resolvers): Applied;
  /** What no edit may lose unasked; `root` spares a second reading where the blocks of the body are known. */
  census(value: string, root?: Block): Census;
  /** Blocks with formatting written the one way that the format can hold; without it every way can be held. */
  canonical?(root: Block): Block;
}
