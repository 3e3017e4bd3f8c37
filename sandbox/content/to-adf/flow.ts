import type { AdfMark, AdfNode } from '../adf-document.ts';
import { isMacro } from '../macro.ts';
import {
  attributeOf,
  characterData,
  isElement,
  type StorageElement,
  type StorageNode,
} from '../storage-tree.ts';
import { adfExtensionNodes } from './adf-extension.ts';
import { adfNode, type Conversion, deepest, type Place } from './conversion.ts';
import { fitContainer } from './fit-container.ts';
import { anchorForm, cardBlock, dateNode, emojiNode, linkForm, type LinkForm } from './inline-nodes.ts';
import { layoutSections } from './layout.ts';
import { appendText, finishLine, type Line } from './line.ts';
import { listNode } from './lists.ts';
import { macroNodes } from './macros.ts';
import { marksInside } from './marks.ts';
import { mediaInline, mediaSingle } from './media.ts';
import { blockMarks } from './paragraph-marks.ts';
import { tableNode } from './table.ts';
import { taskListNodes } from './task-list.ts';

/** Mixed content on its way to ADF: finished blocks and the line that is being gathered. */
interface Flow {
  readonly conversion: Conversion;
  /** Null where only inline nodes may stand. */
  readonly place: Place | null;
  readonly blocks: AdfNode[];
  line: Line;
  /** The paragraph or heading whose content is gathered, or null between blocks. */
  host: StorageElement | null;
  /** Whether the current host has given a block already, so that an empty rest of it is nothing. */
  hostSplit: boolean;
}

const headings: Readonly<Record<string, number>> = { h1: 1, h2: 2, h3: 3, h4: 4, h5: 5, h6: 6 };

/** Elements that only group blocks. */
const groups = new Set(
  (
    'div section article header footer main nav aside center address figure figcaption dl dt dd form fieldset ' +
    'ac:rich-text-body ac:layout-cell ac:confluence html body ac:adf-content'
  ).split(' '),
);
const skipped = new Set([
  'ac:parameter',
  'ac:adf-fallback',
  'ac:adf-attribute',
  'ac:adf-mark',
  'ac:adf-fragment-mark',
  'head',
  'script',
  'style',
  'colgroup',
  'at:declarations',
]);

/** Mixed content as blocks that `place` allows. */
export function blocksOf(conversion: Conversion, nodes: readonly StorageNode[], place: Place): AdfNode[] {
  const flow: Flow = { conversion, place, blocks: [], line: [], host: null, hostSplit: false };
  flowInto(flow, nodes, [], place.depth);
  endLine(flow);
  return flow.blocks;
}

/** Mixed content as inline nodes; blocks are flattened, with a hard break between them. */
export function inlinesOf(
  conversion: Conversion,
  nodes: readonly StorageNode[],
  depth: number,
  marks: readonly AdfMark[],
): AdfNode[] {
  const flow: Flow = { conversion, place: null, blocks: [], line: [], host: null, hostSplit: false };
  flowInto(flow, nodes, marks, depth);
  return finishLine(flow.line, false);
}

function flowInto(flow: Flow, nodes: readonly StorageNode[], marks: readonly AdfMark[], depth: number): void {
  for (const node of nodes) {
    if (node.kind === 'aside') continue;
    if (node.kind !== 'element') appendText(flow.line, node.text, marks);
    else if (depth > deepest) appendText(flow.line, characterData(node), marks);
    else flowElement(flow, node, marks, depth + 1);
  }
}

function flowElement(flow: Flow, element: StorageElement, marks: readonly AdfMark[], depth: number): void {
  const { conversion, place } = flow;
  if (skipped.has(element.name)) return;
  if (isMacro(element)) {
    const result = macroNodes(conversion, element, place, stands(flow, element), depth);
    if (result.inline) flow.line.push(...result.nodes);
    else addBlocks(flow, result.nodes, element);
    return;
  }
  switch (element.name) {
    case 'br':
      flow.line.push({ type: 'hardBreak' });
      return;
    case 'ac:emoticon':
      flow.line.push(emojiNode(element));
      return;
    case 'time': {
      const date = dateNode(element);
      if (date === null) appendText(flow.line, attributeOf(element, 'datetime') ?? '', marks);
      else flow.line.push(date);
      return;
    }
    case 'ac:placeholder':
      flow.line.push(adfNode('placeholder', { attrs: { text: characterData(element) } }));
      return;
    case 'a': {
      const card = cardBlock(element);
      if (card !== null && place !== null) addBlocks(flow, [card], element);
      else followLink(flow, anchorForm(element, marks), depth);
      return;
    }
    case 'ac:link':
      followLink(flow, linkForm(conversion, element, marks), depth);
      return;
    case 'ac:image': {
      const asBlock = place !== null && attributeOf(element, 'ac:inline') !== 'true' && !inHeading(flow);
      const node = asBlock
        ? mediaSingle(conversion, element, marks, depth)
        : mediaInline(conversion, element, marks);
      if (node === null) return;
      if (asBlock) addBlocks(flow, [node], element);
      else flow.line.push(node);
      return;
    }
    case 'ac:adf-extension': {
      const result = adfExtensionNodes(conversion, element, place, depth);
      if (result.inline) flow.line.push(...result.nodes);
      else addBlocks(flow, result.nodes, element);
      return;
    }
    default:
  }
  if (place === null || inHeading(flow)) {
    flattenBlock(flow, element, marks, depth);
    return;
  }
  const level = headings[element.name];
  if (level !== undefined || element.name === 'p') {
    withHost(flow, element, marks, depth);
    return;
  }
  const inner: Place = { ...place, depth };
  switch (element.name) {
    case 'ul':
    case 'ol':
      addBlocks(flow, listNode(conversion, element, inner), element);
      return;
    case 'table':
      addBlocks(flow, tableNode(conversion, element, inner), element);
      return;
    case 'hr':
      addBlocks(flow, [adfNode('rule', { attrs: { localId: attributeOf(element, 'local-id') } })], element);
      return;
    case 'pre': {
      const content = characterData(element);
      addBlocks(
        flow,
        [adfNode('codeBlock', { content: content === '' ? [] : [{ type: 'text', text: content }] })],
        element,
      );
      return;
    }
    case 'blockquote': {
      const content = conversion.blocks(element.children, { ...inner, container: 'blockquote' });
      const attrs = { localId: attributeOf(element, 'local-id') };
      addBlocks(
        flow,
        [adfNode('blockquote', { attrs, content: content.length > 0 ? content : [{ type: 'paragraph' }] })],
        element,
      );
      return;
    }
    case 'ac:task-list':
      addBlocks(flow, taskListNodes(conversion, element, inner), element);
      return;
    case 'ac:layout':
      addBlocks(flow, layoutSections(conversion, element, inner), element);
      return;
    default:
  }
  if (groups.has(element.name)) {
    endLine(flow);
    flowInto(flow, element.children, marks, depth);
    endLine(flow);
    return;
  }
  flowInto(flow, element.children, marksInside(element, marks), depth);
}

function followLink(flow: Flow, form: LinkForm, depth: number): void {
  if ('nodes' in form) flow.line.push(...form.nodes);
  else flowInto(flow, form.children, form.marks, depth);
}

/** A paragraph or heading; blocks inside split it. */
function withHost(flow: Flow, element: StorageElement, marks: readonly AdfMark[], depth: number): void {
  endLine(flow);
  const outer = { host: flow.host, hostSplit: flow.hostSplit };
  flow.host = element;
  flow.hostSplit = false;
  flowInto(flow, element.children, marks, depth);
  endLine(flow);
  flow.host = outer.host;
  flow.hostSplit = outer.hostSplit || flow.host !== null;
}

/** A block where only inline nodes may stand: its content, set apart by hard breaks. */
function flattenBlock(flow: Flow, element: StorageElement, marks: readonly AdfMark[], depth: number): void {
  const block = blockNames.has(element.name);
  if (block && flow.line.some(isVisible) && flow.line.at(-1)?.type !== 'hardBreak')
    flow.line.push({ type: 'hardBreak' });
  flowInto(flow, element.children, marksInside(element, marks), depth);
}

const blockNames = new Set([
  'p',
  'li',
  'tr',
  'table',
  'ul',
  'ol',
  'pre',
  'blockquote',
  'hr',
  'div',
  ...Object.keys(headings),
]);

function isVisible(node: AdfNode): boolean {
  return node.text === undefined || node.text.trim() !== '';
}

function addBlocks(flow: Flow, nodes: readonly AdfNode[], origin: StorageElement): void {
  const { place } = flow;
  if (place === null || nodes.length === 0) return;
  if (flow.host !== null) {
    const line = finishLine(flow.line, false);
    if (line.some(isVisible)) endLine(flow);
    flow.line = [];
    flow.hostSplit = true;
  } else {
    endLine(flow);
  }
  for (const node of nodes) flow.blocks.push(...fitContainer(flow.conversion, node, place.container, origin));
}

/** Turns the gathered line into a paragraph or heading. */
function endLine(flow: Flow): void {
  const { host, place } = flow;
  const content = finishLine(flow.line, host === null);
  flow.line = [];
  if (place === null) return;
  if (host === null) {
    if (content.some(isVisible)) flow.blocks.push(adfNode('paragraph', { content }));
    return;
  }
  if (flow.hostSplit && !content.some(isVisible)) return;
  const level = headings[host.name];
  const parts = {
    attrs: { level, localId: flow.hostSplit ? undefined : attributeOf(host, 'local-id') },
    content,
    marks: blockMarks(host),
  };
  const node = adfNode(level === undefined ? 'paragraph' : 'heading', parts);
  flow.hostSplit = true;
  flow.blocks.push(...fitContainer(flow.conversion, node, place.container, host));
}

function inHeading(flow: Flow): boolean {
  return flow.host !== null && headings[flow.host.name] !== undefined;
}

/** How a macro stands: as a block, alone in its paragraph, or among text. */
function stands(flow: Flow, macro: StorageElement): 'block' | 'alone' | 'inline' {
  if (flow.place === null || inHeading(flow)) return 'inline';
  if (flow.host === null) return 'block';
  const others = flow.host.children.some(
    (child) =>
      child !== macro &&
      (isElement(child) ? child.name !== 'br' : child.kind !== 'aside' && child.text.trim() !== ''),
  );
  return others ? 'inline' : 'alone';
}
