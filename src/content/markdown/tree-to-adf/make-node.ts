import type { AdfMark, AdfNode } from '../../adf/node.ts';

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
