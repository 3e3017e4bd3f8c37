import type { MarkName } from '../model/inline.ts';

// New content between Markdown and a stored format: what it is, without either one's spelling. `line` is the line of
// the Markdown, counted from 1.

export type Attributes = ReadonlyArray<readonly [name: string, value: string]>;

export type TreeBlock =
  | Paragraph
  | { readonly kind: 'heading'; readonly line: number; readonly level: number; readonly inline: InlineNode[] }
  | TreeList
  | { readonly kind: 'quote'; readonly line: number; readonly blocks: readonly TreeBlock[] }
  | { readonly kind: 'rule'; readonly line: number }
  | TreeTable
  | TreeCode
  | { readonly kind: 'pre'; readonly line: number; readonly text: string }
  | TreeContainer
  | TreeLeaf
  | TreeImage;

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly line: number;
  readonly inline: InlineNode[];
  /** From the separator of a table. */
  readonly align?: 'center' | 'right';
}

// A `handle` says that the block is one of the page, which is moved here.

export interface TreeList {
  readonly kind: 'list';
  readonly line: number;
  readonly type: 'bullet' | 'ordered' | 'task' | 'decision';
  readonly first: number;
  readonly items: readonly TreeItem[];
}

export interface TreeItem {
  readonly line: number;
  readonly blocks: readonly TreeBlock[];
  readonly checked: boolean;
}

export interface TreeTable {
  readonly kind: 'table';
  readonly line: number;
  /** Every row holds the cells that start in it; spans never leave the table. */
  readonly rows: readonly TreeRow[];
  readonly attributes: Attributes;
  readonly handle?: string;
}

export interface TreeRow {
  readonly line: number;
  readonly header: boolean;
  readonly cells: readonly TreeCell[];
}

export interface TreeCell {
  readonly blocks: readonly TreeBlock[];
  readonly columns: number;
  readonly rows: number;
}

/** A fence: a code block, or with `macro` another macro with a plain body. */
export interface TreeCode {
  readonly kind: 'code';
  readonly line: number;
  readonly macro?: string;
  readonly language: string;
  readonly attributes: Attributes;
  readonly text: string;
  readonly handle?: string;
}

export interface TreeContainer {
  readonly kind: 'container';
  readonly line: number;
  readonly name: string;
  readonly label?: string;
  readonly attributes: Attributes;
  readonly blocks: readonly TreeBlock[];
  readonly handle?: string;
}

export interface TreeLeaf {
  readonly kind: 'leaf';
  readonly line: number;
  readonly name: string;
  readonly label?: string;
  readonly attributes: Attributes;
  readonly handle?: string;
}

export interface TreeImage {
  readonly kind: 'image';
  readonly line: number;
  readonly url: string;
  readonly alt: string;
  readonly attributes: Attributes;
  readonly caption?: InlineNode[];
  readonly handle?: string;
}

export type InlineNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark'; readonly mark: MarkName; readonly inner: readonly InlineNode[] }
  | {
      readonly kind: 'link';
      readonly url: string;
      readonly inner: readonly InlineNode[];
      readonly attributes: Attributes;
      readonly handle?: string;
    }
  /** A comment anchor, a style or a Confluence link of the page around other content. */
  | {
      readonly kind: 'wrapper';
      readonly name: string;
      readonly handle: string;
      readonly inner: readonly InlineNode[];
    }
  | {
      readonly kind: 'atom';
      readonly name: string;
      readonly label: string;
      readonly attributes: Attributes;
      readonly handle?: string;
    };

/** The words of inline content without any formatting. */
export function plainText(nodes: readonly InlineNode[]): string {
  let text = '';
  for (const node of nodes) {
    if (node.kind === 'text') text += node.text;
    else if (node.kind === 'atom') text += node.name === 'br' ? ' ' : node.label;
    else text += plainText(node.inner);
  }
  return text;
}
