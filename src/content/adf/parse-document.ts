import { AppError } from '../../kernel/app-error.ts';
import { isObject, type AdfNode } from './node.ts';

/** Where a node stands: its number in document order, and the number after the last node in it. */
export interface NodePlace {
  readonly start: number;
  end: number;
}

export interface ParsedDocument {
  readonly doc: AdfNode;
  readonly places: ReadonlyMap<AdfNode, NodePlace>;
  /** A number that JavaScript cannot hold to the last digit; such a document is read and not written. */
  readonly lossyNumber?: string;
}

/** Longest document in characters, and deepest nesting of nodes. */
export const longestDocument = 20_000_000;
export const deepestDocument = 20_000;

/**
 * Reads the JSON of a document and checks that it is made of nodes; what the nodes are is not checked. Linear, without
 * recursion. Raises `invalid_input` with a path such as `$.content[3].marks` where it is something else, `too_large` above
 * the limits.
 */
export function parseDocument(value: string): ParsedDocument {
  if (value.length > longestDocument)
    throw new AppError('too_large', `The document has more than ${longestDocument} characters.`);
  const parsed = parseJson(value);
  const places = new Map<AdfNode, NodePlace>();
  if (!isNode(parsed) || parsed.type !== 'doc')
    throw malformed('$', 'is no ADF document: an object with "type": "doc" and "content"');
  const stack: Frame[] = [];
  enter(parsed, undefined, 0);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const content = frame.node.content ?? [];
    const child: unknown = content[frame.next];
    if (frame.next >= content.length) {
      frame.place.end = places.size;
      stack.pop();
    } else {
      enter(child, frame, frame.next);
      frame.next += 1;
    }
  }
  const lossyNumber = findLossyNumber(value);
  return { doc: parsed, places, ...(lossyNumber === undefined ? {} : { lossyNumber }) };

  function enter(node: unknown, parent: Frame | undefined, index: number): void {
    const path = (): string => pathOf(parent, index);
    if (!isNode(node)) throw malformed(path(), 'is no node: an object with a "type"');
    if (node.content !== undefined && !Array.isArray(node.content))
      throw malformed(`${path()}.content`, 'is no list');
    if (node.marks !== undefined && !(Array.isArray(node.marks) && node.marks.every(isNode)))
      throw malformed(`${path()}.marks`, 'is no list of marks');
    if (node.attrs !== undefined && !isObject(node.attrs)) throw malformed(`${path()}.attrs`, 'is no object');
    if (node.type === 'text' && typeof node.text !== 'string')
      throw malformed(`${path()}.text`, 'is no text');
    if (stack.length >= deepestDocument)
      throw new AppError('too_large', `The document is nested more than ${deepestDocument} levels deep.`);
    const place = { start: places.size, end: places.size + 1 };
    places.set(node, place);
    stack.push({ node, place, parent, index, next: 0 });
  }
}

interface Frame {
  readonly node: AdfNode;
  readonly place: NodePlace;
  readonly parent: Frame | undefined;
  readonly index: number;
  next: number;
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
  for (let frame = parent, at = index; frame !== undefined; at = frame.index, frame = frame.parent)
    steps.push(at);
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

const manyDigits = /\d{16}|\d[eE][+-]?\d{2}/;
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** The first number that comes out of JavaScript as another one. */
function findLossyNumber(value: string): string | undefined {
  if (!manyDigits.test(value)) return undefined;
  for (const [found] of value.matchAll(stringOrNumber))
    if (!found.startsWith('"') && manyDigits.test(found) && String(Number(found)) !== found) return found;
  return undefined;
}
