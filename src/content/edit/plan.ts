import type { Block } from '../model/block.ts';
import type { Piece } from '../model/inline.ts';
import type { Token } from '../model/tokens.ts';

/**
 * What an edit does, by reference to the blocks of the page; each format turns it into its own change. What no entry
 * mentions is deleted.
 */
export interface Region {
  readonly parent: Block;
  /** The children of `parent` that the entries stand for, `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  readonly entries: readonly Entry[];
}

export type Entry =
  | { readonly kind: 'keep'; readonly block: Block }
  | { readonly kind: 'change'; readonly block: Block; readonly change: Change }
  /** A block of the page that stands elsewhere now. */
  | { readonly kind: 'move'; readonly block: Block }
  | { readonly kind: 'insert'; readonly made: Made };

/** New content in the format of the page, and the blocks that a reader will see. */
export interface Made {
  readonly source: string;
  readonly blocks: readonly Block[];
}

export interface Change {
  readonly unit?: UnitPlan;
  /** Entries for all children: blocks of a container, items of a list, rows of a table, cells of a row. */
  readonly entries?: readonly Entry[];
  /** New state of a task. */
  readonly checked?: boolean;
  /** New level of a heading; 0 makes it a paragraph, and a level makes a paragraph a heading. */
  readonly level?: number;
  /** New values by name, undefined removes: parameters of macros, attributes of images (`alt`, `width`, …). */
  readonly values?: Values;
  /** One thing in the unit that is replaced by `source`, which a reader sees as `shown`. */
  readonly piece?: { readonly piece: Piece; readonly source: string; readonly shown: Piece };
  /** A table gets a column before this one, or loses it; the cells are entries of their own. */
  readonly columns?: { readonly insert: number } | { readonly delete: number };
}

export type Values = ReadonlyArray<readonly [name: string, value: string | undefined]>;

/** Inline content before and after, token by token. */
export interface UnitPlan {
  readonly oldTokens: readonly Token[];
  readonly newPieces: readonly Piece[];
  readonly newTokens: readonly Token[];
  /** For each new token the old one that it keeps, or -1. Pairs are kept together. */
  readonly matches: Int32Array;
}
