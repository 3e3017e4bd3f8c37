import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import type { ReplaceEdit } from './edits.ts';
import { ambiguous, findAll, notFound, refuseElision, tidy, type Found } from './find-text.ts';
import type { Place } from '../view/render.ts';
import type { Page } from './page.ts';
import { planFlow } from './plan-blocks.ts';
import type { Planning } from './planning.ts';
import type { Region } from './plan.ts';
import { checkUnderstood } from './understood.ts';

/** Lines of a view: `from` to before `to`. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** The regions in which text of the view gives way to other text. Raises `invalid_input` when it is absent or ambiguous. */
export function planReplace(page: Page, planning: Planning, edit: ReplaceEdit, within: LineRange): Region[] {
  const { lines } = page.rendered;
  const offsets = lineOffsets(lines);
  const view = lines.join('\n');
  const old = tidy(edit.old);
  const text = tidy(edit.new);
  refuseElision(text, view);
  const from = offsets[within.from] ?? 0;
  const to = within.to < offsets.length ? (offsets[within.to] ?? 1) - 1 : view.length;
  const found = findAll(view, old, from, to);
  if (found.length === 0) throw notFound(view, old);
  if (found.length > 1 && edit.all !== true) throw ambiguous(view, old, found);
  return runsOf(page, offsets, found).map((run) => {
    const runStart = offsets[run.lines.from] ?? 0;
    const runEnd = (offsets[run.lines.to] ?? view.length + 1) - 1;
    let edited = '';
    let position = runStart;
    for (const { start, end } of run.found) {
      edited += view.slice(position, start) + text;
      position = end;
    }
    edited += view.slice(position, runEnd);
    const blocks = run.parent.children.slice(run.from, run.to);
    const written = edited.split('\n');
    const entries = planFlow(planning, blocks, written, 'flow');
    checkUnderstood(planning, entries, written);
    return { parent: run.parent, from: run.from, to: run.to, entries };
  });
}

function lineOffsets(lines: readonly string[]): number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const line of lines) {
    offsets.push(offset);
    offset += line.length + 1;
  }
  return offsets;
}

interface Run {
  readonly parent: Block;
  readonly from: number;
  readonly to: number;
  readonly lines: LineRange;
  readonly found: Found[];
}

/** The smallest runs of neighbouring blocks around the places; places in one run come together. */
function runsOf(page: Page, offsets: readonly number[], found: readonly Found[]): Run[] {
  const runs: Run[] = [];
  const byParent: ShownByParent = new Map();
  for (const place of found) {
    const lines = {
      from: lineOf(offsets, place.start),
      to: lineOf(offsets, Math.max(place.start, place.end - 1)) + 1,
    };
    const run = { ...smallestRun(page, byParent, page.root, lines), found: [place] };
    const last = runs.at(-1);
    if (last === undefined || last.lines.to <= run.lines.from) {
      runs.push(run);
    } else {
      last.found.push(place);
      const both = { from: last.lines.from, to: Math.max(last.lines.to, run.lines.to) };
      runs[runs.length - 1] = { ...smallestRun(page, byParent, page.root, both), found: last.found };
    }
  }
  return runs;
}

function lineOf(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function smallestRun(
  page: Page,
  byParent: ShownByParent,
  parent: Block,
  lines: LineRange,
): Omit<Run, 'found'> {
  const shown = shownChildren(page, byParent, parent);
  const from = firstEndingAfter(shown, lines.from);
  let to = from;
  while (to < shown.length && (shown[to]?.place.first ?? 0) < lines.to) to += 1;
  const first = shown[from];
  const last = shown[to - 1];
  if (first === undefined || last === undefined || to === from)
    throw new AppError('invalid_input', 'The text to replace holds nothing but empty lines.', {
      nextStep: 'Name text of the page.',
    });
  const inside = lines.from > first.place.first && lines.to < first.place.end;
  if (
    first === last &&
    first.child.kind === 'container' &&
    inside &&
    hasShownChild(page, byParent, first.child, lines)
  )
    return smallestRun(page, byParent, first.child, lines);
  return {
    parent,
    from: first.index,
    to: last.index + 1,
    lines: { from: Math.min(lines.from, first.place.first), to: Math.max(lines.to, last.place.end) },
  };
}

interface ShownChild {
  readonly child: Block;
  readonly place: Place;
  readonly index: number;
}

/** The shown children of blocks that were asked for; many places may lie in one block. */
type ShownByParent = Map<Block, readonly ShownChild[]>;

function shownChildren(page: Page, byParent: ShownByParent, parent: Block): readonly ShownChild[] {
  const known = byParent.get(parent);
  if (known !== undefined) return known;
  const shown = parent.children.flatMap((child, index) => {
    const place = page.rendered.places.get(child);
    return place === undefined ? [] : [{ child, place, index }];
  });
  byParent.set(parent, shown);
  return shown;
}

/** Index of the first child that reaches beyond a line. */
function firstEndingAfter(shown: readonly ShownChild[], line: number): number {
  let low = 0;
  let high = shown.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shown[middle]?.place.end ?? 0) > line) high = middle;
    else low = middle + 1;
  }
  return low;
}

function hasShownChild(page: Page, byParent: ShownByParent, block: Block, lines: LineRange): boolean {
  const shown = shownChildren(page, byParent, block);
  const child = shown[firstEndingAfter(shown, lines.from)];
  return child !== undefined && child.place.first < lines.to;
}
