import { bodylessMacros, checkMacro } from '../macro-catalogue.ts';
import { leafMacro } from '../macro-parameters.ts';
import { refuse } from '../refuse.ts';
import type { Resolvers } from '../resolvers.ts';
import type { Paragraph, TreeBlock, TreeCode, TreeLeaf } from '../tree.ts';
import { containerNodes } from './container.ts';
import { checkPlace, type Parent } from './content-rules.ts';
import { extensionNode, withParameters } from './extension.ts';
import { adfInline } from './inline.ts';
import { listNode } from './list.ts';
import { mediaSingle } from './media.ts';
import type { AdfNode } from '../../adf/node.ts';
import { nodeText, paragraphNode, textNode } from './make-node.ts';
import { tableNode } from './table.ts';
import { targetUrl } from './target-url.ts';
import { createWriting, takeExisting, type Writing } from './writing.ts';

/** Writes blocks that stand in a node. */
export type BlockWriter = (blocks: readonly TreeBlock[], parent: Parent) => AdfNode[];

/** A tree of new content as ADF blocks. Raises `invalid_input` for what ADF or policy does not hold. */
export function treeToAdf(blocks: readonly TreeBlock[], resolvers: Resolvers): AdfNode[] {
  const writing = createWriting(resolvers);
  const write: BlockWriter = (inner, parent) =>
    inner.flatMap((block) => blockNodes(block, parent, writing, write));
  return write(blocks, 'doc');
}

function blockNodes(block: TreeBlock, parent: Parent, writing: Writing, write: BlockWriter): AdfNode[] {
  if (block.kind === 'container') return containerNodes(block, parent, writing, write);
  const node = blockNode(block, writing, write);
  checkPlace(parent, node.type, block.line);
  return [node];
}

function blockNode(
  block: Exclude<TreeBlock, { kind: 'container' }>,
  writing: Writing,
  write: BlockWriter,
): AdfNode {
  const handle = 'handle' in block ? block.handle : undefined;
  if (handle !== undefined) return movedNode(block, handle, writing, write);
  switch (block.kind) {
    case 'paragraph':
      return paragraphOrCard(block, writing);
    case 'heading': {
      const content = adfInline(block.inline, block.line, writing);
      return {
        type: 'heading',
        attrs: { level: block.level },
        ...(content.length === 0 ? {} : { content }),
      };
    }
    case 'list':
      return listNode(block, writing, write);
    case 'quote': {
      const content = write(block.blocks, 'blockquote');
      return { type: 'blockquote', content: content.length === 0 ? [paragraphNode([])] : content };
    }
    case 'rule':
      return { type: 'rule' };
    case 'table':
      return tableNode(block, writing, write);
    case 'code':
      return codeNode(block);
    case 'pre':
      return codeBlock('', block.text);
    case 'leaf':
      return leafNode(block, writing);
    case 'image': {
      const caption = block.caption === undefined ? [] : adfInline(block.caption, block.line, writing);
      for (const { type } of caption) checkPlace('caption', type, block.line);
      return mediaSingle(block, caption, writing);
    }
    default:
      return block satisfies never;
  }
}

/**
 * An existing node where it stands now. What has text of its own must have the same text; parameters of a macro may
 * change. Raises `invalid_input` for one that changes otherwise while it moves.
 */
function movedNode(
  block: Exclude<TreeBlock, { kind: 'container' }>,
  handle: string,
  writing: Writing,
  write: BlockWriter,
): AdfNode {
  const node = takeExisting(writing, handle, block.line);
  if (block.kind === 'leaf') return withParameters(node, block.attributes);
  const texts =
    block.kind === 'table'
      ? [nodeText(node), nodeText(tableNode({ ...block, attributes: [] }, writing, write))]
      : block.kind === 'code'
        ? [nodeText(node), block.text]
        : [];
  if (texts[0] === texts[1]) return node;
  throw refuse(
    block.line,
    `#${handle} is written otherwise than it is stored.`,
    'Move it as the view shows it and edit it afterwards, or leave the {#…} out to make a new one.',
  );
}

/** A paragraph; a link card alone in one is a block of its own. */
function paragraphOrCard(paragraph: Paragraph, writing: Writing): AdfNode {
  const [only, other] = paragraph.inline;
  const card =
    only?.kind === 'atom' && only.name === 'card' && other === undefined
      ? only.attributes.find(([name]) => name === 'card')?.[1]
      : undefined;
  if (only?.kind === 'atom' && (card === 'block' || card === 'embed'))
    return cardNode(card, only.label, paragraph.line, writing);
  const node = paragraphNode(adfInline(paragraph.inline, paragraph.line, writing));
  if (paragraph.align === undefined) return node;
  const align = paragraph.align === 'center' ? 'center' : 'end';
  return { ...node, marks: [{ type: 'alignment', attrs: { align } }] };
}

function cardNode(card: 'block' | 'embed', address: string, line: number, writing: Writing): AdfNode {
  const url = targetUrl(address, line, writing.resolvers);
  return card === 'block'
    ? { type: 'blockCard', attrs: { url } }
    : { type: 'embedCard', attrs: { url, layout: 'center' } };
}

function codeNode(code: TreeCode): AdfNode {
  if (code.macro !== undefined)
    throw refuse(
      code.line,
      `This page is stored as ADF, which has no place for the body of the macro "${code.macro}".`,
      'Use a code block.',
    );
  for (const [name] of code.attributes)
    throw refuse(
      code.line,
      `This page is stored as ADF, where a code block has no "${name}".`,
      'Leave it out, or write the title as a line of text above the code.',
    );
  return codeBlock(code.language, code.text);
}

function codeBlock(language: string, text: string): AdfNode {
  return {
    type: 'codeBlock',
    ...(language === '' ? {} : { attrs: { language } }),
    ...(text === '' ? {} : { content: [textNode(text, [])] }),
  };
}

function leafNode(leaf: TreeLeaf, writing: Writing): AdfNode {
  if (leaf.name === 'card' || leaf.name === 'embed')
    return cardNode(leaf.name === 'card' ? 'block' : 'embed', leaf.label ?? '', leaf.line, writing);
  const { name, values } = leafMacro(leaf);
  checkMacro(name, bodylessMacros, leaf.line, writing.resolvers);
  return extensionNode('extension', name, values, writing.newLocalId());
}
