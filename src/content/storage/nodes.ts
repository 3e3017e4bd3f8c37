import { decodeText } from './entities.ts';
import { nodeType, type StorageNode } from './scanner.ts';

const attributePattern = /([^\s=/<>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Attributes of an element's start tag in order, decoded. */
export function attributesOf(source: string, element: StorageNode): Map<string, string> {
  const attributes = new Map<string, string>();
  const tag = source.slice(element.start + 1 + element.name.length, element.openEnd);
  if (!tag.includes('=')) return attributes;
  for (const [, name = '', double, single] of tag.matchAll(attributePattern))
    attributes.set(name, decodeText(double ?? single ?? ''));
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
  const from = element.start + 1 + element.name.length;
  const tag = source.slice(from, element.openEnd);
  for (let at = tag.indexOf(name); at !== -1; at = tag.indexOf(name, at + 1)) {
    if (!/\s/.test(tag[at - 1] ?? '') || insideValue(tag, at)) continue;
    const rest = /^\s*=\s*(["'])/.exec(tag.slice(at + name.length));
    if (rest === null) continue;
    const start = at + name.length + rest[0].length;
    return { start: from + start, end: from + tag.indexOf(rest[1] ?? '"', start) };
  }
  return undefined;
}

function insideValue(tag: string, at: number): boolean {
  let quote = '';
  for (let position = 0; position < at; position += 1) {
    const character = tag[position] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
    }
  }
  return quote !== '';
}

/** First child element of one of the names. */
export function childNamed(element: StorageNode, ...names: readonly string[]): StorageNode | undefined {
  return element.children.find((child) => child.type === nodeType.element && names.includes(child.name));
}

/** Child elements only. */
export function elementsOf(element: StorageNode): StorageNode[] {
  return element.children.filter((child) => child.type === nodeType.element);
}

/** Decoded text of everything inside a node, CDATA included. */
export function textOf(source: string, node: StorageNode): string {
  if (node.type === nodeType.text) return decodeText(source.slice(node.start, node.end));
  if (node.type === nodeType.cdata) return source.slice(node.openEnd, node.closeStart);
  let text = '';
  const stack = [...node.children].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.type === nodeType.text) text += decodeText(source.slice(next.start, next.end));
    else if (next.type === nodeType.cdata) text += source.slice(next.openEnd, next.closeStart);
    else
      for (let index = next.children.length - 1; index >= 0; index -= 1)
        stack.push(next.children[index] ?? next);
  }
  return text;
}
