import { AppError } from '../../kernel/app-error.ts';
import { referencedCharacter, referencePattern } from './entities.ts';
import { blockNames } from './names.ts';

export const nodeType = { element: 0, text: 1, cdata: 2, other: 3 } as const;
export type NodeType = (typeof nodeType)[keyof typeof nodeType];

/**
 * A node of the stored body. Positions are offsets into the body (UTF-16 code units). An element spans `start` to `end`;
 * its content spans `openEnd` to `closeStart`, which are equal for `<x />`. For text they all fall together in pairs;
 * for CDATA `openEnd` and `closeStart` bound the inner text. `other` is a comment, processing instruction or DOCTYPE.
 */
export interface StorageNode {
  readonly type: NodeType;
  /** Qualified name of an element as written; empty for the rest. */
  readonly name: string;
  readonly start: number;
  readonly openEnd: number;
  closeStart: number;
  end: number;
  readonly parent: StorageNode | undefined;
  children: readonly StorageNode[];
  /** Whether a block element (`blockNames`) stands somewhere inside. */
  blocky: boolean;
}

export interface StorageTree {
  readonly source: string;
  /** Nameless root that spans the body. */
  readonly root: StorageNode;
}

const noChildren: readonly StorageNode[] = [];
const lessThan = 60;
const slash = 47;
const exclamation = 33;
const question = 63;

/**
 * Storage format as a tree of ranges, in one pass without recursion; entities stay undecoded.
 * Raises `invalid_input` with line and column for anything that is not well-formed. A fragment may have several roots
 * and a prolog (facts: formats, rule 4).
 */
export function scan(source: string): StorageTree {
  const root = node(nodeType.element, '', 0, 0, undefined);
  let open = root;
  // Children of the open elements, one after the other; an element takes its own when it closes.
  const found: StorageNode[] = [];
  let count = 0;
  const firstChild: number[] = [0];
  let position = 0;
  const length = source.length;

  const forbidden = findForbidden(source);
  if (forbidden !== -1) throw malformed(source, forbidden, 'a character that XML does not allow');

  while (position < length) {
    if (source.charCodeAt(position) !== lessThan) {
      let next = source.indexOf('<', position);
      if (next === -1) next = length;
      checkText(source, position, next);
      found[count] = leaf(nodeType.text, position, position, next, next, open);
      count += 1;
      position = next;
      continue;
    }
    const second = source.charCodeAt(position + 1);
    if (second === slash) {
      const nameEnd = endOfName(source, position + 2);
      const name = source.slice(position + 2, nameEnd);
      const end = skipSpace(source, nameEnd);
      if (source[end] !== '>') throw malformed(source, position, `an unfinished end tag </${name}`);
      if (open.parent === undefined) throw malformed(source, position, `</${name}> closes nothing`);
      if (open.name !== name)
        throw malformed(source, position, `</${name}> where </${open.name}> was expected`);
      open.closeStart = position;
      open.end = end + 1;
      const first = firstChild.pop() ?? count;
      if (first < count) open.children = found.slice(first, count);
      count = first;
      open = open.parent;
      position = end + 1;
    } else {
      const special = second === exclamation || second === question;
      const next: StorageNode = special
        ? scanSpecial(source, position, open)
        : scanStartTag(source, position, open);
      found[count] = next;
      count += 1;
      if (next.end === -1) {
        open = next;
        firstChild.push(count);
        position = next.openEnd;
      } else {
        position = next.end;
      }
    }
  }
  if (open.parent !== undefined) throw malformed(source, open.start, `<${open.name}> is never closed`);
  root.children = found.slice(0, count);
  root.closeStart = length;
  root.end = length;
  return { source, root };
}

/** Offset of the first character that XML 1.0 does not allow (§2.2), or -1. */
function findForbidden(source: string): number {
  for (let at = 0; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code >= 32 && code < 0xd800) continue;
    if (code < 32 ? code !== 10 && code !== 13 && code !== 9 : code >= 0xfffe) return at;
    if (code >= 0xd800 && code <= 0xdfff) {
      if (code >= 0xdc00 || (source.charCodeAt(at + 1) & 0xfc00) !== 0xdc00) return at;
      at += 1;
    }
  }
  return -1;
}

/** Tells the elements around a block element that they hold one; each learns it once. */
function noteBlock(name: string, parent: StorageNode): void {
  if (!blockNames.has(name)) return;
  for (
    let holder: StorageNode | undefined = parent;
    holder !== undefined && !holder.blocky;
    holder = holder.parent
  )
    holder.blocky = true;
}

function node(
  type: NodeType,
  name: string,
  start: number,
  openEnd: number,
  parent: StorageNode | undefined,
): StorageNode {
  return {
    type,
    name,
    start,
    openEnd,
    closeStart: -1,
    end: -1,
    parent,
    children: noChildren,
    blocky: false,
  };
}

function leaf(
  type: NodeType,
  start: number,
  openEnd: number,
  closeStart: number,
  end: number,
  parent: StorageNode,
): StorageNode {
  return { type, name: '', start, openEnd, closeStart, end, parent, children: noChildren, blocky: false };
}

/** The element of a start tag; its `end` is -1 while it is open. */
function scanStartTag(source: string, start: number, parent: StorageNode): StorageNode {
  const nameEnd = endOfName(source, start + 1);
  if (nameEnd === start + 1) throw malformed(source, start, 'a "<" that opens no tag');
  const name = source.slice(start + 1, nameEnd);
  noteBlock(name, parent);
  let first: string | undefined;
  let seen: Set<string> | undefined;
  let position = nameEnd;
  for (;;) {
    const next = skipSpace(source, position);
    const character = source[next];
    if (character === '>') {
      return node(nodeType.element, name, start, next + 1, parent);
    }
    if (character === '/' && source[next + 1] === '>') {
      const element = node(nodeType.element, name, start, next + 2, parent);
      element.closeStart = next + 2;
      element.end = next + 2;
      return element;
    }
    if (next === position) throw malformed(source, start, `a broken tag <${name}`);
    const attributeEnd = endOfName(source, next);
    if (attributeEnd === next) throw malformed(source, next, `a broken attribute in <${name}>`);
    const attribute = source.slice(next, attributeEnd);
    if (attribute === first || seen?.has(attribute) === true)
      throw malformed(source, next, `the attribute ${attribute} twice in <${name}>`);
    if (first === undefined) first = attribute;
    else (seen ??= new Set()).add(attribute);
    position = scanAttributeValue(source, attributeEnd, name);
  }
}

function scanAttributeValue(source: string, attributeEnd: number, name: string): number {
  const equals = skipSpace(source, attributeEnd);
  const quoteAt = skipSpace(source, equals + 1);
  const quote = source[quoteAt];
  if (source[equals] !== '=' || (quote !== '"' && quote !== "'"))
    throw malformed(source, attributeEnd, `an attribute without a quoted value in <${name}>`);
  const close = source.indexOf(quote, quoteAt + 1);
  if (close === -1) throw malformed(source, quoteAt, `an attribute value in <${name}> that never ends`);
  const value = source.slice(quoteAt + 1, close);
  const less = value.indexOf('<');
  if (less !== -1) throw malformed(source, quoteAt + 1 + less, 'a "<" inside an attribute value');
  if (value.includes('&')) checkReferences(source, quoteAt + 1, close);
  return close + 1;
}

/** CDATA, a comment, a processing instruction or a DOCTYPE. */
function scanSpecial(source: string, start: number, parent: StorageNode): StorageNode {
  if (source.startsWith('<![CDATA[', start)) {
    const close = source.indexOf(']]>', start + 9);
    if (close === -1) throw malformed(source, start, 'a CDATA section that never ends');
    return leaf(nodeType.cdata, start, start + 9, close, close + 3, parent);
  }
  let end: number;
  if (source.startsWith('<!--', start)) {
    const close = source.indexOf('--', start + 4);
    if (close === -1 || source[close + 2] !== '>') throw malformed(source, start, 'a broken comment');
    end = close + 3;
  } else if (source.startsWith('<?', start)) {
    const close = source.indexOf('?>', start + 2);
    if (close === -1) throw malformed(source, start, 'a processing instruction that never ends');
    end = close + 2;
  } else if (source.startsWith('<!DOCTYPE', start) && parent.parent === undefined) {
    end = endOfDoctype(source, start);
  } else {
    throw malformed(source, start, 'an unknown declaration');
  }
  return leaf(nodeType.other, start, end, end, end, parent);
}

function endOfDoctype(source: string, start: number): number {
  const subset = source.indexOf('[', start);
  const close = source.indexOf('>', start);
  if (close === -1) throw malformed(source, start, 'a DOCTYPE that never ends');
  if (subset === -1 || subset > close) return close + 1;
  const subsetEnd = source.indexOf(']', subset);
  const end = subsetEnd === -1 ? -1 : skipSpace(source, subsetEnd + 1);
  if (end === -1 || source[end] !== '>') throw malformed(source, start, 'a DOCTYPE that never ends');
  return end + 1;
}

function checkText(source: string, start: number, end: number): void {
  const text = source.slice(start, end);
  if (text.includes('&')) checkReferences(source, start, end);
  const cdataEnd = text.indexOf(']]>');
  if (cdataEnd !== -1) throw malformed(source, start + cdataEnd, '"]]>" outside a CDATA section');
}

function checkReferences(source: string, start: number, end: number): void {
  for (let at = source.indexOf('&', start); at !== -1 && at < end; at = source.indexOf('&', at + 1)) {
    referencePattern.lastIndex = at;
    const match = referencePattern.exec(source);
    if (match === null || referencedCharacter(match) === undefined)
      throw malformed(source, at, 'a "&" that starts no known entity');
  }
}

function endOfName(source: string, from: number): number {
  let position = from;
  for (; position < source.length; position += 1) {
    const code = source.charCodeAt(position);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 58 || code === 95;
    const inner = letter || (code >= 48 && code <= 57) || code === 45 || code === 46 || code >= 0xb7;
    if (!(position === from ? letter || code >= 0xc0 : inner)) break;
  }
  return position;
}

/** Where the white space ends that starts at `from`. */
export function skipSpace(source: string, from: number): number {
  let position = from;
  for (; position < source.length; position += 1) {
    const code = source.charCodeAt(position);
    if (code !== 32 && code !== 10 && code !== 9 && code !== 13) break;
  }
  return position;
}

function malformed(source: string, offset: number, what: string): AppError {
  let line = 1;
  let lineStart = 0;
  for (let next = source.indexOf('\n'); next !== -1 && next < offset; next = source.indexOf('\n', next + 1)) {
    line += 1;
    lineStart = next + 1;
  }
  const column = offset - lineStart + 1;
  return new AppError(
    'invalid_input',
    `The storage format is not well-formed: ${what} at line ${line}, column ${column} (offset ${offset}).`,
    {
      nextStep: 'Correct the markup at that place; every element needs its end tag and every "&" its entity.',
    },
  );
}
