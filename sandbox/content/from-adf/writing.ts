import type { AdfMark, AdfNode, Json } from '../adf-document.ts';
import type { ContentContext } from '../context.ts';
import { escapeAttribute } from '../escape.ts';

/** One writing of one document; the parts of the writer reach each other through it. */
export interface Writing {
  readonly context: ContentContext;
  /** The page-local number of a task, by its local id. */
  taskNumber(localId: string): string;
  /** Blocks as storage format. */
  blocks(nodes: readonly AdfNode[], depth: number): string;
  /** Inline nodes as storage format. */
  inlines(nodes: readonly AdfNode[], depth: number): string;
}

export function textAttr(node: AdfNode | AdfMark, key: string): string | undefined {
  const value = node.attrs?.[key];
  return typeof value === 'string' ? value : undefined;
}

export function numberAttr(node: AdfNode | AdfMark, key: string): number | undefined {
  const value = node.attrs?.[key];
  return typeof value === 'number' ? value : undefined;
}

export function markOf(node: AdfNode, type: string): AdfMark | undefined {
  return node.marks?.find((mark) => mark.type === type);
}

/** A value as a JSON object, or an empty one. */
export function objectOf(value: Json | undefined): { readonly [key: string]: Json } {
  return isObject(value) ? value : {};
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Attributes in the order given, those without a value left out; begins with a space where there is one. */
export function attributes(values: { readonly [name: string]: string | number | undefined }): string {
  let text = '';
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) text += ` ${name}="${escapeAttribute(String(value))}"`;
  }
  return text;
}

/** `<name …>inner</name>`, or `<name … />` when there is nothing inside. */
export function element(name: string, attributeText: string, inner: string): string {
  return inner === '' ? `<${name}${attributeText} />` : `<${name}${attributeText}>${inner}</${name}>`;
}
