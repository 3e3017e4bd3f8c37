import { matchKeys } from './myers.ts';
import type { Block } from '../model/block.ts';
import type { Unit } from '../model/inline.ts';
import { renderBlocks } from '../view/render.ts';
import type { ChangedRange } from './format.ts';
import type { Page } from './page.ts';
import { untouchedEnds } from './untouched.ts';

/** What a reader sees of a change. */
export interface ViewChange {
  /** The changed lines of the new view, neighbours together; long ones are cut. */
  readonly changed: readonly string[];
  /** Handles that the old view did not have, as `#ab12`. */
  readonly newHandles: readonly string[];
}

/** Longest report of changed lines, in characters. */
const mostText = 2000;

/** Compares the views of a body before and after; `ranges` is where the body differs. */
export function reportChange(before: Page, after: Page, ranges: readonly ChangedRange[]): ViewChange {
  const known = before.index.things;
  const newHandles = [...after.index.things.values()]
    .filter(({ handle }) => !known.has(handle.id) && handle.quiet !== true)
    .map(({ handle }) => `#${handle.shown}`);
  return { changed: changedLines(before, after, ranges), newHandles };
}

function changedLines(before: Page, after: Page, ranges: readonly ChangedRange[]): string[] {
  const { old, current } = linesToCompare(before, after, ranges);
  const matches = matchKeys(old, current);
  const changed: string[] = [];
  let room = mostText;
  let run: string[] = [];
  const close = (): void => {
    const text = run.join('\n').trim();
    run = [];
    if (text === '' || room <= 0) return;
    changed.push(text.length > room ? `${text.slice(0, room)}…` : text);
    room -= text.length;
  };
  current.forEach((line, index) => {
    if (matches[index] === -1) run.push(line);
    else if (run.length > 0) close();
  });
  close();
  return changed;
}

/** The lines that may differ: not those of blocks that the change did not reach, as long as they show the same handles. */
function linesToCompare(
  before: Page,
  after: Page,
  ranges: readonly ChangedRange[],
): { readonly old: readonly string[]; readonly current: readonly string[] } {
  const all = before.root.children;
  const now = after.root.children;
  const { head, tail } = untouchedEnds(all, now, ranges);
  const showSame =
    sameHandles(all.slice(0, head), now.slice(0, head)) &&
    sameHandles(all.slice(all.length - tail), now.slice(now.length - tail)) &&
    sameNames(before.repeatedImages, after.repeatedImages);
  if (!showSame) return { old: before.rendered.lines, current: after.rendered.lines };
  // A neighbour on each side: what stands beside a block may matter to how it is shown.
  const lines = (page: Page): readonly string[] => {
    const { children } = page.root;
    const around = children.slice(Math.max(0, head - 1), children.length - tail + 1);
    return renderBlocks(around, page.handles, page.repeatedImages).lines;
  };
  return { old: lines(before), current: lines(after) };
}

/** Whether blocks that are the same but for their handles show the same ones. */
function sameHandles(before: readonly Block[], after: readonly Block[]): boolean {
  return before.every((block, index) => {
    const other = after[index];
    return (
      other !== undefined &&
      block.handle?.shown === other.handle?.shown &&
      sameInUnit(block.unit, other.unit) &&
      block.children.length === other.children.length &&
      sameHandles(block.children, other.children)
    );
  });
}

function sameInUnit(before: Unit | undefined, after: Unit | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return (
    before.pieces.length === after.pieces.length &&
    before.pieces.every((piece, index) => {
      const other = after.pieces[index];
      return (
        piece.tag?.handle?.shown === other?.tag?.handle?.shown &&
        piece.atom?.handle?.shown === other?.atom?.handle?.shown
      );
    })
  );
}

function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}
