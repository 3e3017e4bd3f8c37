import type { Token } from 'markdown-it';
import type { Setting } from './block-parser.ts';
import type { References } from './references.ts';
import type { Attributes, Paragraph, TreeBlock } from './tree.ts';

/** The tokens of a piece of Markdown while they are read. */
export interface Reading {
  readonly tokens: readonly Token[];
  next: number;
  readonly references: References;
  readonly setting: Setting;
  readonly firstLine: number;
  readonly definitionLines: ReadonlyMap<number, readonly string[]>;
  readonly definitions: Definition[];
  /** What `::table{…}` says of the table that follows. */
  table: Pick<Named, 'attributes' | 'handle'> | undefined;
}

/** A reference that may turn out to be used by nobody. */
export interface Definition {
  readonly label: string;
  readonly text: string;
  /** The place of the paragraph that it is then, empty until it is known. */
  readonly paragraph: Paragraph;
  readonly blocks: TreeBlock[];
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
