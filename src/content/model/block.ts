import type { Handle, Unit } from './inline.ts';

export type BlockKind =
  | 'document'
  | 'paragraph'
  | 'heading'
  | 'list'
  | 'item'
  | 'quote'
  | 'rule'
  | 'table'
  | 'row'
  | 'cell'
  | 'fence'
  | 'container'
  | 'leaf'
  | 'image'
  /** A paragraph or heading without visible content: kept, not shown, filled when text is put in its place. */
  | 'empty';

export type ListType = 'bullet' | 'ordered' | 'task' | 'decision';

/**
 * A block of a page as the view shows it, the same for storage format and ADF. `start` and `end` bound the whole block,
 * `innerStart` and `innerEnd` the place of its children or of its unit, in the format's own measure.
 */
export interface Block {
  readonly kind: BlockKind;
  readonly start: number;
  readonly end: number;
  readonly innerStart: number;
  readonly innerEnd: number;
  readonly children: readonly Block[];
  /** Inline content of paragraph, heading, preformatted, fence (code) and of an image's caption. */
  readonly unit?: Unit | undefined;
  readonly handle?: Handle | undefined;
  /** Heading level 1–6. */
  readonly level?: number | undefined;
  readonly list?: ListType | undefined;
  /** First number of an ordered list. */
  readonly first?: number | undefined;
  /** State of a task. */
  readonly checked?: boolean | undefined;
  /** Name of a container or leaf; language of a fence; `alt` text of an image. */
  readonly name?: string | undefined;
  /** What a leaf shows in square brackets. */
  readonly label?: string | undefined;
  /** Address of an image. */
  readonly url?: string | undefined;
  /** Shown in braces, or in the info string of a fence. */
  readonly attributes?: ReadonlyArray<readonly [name: string, value: string]> | undefined;
  /** Merged cell. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** An anonymous run of inline content: it has no element of its own. */
  readonly anonymous?: boolean | undefined;
}
