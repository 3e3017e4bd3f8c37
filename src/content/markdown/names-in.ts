import type { InlineNode, TreeBlock } from './tree.ts';
import { markdownToTree } from './markdown-to-tree.ts';
import { imageSource } from './image-source.ts';
import { parseTarget, type LinkTarget } from './link-target.ts';

/** What new Markdown names, so that a caller can look it up before the blocks are made. */
export interface MarkdownNames {
  /** Labels, e-mail addresses and ids of mentions. */
  readonly people: ReadonlySet<string>;
  /** Files of the page. */
  readonly attachments: ReadonlySet<string>;
  /** Everything else that links name. */
  readonly targets: readonly LinkTarget[];
  /** Macros, to be judged by policy. */
  readonly macros: ReadonlySet<string>;
}

interface Names {
  readonly people: Set<string>;
  readonly attachments: Set<string>;
  readonly targets: LinkTarget[];
  readonly macros: Set<string>;
}

/** Lists what Markdown names. Raises `invalid_input` as `fromMarkdown` does. */
export function namesIn(markdown: string): MarkdownNames {
  const names: Names = { people: new Set(), attachments: new Set(), targets: [], macros: new Set() };
  for (const block of markdownToTree(markdown)) addBlock(names, block);
  return names;
}

function addBlock(names: Names, block: TreeBlock): void {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      addInline(names, block.inline);
      break;
    case 'list':
      for (const item of block.items) for (const inner of item.blocks) addBlock(names, inner);
      break;
    case 'table':
      for (const row of block.rows)
        for (const cell of row.cells) for (const inner of cell.blocks) addBlock(names, inner);
      break;
    case 'container':
      names.macros.add(block.name);
      for (const inner of block.blocks) addBlock(names, inner);
      break;
    case 'quote':
      for (const inner of block.blocks) addBlock(names, inner);
      break;
    case 'leaf':
      names.macros.add(block.name === 'macro' ? (block.label ?? '') : block.name);
      break;
    case 'code':
      names.macros.add(block.macro ?? 'code');
      break;
    case 'image':
      addImage(names, block.url);
      addInline(names, block.caption ?? []);
      break;
    case 'pre':
    case 'rule':
      break;
    default:
      block satisfies never;
  }
}

function addInline(names: Names, nodes: readonly InlineNode[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    if (node.kind === 'link') addTarget(names, node.url);
    if (node.kind !== 'atom') {
      addInline(names, node.inner);
    } else if (node.handle === undefined) {
      const attribute = (name: string): string | undefined =>
        node.attributes.find(([key]) => key === name)?.[1];
      if (node.name === 'mention') names.people.add(attribute('user') ?? node.label);
      else if (node.name === 'image') addImage(names, attribute('src') ?? '');
      else if (node.name === 'img') addImage(names, node.label);
      else if (node.name === 'card' || node.name === 'autolink') addTarget(names, node.label);
      else if (node.name === 'macro') names.macros.add(node.label.split(' ', 1)[0] ?? '');
    }
  }
}

function addImage(names: Names, address: string): void {
  const source = imageSource(address, undefined);
  if (source.kind === 'attachment') names.attachments.add(source.fileName);
  else names.targets.push(source);
}

function addTarget(names: Names, address: string): void {
  const target = parseTarget(address, undefined);
  if (target.kind === 'attachment') names.attachments.add(target.fileName);
  else names.targets.push(target);
}
