import { AppError } from '../../kernel/app-error.ts';
import { isObject, type AdfNode } from './node.ts';
import { skipBlank, skipString, skipValue } from './skip-json.ts';

/** Where a node stands in the JSON: its braces, and the inside of the brackets of its `content`, -1 without one. */
export interface NodePlace {
  readonly start: number;
  end: number;
  contentStart: number;
  contentEnd: number;
}

/** A document with the place of each of its nodes. */
export interface AdfSource {
  readonly value: string;
  readonly doc: AdfNode;
  readonly places: ReadonlyMap<AdfNode, NodePlace>;
}

/** Longest document in characters, and deepest nesting of nodes. */
export const longestDocument = 20_000_000;
export const deepestDocument = 20_000;

/**
 * Reads the JSON of a document and checks that it is made of nodes; what the nodes are is not checked. Linear, without
 * recursion. Raises `invalid_input` with a path such as `$.content[3].marks` where it is something else, `too_large` above
 * the limits.
 */
export function parseDocument(value: string): AdfSource {
  if (value.length > longestDocument)
    throw new AppError('too_large', `The document has more than ${longestDocument} characters.`);
  const doc = parseJson(value);
  if (!isNode(doc) || doc.type !== 'doc')
    throw malformed('$', 'is no ADF document: an object with "type": "doc" and "content"');
  return { value, doc, places: findPlaces(value, doc) };
}

/** Nodes that stand in a JSON list of their own. */
export function parseNodes(list: string): { readonly nodes: readonly AdfNode[]; readonly source: AdfSource } {
  const source = parseDocument(`{"type":"doc","version":1,"content":${list}}`);
  return { nodes: source.doc.content ?? [], source };
}

interface Frame {
  readonly node: AdfNode;
  readonly place: NodePlace;
  readonly parent: Frame | undefined;
  readonly index: number;
  /** Next child, -1 outside of `content`. */
  next: number;
}

/** Walks the text along the nodes that it holds; the text is known to be JSON. */
function findPlaces(value: string, doc: AdfNode): Map<AdfNode, NodePlace> {
  const places = new Map<AdfNode, NodePlace>();
  const stack: Frame[] = [];
  let at = enter(doc, undefined, 0, skipBlank(value, 0));
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1))
    at = frame.next === -1 ? readKey(frame, at) : readChild(frame, at);
  return places;

  function enter(node: unknown, parent: Frame | undefined, index: number, start: number): number {
    checkNode(node, parent, index);
    if (stack.length >= deepestDocument)
      throw new AppError('too_large', `The document is nested more than ${deepestDocument} levels deep.`);
    const place = { start, end: start, contentStart: -1, contentEnd: -1 };
    places.set(node, place);
    stack.push({ node, place, parent, index, next: -1 });
    return skipBlank(value, start + 1);
  }

  /** At a key or at the end of an object. */
  function readKey(frame: Frame, position: number): number {
    const from = value[position] === ',' ? skipBlank(value, position + 1) : position;
    if (value[from] === '}') {
      frame.place.end = from + 1;
      stack.pop();
      return skipBlank(value, from + 1);
    }
    const keyEnd = skipString(value, from);
    const start = skipBlank(value, skipBlank(value, keyEnd) + 1);
    if (frame.node.content === undefined || !isContentKey(value.slice(from + 1, keyEnd - 1)))
      return skipBlank(value, skipValue(value, start));
    if (value[start] !== '[') throw twice(frame);
    frame.next = 0;
    frame.place.contentStart = start + 1;
    return skipBlank(value, start + 1);
  }

  /** At a child or at the end of `content`. */
  function readChild(frame: Frame, position: number): number {
    const start = value[position] === ',' ? skipBlank(value, position + 1) : position;
    if (value[start] === ']') {
      frame.next = -1;
      frame.place.contentEnd = start;
      return skipBlank(value, start + 1);
    }
    const index = frame.next;
    frame.next += 1;
    const child = frame.node.content?.[index];
    if (isNode(child) && value[start] !== '{') throw twice(frame);
    return enter(child, frame, index, start);
  }
}

function isContentKey(key: string): boolean {
  return key === 'content' || (key.includes('\\') && JSON.parse(`"${key}"`) === 'content');
}

function twice(frame: Frame): AppError {
  return malformed(pathOf(frame.parent, frame.index), 'has "content" twice');
}

function checkNode(node: unknown, parent: Frame | undefined, index: number): asserts node is AdfNode {
  const path = (): string => pathOf(parent, index);
  if (!isNode(node)) throw malformed(path(), 'is no node: an object with a "type"');
  if (node.content !== undefined && !Array.isArray(node.content))
    throw malformed(`${path()}.content`, 'is no list');
  if (node.marks !== undefined && !(Array.isArray(node.marks) && node.marks.every(isNode)))
    throw malformed(`${path()}.marks`, 'is no list of marks');
  if (node.attrs !== undefined && !isObject(node.attrs)) throw malformed(`${path()}.attrs`, 'is no object');
  if (node.type === 'text' && typeof node.text !== 'string') throw malformed(`${path()}.text`, 'is no text');
}

function isNode(value: unknown): value is AdfNode {
  return isObject(value) && typeof value['type'] === 'string';
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw new AppError(
      'invalid_input',
      `The document is not valid JSON${position === undefined ? '' : ` at character ${position}`}.`,
      { nextStep: 'Send an ADF document as one JSON object.' },
    );
  }
}

function pathOf(parent: Frame | undefined, index: number): string {
  const steps: number[] = [];
  let at = index;
  for (let frame = parent; frame !== undefined; frame = frame.parent) {
    steps.push(at);
    at = frame.index;
  }
  return `$${steps
    .reverse()
    .map((step) => `.content[${step}]`)
    .join('')}`;
}

function malformed(path: string, what: string): AppError {
  return new AppError('invalid_input', `${path} ${what}.`, {
    nextStep: 'Send a document in the Atlassian Document Format.',
  });
}
