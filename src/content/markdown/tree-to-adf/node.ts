/** A node of an ADF document as it is written (facts: formats §6). */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly AdfMark[];
  readonly text?: string;
}

export interface AdfMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

/** A text node; ADF has no empty ones. */
export function textNode(text: string, marks: readonly AdfMark[]): AdfNode {
  return marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks };
}

/** A paragraph; an empty one has no content. */
export function paragraphNode(content: readonly AdfNode[]): AdfNode {
  return content.length === 0 ? { type: 'paragraph' } : { type: 'paragraph', content };
}

/** The words of a node. */
export function nodeText(node: AdfNode): string {
  if (node.text !== undefined) return node.text;
  return (node.content ?? []).map(nodeText).join(node.type === 'paragraph' ? '' : '\n');
}
