import type { Token } from 'markdown-it';
import type { References, Setting } from './block-parser.ts';
import type { Attributes } from './tree.ts';

/** The tokens of a piece of Markdown while they are read. */
export interface Reading {
  readonly tokens: readonly Token[];
  next: number;
  readonly references: References;
  readonly setting: Setting;
  readonly firstLine: number;
  /** What `::table{…}` says of the table that follows. */
  table: Pick<Named, 'attributes' | 'handle'> | undefined;
}

/** What the block rules of the dialect leave in `meta`. */
export interface Named {
  readonly name: string;
  readonly label: string | undefined;
  readonly attributes: Attributes;
  readonly handle: string | undefined;
}

/** The lines of a cell all stand on the line of its row. */
export function lineOf(reading: Reading, token: Token): number {
  return reading.firstLine + (reading.setting === 'cell' ? 0 : (token.map?.[0] ?? 0));
}

/** The content of the inline token that follows an opening one; the closing one is passed over. */
export function takeInline(reading: Reading): string {
  const content = reading.tokens[reading.next]?.content ?? '';
  reading.next += 2;
  return content;
}

/** The fields that have a value. */
export function optional(fields: {
  readonly label?: string | undefined;
  readonly handle?: string | undefined;
}): { readonly label?: string; readonly handle?: string } {
  const { label, handle } = fields;
  return { ...(label === undefined ? {} : { label }), ...(handle === undefined ? {} : { handle }) };
}

/** The fields of a container, leaf or fence. */
export function named(token: Token): Named {
  const meta: Partial<Named> = token.meta ?? {};
  const { name = '', label, attributes = [], handle } = meta;
  return { name, label, attributes, handle };
}
