import { AppError } from '../../kernel/app-error.ts';
import type { Body } from '../body.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import { commit } from './commit.ts';
import type { Edit, EditOptions } from './edits.ts';
import type { ChangedRange, ShownNames } from './format.ts';
import { openPage, type Page } from './page.ts';
import { planFlow, type Planning } from './plan-blocks.ts';
import { planReplace } from './replace.ts';

export interface EditResult {
  readonly value: string;
  readonly changedRanges: readonly ChangedRange[];
}

/** Applies edits to a body. Raises `invalid_input` or `would_lose`; then nothing was done. */
export function edit(
  body: Body,
  edits: readonly Edit[],
  options: EditOptions & { names?: ShownNames; resolvers?: Resolvers } = {},
): EditResult {
  const names = options.names ?? {};
  const resolvers = options.resolvers ?? {};
  let value = body.value;
  let ranges: readonly ChangedRange[] = [];
  for (const one of edits) {
    if (!('replace' in one)) throw new AppError('invalid_input', 'Not supported yet.');
    const page = openPage({ format: body.format, value }, names, 'needed');
    const regions = planReplace(page, planningFor(page, resolvers), one.replace, {
      from: 0,
      to: page.rendered.lines.length,
    });
    const applied = commit(page, regions, names, resolvers);
    value = applied.value;
    ranges = applied.ranges;
  }
  return { value, changedRanges: ranges };
}

/** Makes the view of a body what `view` says. */
export function updateFromView(
  body: Body,
  view: string,
  options: EditOptions & { names?: ShownNames; resolvers?: Resolvers } = {},
): EditResult {
  const names = options.names ?? {};
  const resolvers = options.resolvers ?? {};
  const page = openPage(body, names, 'needed');
  const entries = planFlow(planningFor(page, resolvers), page.root.children, view.split('\n'), 'flow');
  const applied = commit(
    page,
    [{ parent: page.root, from: 0, to: page.root.children.length, entries }],
    names,
    resolvers,
  );
  return { value: applied.value, changedRanges: applied.ranges };
}

function planningFor(page: Page, resolvers: Resolvers): Planning {
  return {
    index: page.index,
    handles: page.handles,
    repeatedImages: page.repeatedImages,
    makeBlocks: (markdown) => page.format.makeBlocks(markdown, resolvers),
    makeItems: (list, markdown) => page.format.makeItems(list, markdown, resolvers),
    makeRow: (neighbour, cells) => page.format.makeRow(page.value, neighbour, cells, resolvers),
  };
}
