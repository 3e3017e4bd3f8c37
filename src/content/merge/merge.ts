import { AppError } from '../../kernel/app-error.ts';
import type { Body } from '../body.ts';
import { compareCensus, type Census } from '../edit/census.ts';
import { formatOf } from '../edit/page.ts';
import { view } from '../view/view.ts';
import { keepNewComments } from './keep-comments.ts';
import { applyHunks, collide, hunksOf, type Hunk } from './hunks.ts';
import { isFrame, partsOf, type Part } from './parts.ts';
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

/** Frames deeper than this are merged by words and tags. */
const deepest = 60;

/**
 * Puts our change of `base` into `theirs`, which others made of it meanwhile. Blocks that one side changed are taken from
 * it, in containers, lists and tables too; blocks that both changed are merged by words and tags; what both changed is a
 * conflict, and then nothing is merged. Blocks that both put at the same place stand one after the other, theirs first.
 * For storage format; an ADF body that others changed is a conflict as a whole. Raises `invalid_input` for malformed bodies.
 */
export function merge(base: Body, ours: string, theirs: string): MergeResult {
  if (base.value === theirs) return { merged: true, value: ours };
  if (base.value === ours || ours === theirs) return { merged: true, value: theirs };
  if (base.format === 'adf') return { merged: false, conflicts: [] };
  const conflicts: MergeConflict[] = [];
  const value = mergeParts(base.value, ours, theirs, conflicts, 0);
  if (conflicts.length > 0) return { merged: false, conflicts };
  return holds(base.value, ours, theirs, value)
    ? { merged: true, value }
    : { merged: false, conflicts: [shown(base.value, ours, theirs)] };
}

/** Merges sequences of blocks; what cannot be merged is noted and stays as theirs. */
function mergeParts(
  base: string,
  ours: string,
  theirs: string,
  conflicts: MergeConflict[],
  depth: number,
): string {
  if (ours === base || ours === theirs) return theirs;
  if (theirs === base) return ours;
  const from = partsOf(base);
  const sources = from.map((part) => part.source);
  const ourParts = partsOf(ours);
  const theirParts = partsOf(theirs);
  const mine = hunksOf(
    sources,
    ourParts.map((part) => part.source),
  );
  const others = hunksOf(
    sources,
    theirParts.map((part) => part.source),
  );
  const merged: Hunk[] = [];
  for (const region of regionsOf(mine, others)) {
    const before = from.slice(region.start, region.end);
    const ourSide = sideOf(sources, region, mine);
    const theirSide = sideOf(sources, region, others);
    const items = mergeRegion(before, ourSide, theirSide, conflicts, depth);
    merged.push({ start: region.start, end: region.end, items: [items] });
  }
  return applyHunks(sources, merged).join('');
}

function mergeRegion(
  before: readonly Part[],
  ours: readonly string[],
  theirs: readonly string[],
  conflicts: MergeConflict[],
  depth: number,
): string {
  const [base, ourText, theirText] = [
    before.map((part) => part.source).join(''),
    ours.join(''),
    theirs.join(''),
  ];
  if (ourText === base) return theirText;
  if (theirText === base || ourText === theirText) return ourText;
  if (base.trim() === '') return theirText + ourText;
  const inner = innerOf(before, ourText, theirText);
  if (inner !== undefined && depth < deepest) {
    const content = mergeParts(inner.base, inner.ours, inner.theirs, conflicts, depth + 1);
    return inner.open + content + inner.close;
  }
  const single = pairwise(before, ours, theirs);
  if (single !== undefined)
    return single.map(([part, our, their]) => mergeRegion([part], [our], [their], conflicts, depth)).join('');
  const made =
    mergeTokens(base, ourText, theirText) ?? keepNewComments(base, ourText, theirText, mergeTokens);
  if (made !== undefined) return made;
  conflicts.push(shown(base, ourText, theirText));
  return theirText;
}

/** Several blocks of which each side has its version, one by one. */
function pairwise(
  before: readonly Part[],
  ours: readonly string[],
  theirs: readonly string[],
): Array<readonly [Part, string, string]> | undefined {
  if (before.length < 2 || ours.length !== before.length || theirs.length !== before.length) return undefined;
  const names = (sources: readonly string[]): string =>
    sources.map((source) => /^<[^\s/>]*/.exec(source)?.[0] ?? '').join();
  const own = names(before.map((part) => part.source));
  if (names(ours) !== own || names(theirs) !== own) return undefined;
  return before.map((part, index) => [part, ours[index] ?? '', theirs[index] ?? '']);
}

interface Inner {
  readonly open: string;
  readonly close: string;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** The insides of one frame whose tags nobody changed, or only one side did. */
function innerOf(before: readonly Part[], ours: string, theirs: string): Inner | undefined {
  const [base] = before;
  if (base === undefined || before.length !== 1 || !isFrame(base)) return undefined;
  const [our, ...moreOurs] = partsOf(ours);
  const [their, ...moreTheirs] = partsOf(theirs);
  if (our === undefined || their === undefined || moreOurs.length > 0 || moreTheirs.length > 0)
    return undefined;
  if (our.name !== base.name || their.name !== base.name) return undefined;
  const open = our.open === base.open ? their.open : their.open === base.open ? our.open : undefined;
  if (open === undefined || [base, our, their].some((part) => part.close === '')) return undefined;
  return { open, close: base.close, base: base.inner, ours: our.inner, theirs: their.inner };
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

/** Both changes in one text; undefined where they collide or would not nest. */
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
  const views = { base: viewOf(base), ours: viewOf(ours), theirs: viewOf(theirs) };
  // Parameters of macros are not text of the page: there the markup itself says what differs.
  return Object.values(views).every((text) => text === '') ? { base, ours, theirs } : views;
}

/** A stretch of whole blocks as its readers see it. */
function viewOf(storage: string): string {
  const tasks = /^\s*<ac:task\b(?!-)/.test(storage) ? `<ac:task-list>${storage}</ac:task-list>` : storage;
  return view({ format: 'storage', value: tasks }).text;
}
