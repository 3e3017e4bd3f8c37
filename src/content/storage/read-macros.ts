import type { Block } from '../model/block.ts';
import { collapse } from '../model/text.ts';
import { attribute, childNamed, elementsOf, textOf } from './nodes.ts';
import { handleOf, quietHandle, readCode, readUnit } from './read-inline.ts';
import { readDecisionList } from './read-lists.ts';
import { elementBlock, type Reader } from './reader.ts';
import { macroParameters, resourceOf, resourceText } from './resources.ts';
import type { StorageNode } from './scanner.ts';

type Attributes = ReadonlyArray<readonly [name: string, value: string]>;

/** Parameters of code blocks that a reader sees; themes, line numbers and breakout are kept and not shown. */
const shownCodeParameters: ReadonlySet<string> = new Set(['title', 'collapse']);

/** Longest parameter text of one macro, in characters. */
const parameterLimit = 120;

/** A macro as a fence (plain body), a container (rich body) or a leaf (none). */
export function readMacro(reader: Reader, node: StorageNode): Block {
  const { source } = reader;
  const name = attribute(source, node, 'ac:name') ?? 'x';
  const parameters = macroParameters(source, node);
  const plain = childNamed(node, 'ac:plain-text-body');
  if (plain !== undefined) {
    const language =
      parameters.find(([key]) => key === 'language' || (name === 'code' && key === ''))?.[1] ?? '';
    return elementBlock(node, {
      ...quietHandle(reader, node),
      kind: 'fence',
      name: name === 'code' ? collapse(language).replaceAll(' ', '-') : `{${name}}`,
      attributes: parameters.filter(([key, value]) => shownCodeParameters.has(key) && value !== ''),
      innerStart: plain.openEnd,
      innerEnd: plain.closeStart,
      unit: readCode(reader, plain.children),
    });
  }
  const label = parameters.find(([key]) => key === '')?.[1];
  const shown = shorten(parameters.filter(([key, value]) => key !== '' && value !== ''));
  const rich = childNamed(node, 'ac:rich-text-body');
  const handle = handleOf(reader, node);
  return elementBlock(node, {
    kind: rich === undefined ? 'leaf' : 'container',
    name: /^[^\s:{}[\]]+$/.test(name) ? name : 'macro',
    ...(label === undefined || label === '' ? {} : { label: collapse(label) }),
    attributes: shown,
    handle,
    innerStart: rich?.openEnd ?? node.openEnd,
    innerEnd: rich?.closeStart ?? node.openEnd,
    children: rich === undefined ? [] : reader.flow(rich.children),
  });
}

/** Parameters up to the limit; what is cut ends in an ellipsis and so cannot be mistaken for the whole. */
function shorten(parameters: Attributes): Attributes {
  const shown: Array<readonly [string, string]> = [];
  let length = 0;
  for (const [key, value] of parameters) {
    const text = collapse(value);
    const room = parameterLimit - length - key.length - 2;
    if (text.length > room) {
      shown.push([key, `${text.slice(0, Math.max(0, room))}…`]);
      break;
    }
    shown.push([key, text]);
    length += key.length + text.length + 2;
  }
  return shown;
}

/** A block image; its caption is the unit. An `alt` that repeats the file name is not shown. */
export function readImage(reader: Reader, node: StorageNode): Block {
  const { source } = reader;
  const resource = resourceOf(node);
  const file = resource === undefined ? '' : resourceText(source, resource);
  const alt = attribute(source, node, 'ac:alt') ?? '';
  const caption = childNamed(node, 'ac:caption');
  const paragraphs = caption === undefined ? [] : elementsOf(caption).filter((child) => child.name === 'p');
  const holder = paragraphs.length === 1 ? paragraphs[0] : caption;
  return elementBlock(node, {
    kind: 'image',
    name: alt === file ? '' : collapse(alt),
    url: resource?.name === 'ri:attachment' ? `att:${file}` : file,
    handle: handleOf(reader, node),
    innerStart: holder?.openEnd ?? node.openEnd,
    innerEnd: holder?.closeStart ?? node.openEnd,
    ...(holder === undefined || holder.blocky ? {} : { unit: readUnit(reader, holder.children) }),
  });
}

/** A section or cell of a page layout. */
export function readLayoutSection(reader: Reader, node: StorageNode): Block {
  const section = node.name === 'ac:layout-section';
  const type = section ? attribute(reader.source, node, 'ac:type') : undefined;
  return elementBlock(node, {
    kind: 'container',
    name: section ? 'section' : 'cell',
    ...(type === undefined ? {} : { attributes: [[type, '']] }),
    ...quietHandle(reader, node),
    children: reader.flow(node.children),
  });
}

/** A node that storage format has no element for (facts: formats §5). */
export function readAdfExtension(reader: Reader, node: StorageNode): Block {
  const { source } = reader;
  const adfNode = childNamed(node, 'ac:adf-node');
  const type = adfNode === undefined ? 'x' : (attribute(source, adfNode, 'type') ?? 'x');
  if (adfNode !== undefined && type === 'decision-list') {
    const decisions = readDecisionList(reader, node, adfNode);
    if (decisions !== undefined) return decisions;
  }
  const content = adfNode === undefined ? undefined : childNamed(adfNode, 'ac:adf-content');
  const handle = handleOf(reader, node);
  if (adfNode === undefined || content === undefined)
    return elementBlock(node, { kind: 'leaf', name: 'adf', label: type, handle });
  const kind = elementsOf(adfNode).find((child) => attribute(source, child, 'key') === `${type}-type`);
  return elementBlock(node, {
    kind: 'container',
    name: `adf-${type}`,
    handle,
    ...(kind === undefined ? {} : { attributes: [['type', textOf(source, kind)]] }),
    innerStart: content.openEnd,
    innerEnd: content.closeStart,
    children: reader.flow(content.children),
  });
}
