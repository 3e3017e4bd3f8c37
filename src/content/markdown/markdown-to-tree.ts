import type { Token } from 'markdown-it';
import { splitHandle } from '../view/parse.ts';
import { readAlert } from './alerts.ts';
import { parseBlockTokens, type Setting } from './block-parser.ts';
import { parseInline } from './inline-tree.ts';
import { readItemSign, splitByType, type ItemSign, type SignedItem } from './list-items.ts';
import { readFence } from './read-fence.ts';
import { readTable } from './read-table.ts';
import { readText } from './read-text.ts';
import { lineOf, named, optional, takeInline, type Definition, type Reading } from './reading.ts';
import { createReferences, type References } from './references.ts';
import { refuse } from './refuse.ts';
import type { Attributes, Paragraph, TreeBlock, TreeContainer, TreeItem, TreeLeaf } from './tree.ts';

/** Blocks inside blocks, lists and tables counted; deeper is refused. */
const deepest = 24;

/**
 * Markdown as a tree of new content. Raises `invalid_input`, with the line, for what no stored format could hold:
 * unclosed blocks, raw markup, nesting beyond all use, footnotes.
 */
export function markdownToTree(markdown: string): TreeBlock[] {
  const references = createReferences();
  const definitions: Definition[] = [];
  const blocks = readBlocks(markdown, 'flow', 1, { references, definitions }, 0);
  const unseen = new Set<TreeBlock>();
  for (const definition of definitions) settleDefinition(definition, references, unseen);
  for (const holder of new Set(definitions.map(({ blocks: holder }) => holder))) removeAll(holder, unseen);
  return blocks;
}

/** A definition that a link uses is nothing to show; any other is the paragraph that it looks like. */
function settleDefinition(
  { label, text, paragraph }: Definition,
  references: References,
  unseen: Set<TreeBlock>,
): void {
  if (label.startsWith('^'))
    throw refuse(
      paragraph.line,
      `"[${label.toLowerCase()}]:" is a footnote, which Confluence pages do not have.`,
      'Write the note in brackets, or as a paragraph of its own.',
    );
  if (references.used.has(label)) unseen.add(paragraph);
  else paragraph.inline.push(...parseInline(text, paragraph.line, createReferences()));
}

function removeAll(holder: TreeBlock[], removed: ReadonlySet<TreeBlock>): void {
  let kept = 0;
  for (const block of holder) {
    if (removed.has(block)) continue;
    holder[kept] = block;
    kept += 1;
  }
  holder.length = kept;
}

function readBlocks(
  markdown: string,
  setting: Setting,
  firstLine: number,
  shared: Pick<Reading, 'references' | 'definitions'>,
  depth: number,
): TreeBlock[] {
  const reading: Reading = {
    ...parseBlockTokens(markdown, setting, firstLine, shared.references),
    references: shared.references,
    definitions: shared.definitions,
    next: 0,
    setting,
    firstLine,
    table: undefined,
  };
  return readUntil(reading, undefined, depth);
}

/** Reads blocks up to the closing token of a type, or to the end. */
function readUntil(reading: Reading, closing: string | undefined, depth: number): TreeBlock[] {
  const blocks: TreeBlock[] = [];
  for (;;) {
    const token = reading.tokens[reading.next];
    if (token === undefined) return blocks;
    reading.next += 1;
    if (token.type === closing) return blocks;
    if (depth > deepest)
      throw refuse(
        lineOf(reading, token),
        `Blocks are nested more than ${deepest} deep.`,
        'Use fewer levels of lists, quotes and containers.',
      );
    readBlock(reading, token, blocks, depth);
  }
}

function readBlock(reading: Reading, token: Token, blocks: TreeBlock[], depth: number): void {
  const line = lineOf(reading, token);
  switch (token.type) {
    case 'paragraph_open':
      readText(reading, takeInline(reading), line, blocks);
      break;
    case 'heading_open': {
      const level = Number(token.tag.slice(1));
      const [text] = splitHandle(takeInline(reading));
      const inline = parseInline(text, line, reading.references);
      if (inline.length > 0) blocks.push({ kind: 'heading', line, level, inline });
      break;
    }
    case 'bullet_list_open':
    case 'ordered_list_open':
      blocks.push(...readList(reading, token, line, depth));
      break;
    case 'blockquote_open':
      blocks.push(readQuote(reading, line, depth));
      break;
    case 'hr':
      blocks.push({ kind: 'rule', line });
      break;
    case 'fence':
      blocks.push(readFence(token, line));
      break;
    case 'code_block':
      blocks.push({ kind: 'pre', line, text: token.content.replace(/\n+$/, '') });
      break;
    case 'container_open':
      blocks.push(readContainer(reading, token, line, depth));
      break;
    case 'leaf':
      readLeaf(reading, token, line, blocks);
      break;
    case 'dialect_table':
      blocks.push(
        readTable(reading, token, line, (cell, row) => readBlocks(cell, 'cell', row, reading, depth + 1)),
      );
      break;
    case 'reference_definition':
      readDefinition(reading, token, line, blocks);
      break;
    default:
      break;
  }
}

function readDefinition(reading: Reading, token: Token, line: number, blocks: TreeBlock[]): void {
  const [from = 0, to = 0] = token.map ?? [];
  const text = (reading.definitionLines.get(from) ?? [])
    .slice(0, to - from)
    .join('\n')
    .trim();
  const label = token.meta?.['label'];
  const paragraph: Paragraph = { kind: 'paragraph', line, inline: [] };
  blocks.push(paragraph);
  reading.definitions.push({ label: typeof label === 'string' ? label : '', text, paragraph, blocks });
}

function readQuote(reading: Reading, line: number, depth: number): TreeBlock {
  const text = reading.tokens[reading.next + 1];
  const startsWithText = reading.tokens[reading.next]?.type === 'paragraph_open' && text !== undefined;
  const alert = startsWithText ? readAlert(text.content) : undefined;
  if (text !== undefined && alert !== undefined) text.content = text.content.slice(alert.length);
  const blocks = readUntil(reading, 'blockquote_close', depth + 1);
  if (alert === undefined) return { kind: 'quote', line, blocks };
  const attributes: Attributes = alert.title === '' ? [] : [['title', alert.title]];
  return { kind: 'container', line, name: alert.name, attributes, blocks };
}

function readList(reading: Reading, open: Token, line: number, depth: number): TreeBlock[] {
  const ordered = open.type === 'ordered_list_open';
  const closing = ordered ? 'ordered_list_close' : 'bullet_list_close';
  const items: SignedItem[] = [];
  for (;;) {
    const token = reading.tokens[reading.next];
    if (token === undefined) break;
    reading.next += 1;
    if (token.type === closing) break;
    if (token.type === 'list_item_open') items.push(readItem(reading, token, ordered, depth + 1));
  }
  const first = Number(open.attrGet('start') ?? 1);
  return splitByType(line, first, items);
}

function readItem(reading: Reading, open: Token, ordered: boolean, depth: number): SignedItem {
  const line = lineOf(reading, open);
  const text = reading.tokens[reading.next + 1];
  const startsWithText = reading.tokens[reading.next]?.type === 'paragraph_open' && text !== undefined;
  const sign: ItemSign =
    startsWithText && !ordered ? readItemSign(text.content) : { type: undefined, checked: false, length: 0 };
  if (text !== undefined && sign.length > 0) text.content = text.content.slice(sign.length);
  const item: TreeItem = {
    line,
    blocks: readUntil(reading, 'list_item_close', depth),
    checked: sign.checked,
  };
  return { type: sign.type ?? (ordered ? 'ordered' : 'bullet'), item };
}

function readContainer(reading: Reading, open: Token, line: number, depth: number): TreeContainer {
  const { name, label, attributes, handle } = named(open);
  return {
    kind: 'container',
    line,
    name,
    attributes,
    ...optional({ label, handle }),
    blocks: readUntil(reading, 'container_close', depth + 1),
  };
}

function readLeaf(reading: Reading, token: Token, line: number, blocks: TreeBlock[]): void {
  const { name, label, attributes, handle } = named(token);
  if (name === 'table') {
    if (reading.tokens[reading.next]?.type !== 'dialect_table')
      throw refuse(
        line,
        '"::table{…}" stands without its rows.',
        'Write the rows "| … | … |" right below it.',
      );
    reading.table = { attributes, handle };
  } else {
    const leaf: TreeLeaf = { kind: 'leaf', line, name, attributes, ...optional({ label, handle }) };
    blocks.push(leaf);
  }
}
