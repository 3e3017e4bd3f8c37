import { collapse, stripNoWidth } from '../model/text.ts';

/** A mark of a text or node (facts: formats §6). */
export interface AdfMark {
  readonly type: string;
  readonly attrs?: AdfAttributes;
}

export type AdfAttributes = Readonly<Record<string, unknown>>;

/** A node of an ADF document. What else it holds beyond these keys stays with it. */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: AdfAttributes;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly AdfMark[];
  readonly text?: string;
  readonly version?: number;
}

export function isObject(value: unknown): value is AdfAttributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of `attrs` as text: strings as they are, numbers and truth values in words, nothing for the rest. */
export function attributeText(thing: AdfNode | AdfMark, name: string): string | undefined {
  const value = thing.attrs?.[name];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A value as a label shows it: the same text comes back when it is read. */
export function shownText(text: string): string {
  return collapse(stripNoWidth(text));
}

const noNodes: readonly AdfNode[] = [];

export function contentOf(node: AdfNode): readonly AdfNode[] {
  return node.content ?? noNodes;
}
