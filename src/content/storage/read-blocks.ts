import type { Block } from '../model/block.ts';
import { showsMoreThanBreaks, showsSomething } from '../model/idle-tags.ts';
import { isVisible } from '../model/text.ts';
import { blockNames, inlineMacros, isHiddenElement, macroNames } from './names.ts';
import { attribute } from './nodes.ts';
import { handleOf, quietHandle, readCode, readUnit } from './read-inline.ts';
import { readList, readTaskList } from './read-lists.ts';
import { readAdfExtension, readImage, readLayoutSection, readMacro } from './read-macros.ts';
import { readTable } from './read-tables.ts';
import { elementBlock, runBlock, type Reader } from './reader.ts';
import { macroParameters } from './resources.ts';
import { nodeType, type StorageNode } from './scanner.ts';

/** Deeper blocks are shown as one opaque block, so that no page costs more than its length. */
const deepest = 48;

/** The function that turns sequences of nodes into blocks; it counts how deep it is. */
export function createFlow(reader: Reader): Reader['flow'] {
  let depth = 0;

  function append(nodes: readonly StorageNode[], blocks: Block[]): void {
    let first = 0;
    nodes.forEach((node, index) => {
      if (!isBlock(node) || isHiddenElement(node.name)) return;
      if (index > first) appendRun(reader, inlineNodes(nodes, first, index), blocks);
      first = index + 1;
      appendBlock(node, blocks);
    });
    if (nodes.length > first) appendRun(reader, inlineNodes(nodes, first, nodes.length), blocks);
  }

  function appendBlock(node: StorageNode, blocks: Block[]): void {
    if (depth >= deepest) {
      blocks.push(
        elementBlock(node, { kind: 'leaf', name: 'x', label: node.name, handle: handleOf(reader, node) }),
      );
      return;
    }
    depth += 1;
    const block = readBlock(reader, node);
    if (block === undefined) append(node.children, blocks);
    else blocks.push(block);
    depth -= 1;
  }

  return (nodes) => {
    const blocks: Block[] = [];
    append(nodes, blocks);
    return blocks;
  };
}

/** The nodes of a stretch without hidden blocks. */
function inlineNodes(nodes: readonly StorageNode[], from: number, to: number): readonly StorageNode[] {
  const run = nodes.slice(from, to);
  return run.some(isBlock) ? run.filter((node) => !isBlock(node)) : run;
}

function isBlock(node: StorageNode): boolean {
  if (node.type !== nodeType.element || node.name === 'ac:image') return false;
  return blockNames.has(node.name) || node.blocky;
}

/** The block of an element, or undefined when the element itself shows nothing and its content stands in its place. */
function readBlock(reader: Reader, node: StorageNode): Block | undefined {
  const { name } = node;
  if (macroNames.has(name)) return readMacro(reader, node);
  switch (name) {
    case 'p':
      return node.blocky ? undefined : readParagraph(reader, node);
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return node.blocky ? undefined : readHeading(reader, node);
    case 'ul':
    case 'ol':
      return readList(reader, node);
    case 'ac:task-list':
      return readTaskList(reader, node);
    case 'table':
      return readTable(reader, node);
    case 'blockquote':
      return elementBlock(node, {
        kind: 'quote',
        ...quietHandle(reader, node),
        children: reader.flow(node.children),
      });
    case 'hr':
      return elementBlock(node, { kind: 'rule', ...quietHandle(reader, node) });
    case 'pre':
      return elementBlock(node, {
        kind: 'fence',
        name: '{pre}',
        ...quietHandle(reader, node),
        unit: readCode(reader, node.children),
      });
    case 'ac:layout-section':
    case 'ac:layout-cell':
      return readLayoutSection(reader, node);
    case 'ac:adf-extension':
      return readAdfExtension(reader, node);
    default:
      return undefined;
  }
}

function readParagraph(reader: Reader, node: StorageNode): Block | undefined {
  if (standsAlone(reader, node.children)) return undefined;
  const unit = readUnit(reader, node.children);
  const kind = showsMoreThanBreaks(unit.pieces) ? 'paragraph' : 'empty';
  return elementBlock(node, { kind, unit, ...quietHandle(reader, node) });
}

function readHeading(reader: Reader, node: StorageNode): Block {
  const unit = readUnit(reader, node.children);
  const kind = showsSomething(unit.pieces) ? 'heading' : 'empty';
  return elementBlock(node, { kind, unit, level: Number(node.name[1]), ...quietHandle(reader, node) });
}

/** Whether a run holds nothing but images and macros, which are then blocks of their own. */
function standsAlone(reader: Reader, nodes: readonly StorageNode[]): boolean {
  let found = false;
  for (const node of nodes) {
    if (node.type === nodeType.text) {
      if (startsVisible(reader.source, node.start) || showsText(reader.source, node)) return false;
    } else if (node.type === nodeType.element && node.name !== 'br') {
      if (!isMedia(reader, node)) return false;
      found = true;
    } else if (node.type === nodeType.cdata) {
      return false;
    }
  }
  return found;
}

/** Whether a text begins with a letter or sign; most do. */
function startsVisible(source: string, start: number): boolean {
  const code = source.charCodeAt(start);
  return code > 38 && code < 127;
}

function showsText(source: string, node: StorageNode): boolean {
  return isVisible(source.slice(node.start, node.end).replaceAll('&nbsp;', ' '));
}

function isMedia(reader: Reader, node: StorageNode): boolean {
  if (node.name === 'ac:image') return true;
  if (!macroNames.has(node.name)) return false;
  const name = attribute(reader.source, node, 'ac:name') ?? '';
  if (inlineMacros.has(name)) return false;
  return (
    name !== 'jira' ||
    macroParameters(reader.source, node).every(([key, value]) => key !== 'key' || value === '')
  );
}

function appendRun(reader: Reader, run: readonly StorageNode[], blocks: Block[]): void {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) return;
  if (standsAlone(reader, run)) {
    for (const node of run) {
      if (node.name === 'ac:image') blocks.push(readImage(reader, node));
      else if (macroNames.has(node.name)) blocks.push(readMacro(reader, node));
    }
    return;
  }
  if (
    run.every((node) => node.type === nodeType.text && !isVisible(reader.source.slice(node.start, node.end)))
  )
    return;
  const unit = readUnit(reader, run);
  if (!showsMoreThanBreaks(unit.pieces)) return;
  blocks.push(
    runBlock(first.parent, {
      kind: 'paragraph',
      start: first.start,
      end: last.end,
      innerStart: first.start,
      innerEnd: last.end,
      children: [],
      unit,
      ...(reader.everyHandle
        ? { handle: reader.handles.add('run', undefined, reader.source.slice(first.start, last.end), true) }
        : {}),
    }),
  );
}
