import type { Block } from '../model/block.ts';
import { showsMoreThanBreaks, showsSomething } from '../model/idle-tags.ts';
import { macroName, macroParameters, shownParameters } from './extensions.ts';
import { attributeText, contentOf, shownText, type AdfNode } from './node.ts';
import { cardUrl, inlineTypes } from './read-atoms.ts';
import { readDecisionList, readList, readTaskList } from './read-lists.ts';
import { readTable } from './read-tables.ts';
import { readCode, readUnit } from './read-unit.ts';
import { handleOf, nodeBlock, quietHandle, runBlock, type Reader, type Seat } from './reader.ts';

/** Deeper blocks are shown as one opaque block, so that no page costs more than its length. */
const deepest = 48;

/** The function that turns the content of nodes into blocks; it counts how deep it is. */
export function createFlow(reader: Reader): Reader['flow'] {
  let depth = 0;

  return (holder, from = 0, to = contentOf(holder).length) => {
    const blocks: Block[] = [];
    const content = contentOf(holder);
    let runFrom = -1;
    const flush = (end: number): void => {
      if (runFrom !== -1) appendRun(reader, holder, runFrom, end, blocks);
      runFrom = -1;
    };
    for (let index = from; index < to; index += 1) {
      const node = content[index];
      if (node === undefined) continue;
      if (inlineTypes.has(node.type)) {
        if (runFrom === -1) runFrom = index;
        continue;
      }
      flush(index);
      const seat = { holder, index };
      depth += 1;
      blocks.push(depth > deepest ? opaque(reader, node, seat) : readBlock(reader, node, seat));
      depth -= 1;
    }
    flush(to);
    return blocks;
  };
}

/** Inline nodes where blocks are expected. */
function appendRun(reader: Reader, holder: AdfNode, from: number, to: number, blocks: Block[]): void {
  const nodes = contentOf(holder).slice(from, to);
  const unit = readUnit(reader, nodes);
  if (!showsMoreThanBreaks(unit.pieces)) return;
  const run = runBlock(reader, holder, from, to, { kind: 'paragraph', unit });
  if (!reader.everyHandle) blocks.push(run);
  else {
    const text = reader.source.value.slice(run.start, run.end);
    blocks.push({ ...run, handle: reader.handles.add('run', undefined, text, true) });
  }
}

/** A node that is kept, moved or deleted whole. */
function opaque(reader: Reader, node: AdfNode, seat: Seat): Block {
  return nodeBlock(reader, node, seat, {
    kind: 'leaf',
    name: 'x',
    label: node.type,
    handle: handleOf(reader, node),
  });
}

function readBlock(reader: Reader, node: AdfNode, seat: Seat): Block {
  switch (node.type) {
    case 'paragraph': {
      const unit = readUnit(reader, contentOf(node));
      const kind = showsMoreThanBreaks(unit.pieces) ? 'paragraph' : 'empty';
      return nodeBlock(reader, node, seat, { kind, unit, ...quietHandle(reader, node) });
    }
    case 'heading':
      return readHeading(reader, node, seat);
    case 'bulletList':
    case 'orderedList':
      return readList(reader, node, seat);
    case 'taskList':
      return readTaskList(reader, node, seat);
    case 'decisionList':
      return readDecisionList(reader, node, seat);
    case 'blockquote':
      return nodeBlock(reader, node, seat, {
        kind: 'quote',
        ...quietHandle(reader, node),
        children: reader.flow(node),
      });
    case 'rule':
      return nodeBlock(reader, node, seat, { kind: 'rule', ...quietHandle(reader, node) });
    case 'codeBlock':
      return nodeBlock(reader, node, seat, {
        kind: 'fence',
        name: shownText(attributeText(node, 'language') ?? '').replaceAll(/[ `~={}]/g, '-'),
        ...quietHandle(reader, node),
        unit: readCode(reader, contentOf(node)),
      });
    case 'table':
      return readTable(reader, node, seat);
    case 'mediaSingle':
      return readMediaSingle(reader, node, seat);
    case 'mediaGroup':
      return nodeBlock(reader, node, seat, {
        kind: 'paragraph',
        unit: readUnit(reader, contentOf(node)),
        ...quietHandle(reader, node),
      });
    case 'extension':
      return readMacro(reader, node, seat, 'leaf');
    case 'bodiedExtension':
    case 'multiBodiedExtension':
      return readMacro(reader, node, seat, 'container');
    case 'blockCard':
    case 'embedCard':
      return nodeBlock(reader, node, seat, {
        kind: 'leaf',
        name: node.type === 'blockCard' ? 'card' : 'embed',
        label: cardUrl(node),
        handle: handleOf(reader, node),
      });
    case 'syncBlock':
      return nodeBlock(reader, node, seat, { kind: 'leaf', name: 'sync', handle: handleOf(reader, node) });
    default:
      return readContainer(reader, node, seat) ?? opaque(reader, node, seat);
  }
}

function readHeading(reader: Reader, node: AdfNode, seat: Seat): Block {
  const unit = readUnit(reader, contentOf(node));
  const kind = showsSomething(unit.pieces) ? 'heading' : 'empty';
  const level = Math.min(6, Math.max(1, Math.trunc(Number(attributeText(node, 'level') ?? 1)) || 1));
  return nodeBlock(reader, node, seat, { kind, unit, level, ...quietHandle(reader, node) });
}

/** A block image; its caption is the unit. */
function readMediaSingle(reader: Reader, node: AdfNode, seat: Seat): Block {
  const media = contentOf(node).find((child) => child.type === 'media');
  if (media === undefined) return opaque(reader, node, seat);
  const caption = contentOf(node).find((child) => child.type === 'caption');
  const id = attributeText(media, 'id');
  const file = id === undefined ? undefined : reader.names.files?.get(id);
  const alt = shownText(attributeText(media, 'alt') ?? '');
  return nodeBlock(reader, node, seat, {
    kind: 'image',
    name: alt === file ? '' : alt,
    url: file === undefined ? (attributeText(media, 'url') ?? `media:${id ?? ''}`) : `att:${file}`,
    handle: handleOf(reader, node),
    ...(caption === undefined ? {} : { unit: readUnit(reader, contentOf(caption)) }),
  });
}

function readMacro(reader: Reader, node: AdfNode, seat: Seat, kind: 'leaf' | 'container'): Block {
  const label = macroParameters(node).find(([name]) => name === '')?.[1] ?? '';
  const handle = handleOf(reader, node);
  return nodeBlock(reader, node, seat, {
    kind,
    name: macroName(node),
    ...(label === '' ? {} : { label: shownText(label) }),
    attributes: shownParameters(node),
    handle,
    children: kind === 'leaf' ? [] : reader.flow(node),
  });
}

/**
 * Panels by the macro that storage format has for them, so that one name means one look in both formats (facts: formats
 * §3); what has no macro is the panel of ADF.
 */
export const panelNames: ReadonlyMap<string, string> = new Map([
  ['info', 'info'],
  ['warning', 'note'],
  ['success', 'tip'],
  ['error', 'warning'],
  ['custom', 'panel'],
]);

function readContainer(reader: Reader, node: AdfNode, seat: Seat): Block | undefined {
  const frame = frameOf(node);
  if (frame === undefined) return undefined;
  const { name, attributes = [] } = frame;
  const layout = name === 'section' || name === 'cell';
  return nodeBlock(reader, node, seat, {
    kind: 'container',
    name,
    attributes: attributes.filter(([, value]) => value !== ''),
    ...(layout ? quietHandle(reader, node) : { handle: handleOf(reader, node) }),
    children: reader.flow(node),
  });
}

/** Name and shown attributes of a node with blocks inside; undefined for one that is not known. */
function frameOf(
  node: AdfNode,
): { readonly name: string; readonly attributes?: ReadonlyArray<readonly [string, string]> } | undefined {
  const get = (name: string): string => attributeText(node, name) ?? '';
  switch (node.type) {
    case 'panel': {
      const name = panelNames.get(get('panelType'));
      return name === undefined ? { name: 'adf-panel', attributes: [['type', get('panelType')]] } : { name };
    }
    case 'expand':
    case 'nestedExpand':
      return { name: 'expand', attributes: [['title', shownText(get('title'))]] };
    case 'layoutSection':
      return { name: 'section' };
    case 'layoutColumn':
      return { name: 'cell', attributes: [['width', get('width')]] };
    case 'extensionFrame':
      return { name: 'frame' };
    case 'bodiedSyncBlock':
      return { name: 'sync' };
    case 'bodiedRule':
      return { name: 'rule' };
    default:
      return undefined;
  }
}
