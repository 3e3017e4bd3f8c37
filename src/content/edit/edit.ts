import { AppError } from '../../kernel/app-error.ts';
import type { Body } from '../body.ts';
import { checkCharacters } from '../markdown/check-characters.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Reanchored } from './anchors.ts';
import { commit } from './commit.ts';
import type { Edit, EditOptions } from './edits.ts';
import { refuseElision } from './find-text.ts';
import type { ChangedRange } from './format.ts';
import { checkLosses, type Naming } from './losses.ts';
import { unknownHandle } from './page-index.ts';
import { openPage, type Page } from './page.ts';
import { planFlow } from './plan-blocks.ts';
import type { Planning } from './planning.ts';
import type { Region } from './plan.ts';
import { composeRanges } from './ranges.ts';
import { planReplace } from './replace.ts';
import { reportChange, type ViewChange } from './report.ts';
import { planSet } from './set.ts';
import { planDelete, planInsert, planMove } from './structure.ts';
import { planTable } from './table.ts';
import { findTarget, linesOf } from './targets.ts';
import { checkUnderstood } from './understood.ts';

/** What an edit did. */
export interface EditResult extends ViewChange {
  readonly value: string;
  /** Where the body changed, in characters of the old and of the new body; everything else is the same to the byte. */
  readonly changedRanges: readonly ChangedRange[];
  /** Comment anchors that the new text left out and that were put back. */
  readonly reanchored: readonly Reanchored[];
}

/** Most edits in one call. */
const mostEdits = 200;

/**
 * Applies edits to a body, in order and all or none. Targets and texts are those of the view that the edits were made
 * from; an edit that needs what an earlier one made finds it too.
 * Raises `invalid_input` (what is absent, ambiguous or unclean) and `would_lose` (what the edits do not name).
 */
export function edit(body: Body, edits: readonly Edit[], options: EditOptions = {}): EditResult {
  if (edits.length === 0 || edits.length > mostEdits)
    throw new AppError('invalid_input', `A call takes 1 to ${mostEdits} edits, not ${edits.length}.`, {
      nextStep: 'Split the edits over several calls.',
    });
  try {
    return applyEdits(body, edits, options, 'needed');
  } catch (error) {
    if (!mayNeedEveryHandle(error, edits)) throw error;
    return withEveryHandle(body, edits, options, error);
  }
}

/** A view with every handle has handles that the usual view does not know. */
function mayNeedEveryHandle(error: unknown, edits: readonly Edit[]): boolean {
  return (
    error instanceof AppError && error.code === 'invalid_input' && /#[0-9a-z]{4}/i.test(JSON.stringify(edits))
  );
}

function withEveryHandle(
  body: Body,
  edits: readonly Edit[],
  options: EditOptions,
  first: unknown,
): EditResult {
  try {
    return applyEdits(body, edits, options, 'all');
  } catch (error) {
    const unknown = first instanceof AppError && first.message.startsWith(unknownHandle);
    throw unknown || (error instanceof AppError && error.code === 'would_lose') ? error : first;
  }
}

function applyEdits(
  body: Body,
  edits: readonly Edit[],
  options: EditOptions,
  handles: 'needed' | 'all',
): EditResult {
  const start = openPage(body, options.names ?? {}, handles);
  const reanchored: Reanchored[] = [];
  let page = start;
  let ranges: readonly ChangedRange[] = [];
  let pending: Region[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    const committed = commit(page, pending, options.resolvers ?? {});
    ranges = composeRanges(ranges, committed.ranges);
    page = committed.after;
    pending = [];
  };
  for (const one of edits) {
    if (body.format === 'storage') for (const text of writtenTexts(one)) checkCharacters(text);
    const planned = pending.length === 0 ? undefined : tryPlan(page, one, options);
    if (planned !== undefined && !overlaps(pending, planned.regions)) {
      for (const region of planned.regions) pending.push(region);
      reanchored.push(...planned.reanchored);
    } else {
      flush();
      const fresh = planEdit(page, one, options);
      pending = [...fresh.regions];
      reanchored.push(...fresh.reanchored);
    }
  }
  flush();
  return finish(start, page, ranges, reanchored, 'edit', options);
}

/** Texts of an edit that go into the body as they are; new Markdown is checked where it is read. */
function writtenTexts(one: Edit): readonly string[] {
  if ('replace' in one) return [one.replace.new];
  if (!('set' in one)) return [];
  const { params = {}, attrs = {} } = one.set;
  return [...Object.values(params), ...Object.values(attrs)].filter((value) => value !== null);
}

/** Makes the view of a body what `view` says, with everything that the view does not show kept. Raises as `edit` does. */
export function updateFromView(body: Body, view: string, options: EditOptions = {}): EditResult {
  const usesEveryHandle = / \{#[0-9a-z.]+\}$/m.test(view);
  const page = openPage(body, options.names ?? {}, usesEveryHandle ? 'all' : 'needed');
  if (body.format === 'storage') checkCharacters(view);
  refuseElision(view, page.rendered.lines.join('\n'));
  const planning = planningFor(page, options);
  const lines = view.replaceAll('\r\n', '\n').split('\n');
  const entries = planFlow(planning, page.root.children, lines, 'flow');
  checkUnderstood(planning, entries, lines);
  const region: Region = { parent: page.root, from: 0, to: page.root.children.length, entries };
  const { after, ranges } = commit(page, [region], options.resolvers ?? {});
  return finish(page, after, ranges, planning.reanchored, 'view', options);
}

function finish(
  before: Page,
  after: Page,
  changedRanges: readonly ChangedRange[],
  reanchored: readonly Reanchored[],
  naming: Naming,
  options: EditOptions,
): EditResult {
  checkLosses(before, after, naming, options.allowLoss ?? []);
  return { value: after.value, changedRanges, reanchored, ...reportChange(before, after, changedRanges) };
}

interface Planned {
  readonly regions: readonly Region[];
  readonly reanchored: readonly Reanchored[];
}

function tryPlan(page: Page, one: Edit, options: EditOptions): Planned | undefined {
  try {
    return planEdit(page, one, options);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_input') return undefined;
    throw error;
  }
}

function planEdit(page: Page, one: Edit, options: EditOptions): Planned {
  const planning = planningFor(page, options);
  const regions = regionsOf(page, planning, one, options);
  return { regions, reanchored: planning.reanchored };
}

function regionsOf(page: Page, planning: Planning, one: Edit, options: EditOptions): Region[] {
  if ('replace' in one) {
    const { replace } = one;
    const within =
      replace.in === undefined
        ? { from: 0, to: page.rendered.lines.length }
        : linesOf(page, findTarget(page, replace.in));
    return planReplace(page, planning, replace, within);
  }
  if ('insert' in one) return planInsert(page, planning, one.insert);
  if ('delete' in one) return planDelete(page, one.delete.target);
  if ('move' in one) return planMove(page, one.move);
  if ('set' in one) return planSet(page, one.set);
  return planTable(page, planning, one.table, resolversOf(page, options));
}

/** Above this, regions of two edits are not compared but made one after the other. */
const mostComparisons = 10_000;

/** Whether two sets of regions touch the same part of the body. */
function overlaps(a: readonly Region[], b: readonly Region[]): boolean {
  if (a.length * b.length > mostComparisons) return true;
  return a.some((left) => b.some((right) => meet(spanOf(left), spanOf(right))));
}

function spanOf(region: Region): { readonly start: number; readonly end: number } {
  const blocks = region.parent.children.slice(region.from, region.to);
  const start = blocks[0]?.start ?? region.parent.innerStart;
  return { start, end: blocks.at(-1)?.end ?? start };
}

function meet(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** What new content may refer to, with what the page itself holds. */
function resolversOf(page: Page, options: EditOptions): Resolvers {
  return { existing: (handle) => page.sourceOf(handle), ...options.resolvers };
}

function planningFor(page: Page, options: EditOptions): Planning {
  const resolvers = resolversOf(page, options);
  const allowed = new Set((options.allowLoss ?? []).map((entry) => entry.replace(/^#/, '').toLowerCase()));
  return {
    index: page.index,
    handles: page.handles,
    repeatedImages: page.repeatedImages,
    mayLose: (id) =>
      allowed.has('comment') || [...allowed].some((entry) => entry.length >= 4 && id.startsWith(entry)),
    reanchored: [],
    makeBlocks: (markdown) => page.format.makeBlocks(markdown, resolvers),
    makeItems: (list, markdown) => page.format.makeItems(list, markdown, resolvers),
    makeRow: (neighbour, cells) => page.format.makeRow(page.value, neighbour, cells, resolvers),
  };
}
