import { escapeText } from '../../storage/entities.ts';
import { bodiedMacros, bodylessMacros, checkMacro, plainMacros } from '../macro-catalogue.ts';
import { containerParameters, leafMacro } from '../macro-parameters.ts';
import { isLayoutSection } from '../page-layout.ts';
import { refuse } from '../refuse.ts';
import type { Resolvers } from '../resolvers.ts';
import type { TreeBlock, TreeCode, TreeContainer, TreeLeaf } from '../tree.ts';
import { adfPanel } from './adf-panel.ts';
import { imageMarkup } from './image.ts';
import { storageInline } from './inline.ts';
import { layoutMarkup } from './layout.ts';
import { bareLink } from './link.ts';
import { listMarkup } from './list.ts';
import { macroMarkup, parameterMarkup, plainBody, richBody } from './macro.ts';
import { movedBlock, movedContainer, movedImage, movedLeaf } from './moved.ts';
import { tableMarkup } from './table.ts';
import type { Writing } from './writing.ts';

/** Writes blocks that stand inside others. */
export type BlockWriter = (blocks: readonly TreeBlock[]) => string;

/** A tree of new content as storage markup. Raises `invalid_input` for what storage format or policy does not hold. */
export function treeToStorage(blocks: readonly TreeBlock[], resolvers: Resolvers): string {
  const writing: Writing = { resolvers, used: new Set() };
  const write = writer(writing);
  return blocks.some(isLayoutSection) ? layoutMarkup(blocks, isLayoutSection, write) : write(blocks);
}

function writer(writing: Writing): BlockWriter {
  const write: BlockWriter = (blocks) => blocks.map((block) => blockMarkup(block, writing, write)).join('');
  return write;
}

function blockMarkup(block: TreeBlock, writing: Writing, write: BlockWriter): string {
  const { resolvers } = writing;
  switch (block.kind) {
    case 'paragraph': {
      const align = block.align === undefined ? '' : ` style="text-align: ${block.align};"`;
      return `<p${align}>${storageInline(block.inline, block.line, writing)}</p>`;
    }
    case 'heading':
      return `<h${block.level}>${storageInline(block.inline, block.line, writing)}</h${block.level}>`;
    case 'list':
      return listMarkup(block, writing, write);
    case 'quote':
      return `<blockquote>${write(block.blocks) || '<p />'}</blockquote>`;
    case 'rule':
      return '<hr />';
    case 'table':
      return block.handle === undefined
        ? tableMarkup(block, write)
        : movedBlock(writing, block.handle, tableMarkup({ ...block, attributes: [] }, write), block.line);
    case 'code': {
      const markup = codeMarkup(block, resolvers);
      return block.handle === undefined ? markup : movedBlock(writing, block.handle, markup, block.line);
    }
    case 'pre':
      return `<pre>${escapeText(block.text)}</pre>`;
    case 'container':
      return containerMarkup(block, writing, write);
    case 'leaf':
      return block.handle === undefined
        ? leafMarkup(block, resolvers)
        : movedLeaf(writing, block.handle, block);
    case 'image': {
      if (block.handle !== undefined) return movedImage(writing, block.handle, block);
      const caption =
        block.caption === undefined ? undefined : storageInline(block.caption, block.line, writing);
      return imageMarkup(block.url, block.alt, block.attributes, caption, block.line);
    }
    default:
      return block satisfies never;
  }
}

/** Parameters that a new code block may have (facts: formats §3). */
const codeParameters: ReadonlySet<string> = new Set([
  'title',
  'collapse',
  'linenumbers',
  'firstline',
  'theme',
  'breakoutMode',
  'breakoutWidth',
]);

function codeMarkup(code: TreeCode, resolvers: Resolvers): string {
  const { macro, language, attributes, line } = code;
  if (macro !== undefined) {
    if (code.handle === undefined) checkMacro(macro, plainMacros, line, resolvers);
    return macroMarkup(macro, parameterMarkup(macro, attributes, line, resolvers), plainBody(code.text));
  }
  for (const [name] of attributes)
    if (!codeParameters.has(name))
      throw refuse(
        line,
        `A code block has no parameter "${name}".`,
        `Use ${[...codeParameters].join(', ')} after the language.`,
      );
  const parameters = [...(language === '' ? [] : [['language', language] as const]), ...attributes];
  return macroMarkup('code', parameterMarkup('code', parameters, line, resolvers), plainBody(code.text));
}

function containerMarkup(container: TreeContainer, writing: Writing, write: BlockWriter): string {
  const { name, line, handle } = container;
  const body = (): string => write(container.blocks) || '<p />';
  if (handle !== undefined) return movedContainer(writing, handle, container, body());
  if (name === 'cell' || isLayoutSection(container))
    throw refuse(
      line,
      `":::${name}" stands inside another block.`,
      'Put sections of a page layout at the top, and cells into sections.',
    );
  if (name === 'adf-panel') return adfPanel(container, body());
  checkMacro(name, bodiedMacros, line, writing.resolvers);
  const parameters = parameterMarkup(name, containerParameters(container), line, writing.resolvers);
  return macroMarkup(name, parameters, richBody(body()));
}

function leafMarkup(leaf: TreeLeaf, resolvers: Resolvers): string {
  if (leaf.name === 'card' || leaf.name === 'embed') {
    const appearance = leaf.name === 'card' ? 'block' : 'embed';
    return `<p>${bareLink(leaf.label ?? '', [['card', appearance]], leaf.line)}</p>`;
  }
  const { name, values } = leafMacro(leaf);
  checkMacro(name, bodylessMacros, leaf.line, resolvers);
  return macroMarkup(name, parameterMarkup(name, values, leaf.line, resolvers), '');
}
