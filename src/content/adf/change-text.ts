import { AppError } from '../../kernel/app-error.ts';
import type { Change } from '../edit/plan.ts';
import type { Block } from '../model/block.ts';
import { contentOf, type AdfNode } from './node.ts';
import type { AdfPiece } from './reader.ts';
import { changed } from './origins.ts';
import { madeNodes, type Rebuilding } from './rebuilding.ts';
import { writeUnit } from './write-unit.ts';

/** New inline content of a paragraph, heading, code block, caption or run. */
export function changedInline(
  work: Rebuilding,
  block: Block,
  nodes: readonly AdfNode[],
  change: Change,
): readonly AdfNode[] {
  const unit = block.unit ?? { kind: block.kind === 'fence' ? 'code' : 'inline', pieces: [] };
  const written = change.unit === undefined ? nodes : writeUnit(work, unit, change.unit);
  const { piece } = change;
  if (piece === undefined) return written;
  const [source] = madeNodes(work, { source: `[${piece.source}]` });
  const target: AdfPiece = piece.piece;
  if (source === undefined || target.node === undefined) return written;
  return written.map((node) => (node === target.node ? changed(work, node, source) : node));
}

/** A node with new inline content. */
export function changedText(work: Rebuilding, block: Block, node: AdfNode, change: Change): AdfNode {
  if (node.type === 'mediaSingle') return changedCaption(work, block, node, change);
  const content = changedInline(work, block, contentOf(node), change);
  if (node.type === 'mediaGroup' && content.some((child) => child.type !== 'media'))
    throw new AppError('invalid_input', 'A group of files holds nothing but files.', {
      nextStep: 'Write text before or after it.',
    });
  if (node.content === undefined && content.length === 0) return node;
  return { ...node, content };
}

/** A caption is made where there is none, and goes with its last word. */
function changedCaption(work: Rebuilding, block: Block, node: AdfNode, change: Change): AdfNode {
  const children = contentOf(node);
  const caption = children.find((child) => child.type === 'caption');
  const content = changedInline(work, block, caption === undefined ? [] : contentOf(caption), change);
  if (content.length === 0) return { ...node, content: children.filter((child) => child !== caption) };
  if (caption === undefined) return { ...node, content: [...children, { type: 'caption', content }] };
  const after = changed(work, caption, { ...caption, content });
  return { ...node, content: children.map((child) => (child === caption ? after : child)) };
}
