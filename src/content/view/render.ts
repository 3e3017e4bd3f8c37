import type { Block } from '../model/block.ts';
import type { Unit } from '../model/inline.ts';
import { guardLineStart, inlineText, writeLabel, writeUrl } from './inline-text.ts';
import { fenceLines } from './render-fence.ts';
import { writeBraces } from './syntax.ts';

/**
 * Which handles are written: where text cannot address the thing, everywhere, or nowhere. Without handles parameters are
 * left out too: what remains is what a difference of two views compares.
 */
export type ShownHandles = 'needed' | 'all' | 'none';

/**
 * Lines of a block, `first` to before `end`. Of the first line `lead` characters belong to what is around the block, of
 * the others `prefix`.
 */
export interface Place {
  readonly first: number;
  readonly end: number;
  readonly lead: number;
  readonly prefix: number;
}

export interface Rendered {
  readonly lines: string[];
  readonly places: ReadonlyMap<Block, Place>;
}

interface Writer {
  readonly handles: ShownHandles;
  readonly lines: string[];
  /** Absent where nobody asks. */
  readonly places?: Map<Block, Place>;
  /** Addresses that more than one image has: those need their handles. */
  readonly repeated: ReadonlySet<string>;
}

/** Where a sequence of blocks stands: the page and containers have blank lines, items hardly, cells none. */
export type Setting = 'flow' | 'item' | 'cell';

/** Blocks as lines of the dialect; `repeated` where they are a part of the page that the images are counted on. */
export function renderBlocks(
  blocks: readonly Block[],
  handles: ShownHandles,
  repeated: ReadonlySet<string> = repeatedImages(blocks),
): Rendered {
  const places = new Map<Block, Place>();
  const writer: Writer = { handles, lines: [], places, repeated };
  writeFlow(writer, blocks, '', '', 'flow');
  return { lines: writer.lines, places };
}

/** One block as if it stood alone; of an item what follows its marker and box. */
export function renderAlone(
  block: Block,
  handles: ShownHandles,
  setting: Setting,
  repeated: ReadonlySet<string>,
): string {
  const writer: Writer = { handles, lines: [], repeated };
  if (block.kind === 'item') writeFlow(writer, block.children, '', '', setting === 'cell' ? 'cell' : 'item');
  else writeBlock(writer, block, '', '', setting, 0);
  return writer.lines.join('\n');
}

/** A cell as its row shows it. */
export function cellLines(cell: Block, handles: ShownHandles, repeated: ReadonlySet<string>): string {
  return cellText({ handles, lines: [], repeated }, cell);
}

/** Addresses that more than one image has. */
export function repeatedImages(blocks: readonly Block[]): Set<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const stack = [...blocks];
  for (let block = stack.pop(); block !== undefined; block = stack.pop()) {
    for (const child of block.children) stack.push(child);
    if (block.kind !== 'image') continue;
    const url = block.url ?? '';
    if (url === '' || seen.has(url)) repeated.add(url);
    seen.add(url);
  }
  return repeated;
}

/** Writes blocks; `first` stands before the first line, `rest` before the others. Returns whether anything was written. */
function writeFlow(
  writer: Writer,
  blocks: readonly Block[],
  first: string,
  rest: string,
  setting: Setting,
): boolean {
  let previous: Block | undefined;
  let marker = 0;
  for (const block of blocks) {
    if (block.kind === 'empty') continue;
    if (previous !== undefined && needsBlank(previous, block, setting)) writer.lines.push(rest.trimEnd());
    marker =
      previous?.kind === 'list' && block.kind === 'list' && sameMarkers(previous, block) ? 1 - marker : 0;
    writeBlock(writer, block, previous === undefined ? first : rest, rest, setting, marker);
    previous = block;
  }
  return previous !== undefined;
}

function needsBlank(previous: Block, block: Block, setting: Setting): boolean {
  if (setting === 'cell') return false;
  if (setting === 'flow') return true;
  if (previous.kind === 'paragraph') return block.kind === 'paragraph';
  return previous.kind === block.kind && (block.kind === 'quote' || block.kind === 'table');
}

function sameMarkers(a: Block, b: Block): boolean {
  return (a.list === 'ordered') === (b.list === 'ordered');
}

function writeBlock(
  writer: Writer,
  block: Block,
  first: string,
  rest: string,
  setting: Setting,
  marker: number,
): void {
  const { lines } = writer;
  const start = lines.length;
  switch (block.kind) {
    case 'paragraph':
      lines.push(
        first + guardLineStart(unitText(writer, block.unit), setting === 'item') + everyHandle(writer, block),
      );
      break;
    case 'heading':
      lines.push(
        `${first}${'#'.repeat(block.level ?? 1)} ${unitText(writer, block.unit)}${everyHandle(writer, block)}`,
      );
      break;
    case 'list':
      writeList(writer, block, first, rest, setting, marker);
      break;
    case 'quote':
      if (
        !writeFlow(writer, block.children, `${first}> `, `${rest}> `, setting === 'item' ? 'flow' : setting)
      )
        lines.push(`${first}>`);
      break;
    case 'rule':
      lines.push(`${first}---`);
      break;
    case 'table':
      writeTable(writer, block, first, rest);
      break;
    case 'fence':
      for (const line of fenceLines(block, writer.handles, first, rest)) lines.push(line);
      break;
    case 'container':
      lines.push(`${first}:::${block.name ?? 'x'}${labelAndBraces(writer, block)}`);
      writeFlow(writer, block.children, rest, rest, setting === 'item' ? 'flow' : setting);
      lines.push(`${rest}:::`);
      break;
    case 'leaf':
      lines.push(`${first}::${block.name ?? 'x'}${labelAndBraces(writer, block)}`);
      break;
    case 'image':
      writeImage(writer, block, first, rest);
      break;
    case 'document':
      writeFlow(writer, block.children, first, rest, setting);
      break;
    case 'item':
    case 'row':
    case 'cell':
    case 'empty':
      break;
    default:
      block.kind satisfies never;
  }
  writer.places?.set(block, { first: start, end: lines.length, lead: first.length, prefix: rest.length });
}

function unitText(writer: Writer, unit: Unit | undefined): string {
  return unit === undefined ? '' : inlineText(unit.pieces, writer.handles !== 'none');
}

function handleOf(writer: Writer, block: Block): string | undefined {
  return writer.handles === 'none' ? undefined : block.handle?.shown;
}

function everyHandle(writer: Writer, block: Block): string {
  const braces = writer.handles === 'all' ? writeBraces(block.handle?.shown) : '';
  return braces === '' ? '' : ` ${braces}`;
}

/** Layout frames are addressed by what is in them, so their handles are shown only on request. */
function labelAndBraces(writer: Writer, block: Block): string {
  const frame = block.kind === 'container' && (block.name === 'section' || block.name === 'cell');
  const handle = frame && writer.handles === 'needed' ? undefined : handleOf(writer, block);
  if (writer.handles === 'none') return '';
  const label = block.label === undefined ? '' : `[${writeLabel(block.label)}]`;
  return label + writeBraces(handle, block.attributes);
}

function writeList(
  writer: Writer,
  list: Block,
  first: string,
  rest: string,
  setting: Setting,
  marker: number,
): void {
  const inner = setting === 'cell' ? 'cell' : 'item';
  list.children.forEach((item, index) => {
    const start = writer.lines.length;
    const bullet =
      list.list === 'ordered'
        ? `${(list.first ?? 1) + index}${marker === 0 ? '.' : ')'}`
        : marker === 0
          ? '-'
          : '*';
    const box =
      item.anonymous === true
        ? ''
        : list.list === 'task'
          ? item.checked === true
            ? '[x] '
            : '[ ] '
          : list.list === 'decision'
            ? '<> '
            : '';
    const head = `${index === 0 ? first : rest}${bullet} ${box}`;
    const indent = rest + ' '.repeat(bullet.length + 1);
    if (!writeFlow(writer, item.children, head, indent, inner)) writer.lines.push(head.trimEnd());
    if (writer.handles === 'all' && item.children[0]?.kind !== 'paragraph') markItem(writer, item, start);
    const lead = head.length - box.length;
    writer.places?.set(item, { first: start, end: writer.lines.length, lead, prefix: indent.length });
  });
}

/** An item that does not start with a paragraph shows its own handle only when it is empty. */
function markItem(writer: Writer, item: Block, start: number): void {
  if (item.children.every((child) => child.kind === 'empty'))
    writer.lines[start] = `${writer.lines[start] ?? ''} ${writeBraces(item.handle?.shown)}`.trimEnd();
}

function writeTable(writer: Writer, table: Block, first: string, rest: string): void {
  const { lines, handles } = writer;
  let prefix = first;
  const braces = writeBraces(handleOf(writer, table), table.attributes);
  if (braces !== '' && handles !== 'none') {
    lines.push(`${first}::table${braces}`);
    prefix = rest;
  }
  if (table.children.length === 0) lines.push(`${prefix}| |`);
  table.children.forEach((row, index) => {
    const start = lines.length;
    const cells = row.children.map((cell) => cellText(writer, cell));
    lines.push(
      `${index === 0 ? prefix : rest}|${cells.map((text) => (text === '' ? ' ' : ` ${text} `)).join('|')}|`,
    );
    const lead = (index === 0 ? prefix : rest).length;
    writer.places?.set(row, { first: start, end: lines.length, lead, prefix: rest.length });
    if (index === 0) lines.push(`${rest}| - |`);
  });
}

const separators = /[|¶]/g;

function escapeSeparators(line: string): string {
  return line.includes('|') || line.includes('¶') ? line.replaceAll(separators, '\\$&') : line;
}

/** A cell on one line: its lines joined by ` ¶ `, with what separates cells and lines escaped. */
function cellText(writer: Writer, cell: Block): string {
  const inner: Writer = { handles: writer.handles, lines: [], repeated: writer.repeated };
  writeFlow(inner, cell.children, '', '', 'cell');
  const text = inner.lines.map(escapeSeparators).join(' ¶ ');
  const columns = cell.columns ?? 1;
  const rows = cell.rows ?? 1;
  if (columns === 1 && rows === 1) return text;
  const spans = [...(columns > 1 ? [`cols=${columns}`] : []), ...(rows > 1 ? [`rows=${rows}`] : [])];
  return `${text} {${spans.join(' ')}}`.trimStart();
}

function writeImage(writer: Writer, image: Block, first: string, rest: string): void {
  const handle =
    writer.handles === 'needed' && !writer.repeated.has(image.url ?? '')
      ? undefined
      : handleOf(writer, image);
  const braces = writeBraces(handle, image.attributes);
  writer.lines.push(
    `${first}![${writeLabel(image.name ?? '')}](${writeUrl(image.url ?? '', true)})${braces}`,
  );
  const caption = unitText(writer, image.unit);
  if (caption !== '') writer.lines.push(`${rest}^ ${caption}`);
}
