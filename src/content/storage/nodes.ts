import { decodeText } from './entities.ts';
import { nodeType, skipSpace, type StorageNode } from './scanner.ts';

/** Where an attribute stands: its name, and its value without the quotes. */
interface AttributePlace {
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly start: number;
  readonly end: number;
}

/** The first attribute of a start tag from `from` on; the scanner has seen that the tag is well-formed. */
function attributeFrom(source: string, from: number): AttributePlace | undefined {
  const nameStart = skipSpace(source, from);
  let nameEnd = nameStart;
  for (let code = source.charCodeAt(nameEnd); !endsName(code); code = source.charCodeAt(nameEnd))
    nameEnd += 1;
  if (nameEnd === nameStart) return undefined;
  const quote = skipSpace(source, skipSpace(source, nameEnd) + 1);
  const end = source.indexOf(source[quote] ?? '"', quote + 1);
  return { nameStart, nameEnd, start: quote + 1, end };
}

/** White space, `=`, `/`, `>` and the end of the text. */
function endsName(code: number): boolean {
  return code <= 32 || code === 61 || code === 47 || code === 62 || Number.isNaN(code);
}

function endOfNameIn(element: StorageNode): number {
  return element.start + 1 + element.name.length;
}

/** Attributes of an element's start tag in order, decoded. */
export function attributesOf(source: string, element: StorageNode): Map<string, string> {
  const attributes = new Map<string, string>();
  for (
    let place = attributeFrom(source, endOfNameIn(element));
    place !== undefined;
    place = attributeFrom(source, place.end + 1)
  )
    attributes.set(
      source.slice(place.nameStart, place.nameEnd),
      decodeText(source.slice(place.start, place.end)),
    );
  return attributes;
}

/** Value of one attribute, decoded, or undefined. */
export function attribute(source: string, element: StorageNode, name: string): string | undefined {
  const range = attributeRange(source, element, name);
  return range === undefined ? undefined : decodeText(source.slice(range.start, range.end));
}

/** Where the value of an attribute stands, without its quotes. */
export function attributeRange(
  source: string,
  element: StorageNode,
  name: string,
): { readonly start: number; readonly end: number } | undefined {
  for (
    let place = attributeFrom(source, endOfNameIn(element));
    place !== undefined;
    place = attributeFrom(source, place.end + 1)
  )
    if (place.nameEnd - place.nameStart === name.length && source.startsWith(name, place.nameStart))
      return place;
  return undefined;
}

/** First child element of one of the names. */
export function childNamed(element: StorageNode, ...names: readonly string[]): StorageNode | undefined {
  return element.children.find((child) => child.type === nodeType.element && names.includes(child.name));
}

/** Child elements only. */
export function elementsOf({ children }: StorageNode): readonly StorageNode[] {
  return children.every(isElement) ? children : children.filter(isElement);
}

function isElement({ type }: StorageNode): boolean {
  return type === nodeType.element;
}

/** Decoded text of everything inside a node, CDATA included. */
export function textOf(source: string, node: StorageNode): string {
  if (node.type === nodeType.text) return decodeText(source.slice(node.start, node.end));
  if (node.type === nodeType.cdata) return source.slice(node.openEnd, node.closeStart);
  const only = node.children.length === 1 ? node.children[0] : undefined;
  if (only?.type === nodeType.text) return decodeText(source.slice(only.start, only.end));
  let text = '';
  const stack = node.children.toReversed();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.type === nodeType.text) text += decodeText(source.slice(next.start, next.end));
    else if (next.type === nodeType.cdata) text += source.slice(next.openEnd, next.closeStart);
    else
      for (let index = next.children.length - 1; index >= 0; index -= 1)
        stack.push(next.children[index] ?? next);
  }
  return text;
}
