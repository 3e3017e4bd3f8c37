import { AppError } from '../../kernel/app-error.ts';
import { nodeRules } from './adf-rules.generated.ts';
import { contentOf, type AdfNode } from './node.ts';
import { inlineTypes } from './read-atoms.ts';
import { allowsChild } from './validate.ts';

/** Items that hold text without a paragraph around it. */
export const inlineHolders: ReadonlySet<string> = new Set(['taskItem', 'decisionItem']);

/** Types that may not be empty and may hold a paragraph. */
const neverEmpty: ReadonlySet<string> = new Set(
  nodeRules
    .filter(
      ({ content }) =>
        (content?.min ?? 0) > 0 &&
        (content?.allowed ?? content?.places?.flat())?.includes('paragraph_with_no_marks_node') === true,
    )
    .map(({ type }) => type),
);

/** Content that the schema does not allow to be empty keeps an empty paragraph. */
export function fillEmpty(type: string, content: readonly AdfNode[]): readonly AdfNode[] {
  return content.length === 0 && neverEmpty.has(type) ? [{ type: 'paragraph' }] : content;
}

/**
 * Nodes as their new place takes them: paragraphs without their frame in an item that holds text, text with one elsewhere.
 * Raises `invalid_input` for blocks that an item cannot hold.
 */
export function fitNodes(holder: string, nodes: readonly AdfNode[]): readonly AdfNode[] {
  if (!inlineHolders.has(holder)) {
    const loose = nodes.length > 0 && nodes.every((node) => inlineTypes.has(node.type));
    return loose ? [{ type: 'paragraph', content: nodes }] : nodes.map((node) => fitExpand(holder, node));
  }
  const [only, other] = nodes;
  if (only?.type === 'paragraph' && other === undefined) return contentOf(only);
  if (nodes.every((node) => inlineTypes.has(node.type))) return nodes;
  throw new AppError('invalid_input', 'An item here holds one paragraph of text and nothing else.', {
    nextStep: 'Write line breaks as <br>, and other blocks below the list.',
  });
}

/** An expand in a table or in another one is a node of its own kind. */
function fitExpand(holder: string, node: AdfNode): AdfNode {
  if ((node.type !== 'expand' && node.type !== 'nestedExpand') || allowsChild(holder, node.type)) return node;
  const type = node.type === 'expand' ? 'nestedExpand' : 'expand';
  if (!allowsChild(holder, type)) return node;
  const { marks: _breakout, ...rest } = node;
  return { ...rest, type, attrs: node.attrs ?? {} };
}
