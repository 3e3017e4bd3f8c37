import { AppError } from '../../kernel/app-error.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Block } from '../model/block.ts';
import { renderBlocks } from '../view/render.ts';
import { expectedPage } from './expected.ts';
import type { Applied, ChangedRange } from './format.ts';
import { reopenPage, type Page } from './page.ts';
import type { Region } from './plan.ts';
import { untouchedEnds } from './untouched.ts';

/**
 * Applies regions to a body and passes the gates: the new body is well-formed, bytes outside the declared ranges are the
 * same, and its view is the edited one. Raises `invalid_input` when an edit cannot be applied cleanly.
 */
export function commit(
  page: Page,
  planned: readonly Region[],
  resolvers: Resolvers,
): { readonly after: Page; readonly ranges: readonly ChangedRange[] } {
  const regions = page.format.fit?.(planned) ?? planned;
  const applied = page.format.apply(page.value, regions, page.index, resolvers);
  checkRanges(page.value, applied);
  const after = readAgain(page, applied);
  const { expected, actual } = linesAround(
    page,
    expectedPage(page.root, regions, page.index.parentOf),
    after,
    applied,
  );
  const differs = expected.findIndex((line, index) => line !== actual[index]);
  if (differs !== -1 || expected.length !== actual.length) {
    const at = differs === -1 ? expected.length : differs;
    throw unclean(
      `expected "${(expected[at] ?? '').slice(0, 200)}", got "${(actual[at] ?? '').slice(0, 200)}"`,
    );
  }
  return { after, ranges: applied.ranges };
}

/**
 * The lines of the expected page and of the new body from before the first to behind the last block that the change may
 * have reached: the blocks before and behind are the same objects in the one and the same characters in the other.
 */
function linesAround(
  page: Page,
  expected: Block,
  after: Page,
  { ranges }: Applied,
): { readonly expected: readonly string[]; readonly actual: readonly string[] } {
  const before = page.root.children;
  const ends = untouchedEnds(before, after.root.children, ranges);
  let head = 0;
  while (head < ends.head && expected.children[head] === before[head]) head += 1;
  let tail = 0;
  while (tail < ends.tail && expected.children.at(-1 - tail) === before.at(-1 - tail)) tail += 1;
  // A neighbour on each side: what stands beside a block may matter to how it is shown.
  const lines = (root: Block): readonly string[] => {
    const to = Math.min(root.children.length, root.children.length - tail + 1);
    const around = { ...root, children: root.children.slice(Math.max(0, head - 1), to) };
    return renderBlocks((page.format.canonical?.(around) ?? around).children, 'none').lines;
  };
  return { expected: lines(expected), actual: lines(after.root) };
}

function readAgain(page: Page, applied: Applied): Page {
  try {
    return reopenPage(page, applied.value);
  } catch (error) {
    throw unclean(error instanceof Error ? error.message : String(error));
  }
}

function checkRanges(before: string, applied: Applied): void {
  const end = { start: before.length, end: before.length, newStart: applied.value.length, newEnd: 0 };
  let oldAt = 0;
  let newAt = 0;
  for (const range of [...applied.ranges, end]) {
    if (before.slice(oldAt, range.start) !== applied.value.slice(newAt, range.newStart))
      throw unclean('bytes outside the declared ranges differ');
    oldAt = range.end;
    newAt = range.newEnd;
  }
}

function unclean(detail: string): AppError {
  return new AppError(
    'invalid_input',
    'The edit cannot be applied cleanly: the page would not show what it asks for.',
    {
      nextStep:
        'Make a smaller edit, or split it in two: formatting that starts and ends in different places is the usual cause.',
      detail,
    },
  );
}
