import type { AdfMark, AdfNode, Json } from '../adf-document.ts';
import type { ContentContext } from '../context.ts';
import type { StorageNode } from '../storage-tree.ts';

/** Nodes that hold blocks; each allows its own set. */
export type Container =
  | 'doc'
  | 'layoutColumn'
  | 'listItem'
  | 'tableCell'
  | 'panel'
  | 'blockquote'
  | 'expand'
  | 'nestedExpand'
  | 'bodiedExtension'
  | 'blockTaskItem';

export interface Place {
  readonly container: Container;
  /** Elements between the body and here. */
  readonly depth: number;
  /** Tables around here. */
  readonly tables: number;
}

/** Real pages nest fewer than 40 levels; what lies deeper becomes text, so that no body can exhaust the stack. */
export const deepest = 150;

/** One conversion of one body; the parts of the converter reach each other through it. */
export interface Conversion {
  readonly source: string;
  readonly context: ContentContext;
  /** A UUID that is the same each time this body is converted, for nodes that must have one. */
  stableId(): string;
  /** Mixed content as blocks that the place allows. */
  blocks(nodes: readonly StorageNode[], place: Place): AdfNode[];
  /** Mixed content as inline nodes; blocks inside are flattened, their ends become line breaks. */
  inlines(nodes: readonly StorageNode[], depth: number, marks: readonly AdfMark[]): AdfNode[];
}

interface NodeParts {
  readonly attrs?: { readonly [key: string]: Json | undefined };
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly AdfMark[];
}

/** An ADF node without the empty parts that Confluence leaves out. */
export function adfNode(type: string, parts: NodeParts = {}): AdfNode {
  const attrs: Record<string, Json> = {};
  for (const [key, value] of Object.entries(parts.attrs ?? {})) if (value !== undefined) attrs[key] = value;
  return {
    type,
    ...(Object.keys(attrs).length === 0 ? {} : { attrs }),
    ...(parts.content === undefined || parts.content.length === 0 ? {} : { content: parts.content }),
    ...(parts.marks === undefined || parts.marks.length === 0 ? {} : { marks: parts.marks }),
  };
}
