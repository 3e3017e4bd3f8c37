import type { MarkName } from '../model/inline.ts';

/** Signs of marks that have one; the rest and the awkward cases are written as tags. */
export const markSigns: Readonly<Partial<Record<MarkName, string>>> = {
  strong: '**',
  em: '_',
  strike: '~~',
  code: '`',
};

/** Marks by the names of their tags. */
export const marksByTag: ReadonlyMap<string, MarkName> = new Map([
  ['strong', 'strong'],
  ['em', 'em'],
  ['s', 'strike'],
  ['code', 'code'],
  ['u', 'underline'],
  ['sub', 'sub'],
  ['sup', 'sup'],
  ['small', 'small'],
  ['kbd', 'kbd'],
]);

/** Directives around inline content. */
export const wrapperNames: ReadonlySet<string> = new Set(['c', 's', 'link']);

/** Inline directives that are one thing with a label; text that looks like one is escaped. */
export const atomNames: ReadonlySet<string> = new Set(
  'anchor date emoji img jira link macro mention placeholder status var x card media'.split(' '),
);

const directives = [...new Set([...wrapperNames, ...atomNames])].join('|');

/** `:name[` of a known directive, at `lastIndex`. */
export const directiveStart = new RegExp(`:(${directives})\\[`, 'y');

/** `<br>` or a tag of a mark, at `lastIndex`. */
export const tagStart = /<(\/?)(br|strong|em|s|code|u|sub|sup|small|kbd)\s?\/?>/y;

/** `<https://…>`, at `lastIndex`. */
export const autolinkStart = /<([a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]+)>/y;

/** `{…}` after a construct, at `lastIndex`: handle and attributes, quoted values may hold anything. */
export const bracesStart = /\{((?:[^{}"\n]|"(?:[^"\\\n]|\\.)*")*)\}/y;

/** A backslash makes these literal; before anything else it is itself. */
export const escapable = /[!-/:-@[-`{-~¶]/;

type Attributes = ReadonlyArray<readonly [name: string, value: string]>;

/** `{#handle name=value …}`, or nothing. */
export function writeBraces(handle: string | undefined, attributes: Attributes = []): string {
  const parts = handle === undefined || handle === '' ? [] : [`#${handle}`];
  for (const [name, value] of attributes) parts.push(value === '' ? name : `${name}=${quote(value)}`);
  return parts.length === 0 ? '' : `{${parts.join(' ')}}`;
}

function quote(value: string): string {
  return /^[^\s"{}\\]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

export interface Braces {
  readonly handle?: string;
  readonly attributes: Attributes;
}

const bracePart = /#([0-9a-z]+(?:\.[0-9]+)?)|([^\s="{}]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?/gi;

/** The inside of braces as handle and attributes. */
export function readBraces(inside: string): Braces {
  let handle: string | undefined;
  const attributes: Array<readonly [string, string]> = [];
  for (const [, written, name = '', quoted, plain] of inside.matchAll(bracePart)) {
    if (written !== undefined) handle = written.toLowerCase();
    else attributes.push([name, quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1')]);
  }
  return handle === undefined ? { attributes } : { handle, attributes };
}
