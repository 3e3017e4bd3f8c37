import { adfReferences } from '../adf/references.ts';
import type { Body } from '../body.ts';
import type { Block } from '../model/block.ts';
import { once } from '../../kernel/once.ts';
import { storageReferences } from '../storage/references.ts';
import type { Rendered } from '../view/render.ts';
import { openPage, type Page } from './page.ts';
import type { Reference } from './reference.ts';

/** A macro or link that a body has more often than before. */
export type NewReference = Reference & {
  /** The line of the view that it stands in, cut; empty where the view shows none. */
  readonly where: () => string;
};

/**
 * What a body has of macros and links that the one before had not, or had less often; one entry for each macro name and
 * each address. Everything is new without `before`. Raises `invalid_input` when one of the bodies is malformed.
 */
export function newReferences(before: Body | undefined, after: Body): NewReference[] {
  const known = new Map<string, number>();
  for (const reference of before === undefined ? [] : referencesOf(before)) {
    const key = keyOf(reference);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  const groups = Map.groupBy(referencesOf(after), keyOf);
  const page = once(() => openPage(after, {}, 'needed'));
  const { from, to } = changedPart(before?.value ?? '', after.value);
  return [...groups].flatMap(([key, references]) => {
    if (references.length <= (known.get(key) ?? 0)) return [];
    const [first] = references;
    const shown = references.find(({ start }) => start >= from && start < to) ?? first;
    return shown === undefined ? [] : [{ ...shown, where: () => lineAt(page(), shown.start) }];
  });
}

function referencesOf(body: Body): Reference[] {
  return body.format === 'adf' ? adfReferences(body.value) : storageReferences(body.value);
}

function keyOf(reference: Reference): string {
  if (reference.kind === 'macro') return `macro ${reference.name}`;
  const { type, target, space = '' } = reference.link;
  return [type, space, target].join('\n');
}

/** The stretch of the new body that is not the same as in the old one; the tag that it starts in belongs to it. */
function changedPart(before: string, after: string): { readonly from: number; readonly to: number } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  let tail = 0;
  while (
    tail < most - from &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail += 1;
  return { from: Math.max(0, after.lastIndexOf('<', from)), to: after.length - tail };
}

/** Longest quotation of a line, in characters. */
const mostQuoted = 160;

function lineAt(page: Page, offset: number): string {
  const { lines, places } = page.rendered;
  const first = lineAround(page.root, offset, places);
  const line = (first === undefined ? undefined : lines[first])?.trim() ?? '';
  return line.length > mostQuoted ? `${line.slice(0, mostQuoted)}…` : line;
}

/** The first line of the innermost shown block around an offset. */
function lineAround(root: Block, offset: number, places: Rendered['places']): number | undefined {
  let first: number | undefined;
  for (let inside: Block | undefined = root; inside !== undefined;) {
    first = places.get(inside)?.first ?? first;
    inside = inside.children.find(({ start, end }) => start <= offset && offset < end);
  }
  return first;
}
