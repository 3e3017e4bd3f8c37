import type { Resolvers } from '../markdown/resolvers.ts';
import type { ShownNames } from './format.ts';

/** One edit of a page. Targets are a handle (`#ab12`) or a heading (`## Title`), which stands for its section. */
export type Edit =
  | { readonly replace: ReplaceEdit }
  | { readonly insert: InsertEdit }
  | { readonly delete: { readonly target: string } }
  | { readonly move: { readonly target: string; readonly after?: string; readonly before?: string } }
  | { readonly set: SetEdit }
  | { readonly table: TableEdit };

/** `old` is text of the view and must stand there once, unless `all` is given. */
export interface ReplaceEdit {
  readonly old: string;
  readonly new: string;
  /** Only within this block or section. */
  readonly in?: string;
  readonly all?: boolean;
}

/** `after` and `before` a block, or right below or above a heading; `into` a container or at the end of a section; `page` is the whole page. */
export interface InsertEdit {
  readonly after?: string;
  readonly before?: string;
  readonly into?: string;
  readonly markdown: string;
}

export interface SetEdit {
  readonly target: string;
  /** Macro parameters; null removes one. */
  readonly params?: Readonly<Record<string, string | null>>;
  /** Attributes of an image, a link, a table, a list: see `settable`. */
  readonly attrs?: Readonly<Record<string, string | null>>;
  /** State of a task. */
  readonly checked?: boolean;
}

/** Rows and columns count from 1 as the view shows them; one operation at a time. */
export interface TableEdit {
  readonly target: string;
  readonly rowInsert?: {
    readonly after?: number;
    readonly before?: number;
    readonly cells: readonly string[];
  };
  readonly rowDelete?: number;
  readonly columnInsert?: {
    readonly after?: number;
    readonly before?: number;
    readonly cells: readonly string[];
  };
  readonly columnDelete?: number;
  readonly cell?: { readonly row: number; readonly column: number; readonly markdown: string };
  /** Lets a merged cell grow or shrink where a row or column is put into or taken out of it. */
  readonly expandSpan?: boolean;
}

export interface EditOptions {
  /** Handles (`#ab12`) or kinds (`comment`, `macro`, …) whose loss is accepted. */
  readonly allowLoss?: readonly string[];
  /** The names that the view was made with. */
  readonly names?: ShownNames;
  /** What new content may refer to. */
  readonly resolvers?: Resolvers;
}
