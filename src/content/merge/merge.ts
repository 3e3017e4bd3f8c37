import { AppError } from '../../kernel/app-error.ts';
import type { Body } from '../body.ts';
import { compareCensus, type Census } from '../edit/census.ts';
import { formatOf } from '../edit/page.ts';
import { scan } from '../storage/scanner.ts';
import { view } from '../view/view.ts';
import { applyHunks, collide, hunksOf, type Hunk } from './hunks.ts';
import { storageTokens } from './storage-tokens.ts';

/** A stretch that both changed: its three versions as views. */
export interface MergeConflict {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

export type MergeResult =
  | { readonly merged: true; readonly value: string }
  | { readonly merged: false; readonly conflicts: readonly MergeConflict[] };

/**
 * Puts our change of `base` into `theirs`, which others made of it meanwhile. Blocks that one side changed are taken from
 * it; blocks that both changed are merged by words and tags; what both changed is a conflict, and then nothing is merged.
 * For storage format; an ADF body that others changed is a conflict as a whole. Raises `invalid_input` for malformed bodies.
 */
export function merge(base: Body, ours: string, theirs: string): MergeResult {
  if (base.value === theirs) return { merged: true, value: ours };
  if (base.value === ours || ours === theirs) return { merged: true, value: theirs };
  if (base.format === 'adf') return { merged: false, conflicts: [] };
  const from = blocksOf(base.value);
  const mine = hunksOf(from, blocksOf(ours));
  const others = hunksOf(from, blocksOf(theirs));
  const merged: Hunk[] = [];
  const conflicts: MergeConflict[] = [];
  for (const region of regionsOf(mine, others)) {
    const stretch = from.slice(region.start, region.end);
    const [before, ourText, theirText] = [
      stretch,
      sideOf(from, region, mine),
      sideOf(from, region, others),
    ].map((blocks) => blocks.join(''));
    const made = mergeTokens(before ?? '', ourText ?? '', theirText ?? '');
    if (made === undefined) conflicts.push(shown(before ?? '', ourText ?? '', theirText ?? ''));
    else merged.push({ start: region.start, end: region.end, items: [made] });
  }
  if (conflicts.length > 0) return { merged: false, conflicts };
  const value = applyHunks(from, merged).join('');
  return holds(base.value, ours, theirs, value)
    ? { merged: true, value }
    : { merged: false, conflicts: [shown(base.value, ours, theirs)] };
}

/** The source of each top-level thing of a body; together they are the body. */
function blocksOf(storage: string): string[] {
  const { root } = scan(storage);
  return root.children.map(({ start, end }) => storage.slice(start, end));
}

interface Region {
  readonly start: number;
  readonly end: number;
}

/** Stretches of the base that changes lie in, those that touch each other as one. */
function regionsOf(mine: readonly Hunk[], others: readonly Hunk[]): Region[] {
  const regions: Region[] = [];
  for (const { start, end } of [...mine, ...others].toSorted((one, other) => one.start - other.start)) {
    const last = regions.at(-1);
    if (last && start <= last.end)
      regions[regions.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else regions.push({ start, end });
  }
  return regions;
}

function sideOf(base: readonly string[], { start, end }: Region, hunks: readonly Hunk[]): string[] {
  const inside = hunks
    .filter((hunk) => start <= hunk.start && hunk.end <= end)
    .map((hunk) => ({ ...hunk, start: hunk.start - start, end: hunk.end - start }));
  return applyHunks(base.slice(start, end), inside);
}

/** Both changes in one text; undefined where they collide. */
function mergeTokens(base: string, ours: string, theirs: string): string | undefined {
  if (ours === base) return theirs;
  if (theirs === base || ours === theirs) return ours;
  const from = storageTokens(base);
  const mine = hunksOf(from, storageTokens(ours));
  const others = hunksOf(from, storageTokens(theirs));
  let next = 0;
  for (const hunk of mine) {
    // Both lists are in order, so what ended before this change ended before all later ones.
    while ((others[next]?.end ?? Infinity) < hunk.start) next += 1;
    for (let index = next; (others[index]?.start ?? Infinity) <= hunk.end; index += 1) {
      const other = others[index];
      if (other && collide(hunk, other)) return undefined;
    }
  }
  return applyHunks(from, [...mine, ...others]).join('');
}

/**
 * Whether a merge is well-formed and has every macro, anchor, mention and so on of theirs but for what we changed. Where
 * both made the same change it counts once.
 */
function holds(base: string, ours: string, theirs: string, value: string): boolean {
  const format = formatOf({ format: 'storage', value: base });
  const census = (body: string): Census => format.census(body);
  let made: Census;
  try {
    made = census(value);
  } catch (thrown) {
    if (thrown instanceof AppError) return false;
    throw thrown;
  }
  const ourChanges = changesByKey(census(base), census(ours));
  return compareCensus(census(theirs), made).every(({ kind, key, by }) => {
    const wanted = ourChanges.get(`${kind} ${key}`) ?? 0;
    return Math.sign(by) === Math.sign(wanted) && Math.abs(by) <= Math.abs(wanted);
  });
}

function changesByKey(before: Census, after: Census): Map<string, number> {
  return new Map(compareCensus(before, after).map(({ kind, key, by }) => [`${kind} ${key}`, by]));
}

function shown(base: string, ours: string, theirs: string): MergeConflict {
  return { base: viewOf(base), ours: viewOf(ours), theirs: viewOf(theirs) };
}

/** A stretch of whole blocks as its readers see it. */
function viewOf(storage: string): string {
  return view({ format: 'storage', value: storage }).text;
}
