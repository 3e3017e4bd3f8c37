import type { Block } from '../model/block.ts';
import type { Setting, ShownHandles } from '../view/render.ts';
import type { Reanchored } from './anchors.ts';
import type { PageIndex } from './page-index.ts';
import type { Change, Entry, Made } from './plan.ts';

/** What planning needs of the page and of its format. */
export interface Planning {
  readonly index: PageIndex;
  /** The handles that the edited text shows. */
  readonly handles: ShownHandles;
  readonly repeatedImages: ReadonlySet<string>;
  readonly makeBlocks: (markdown: string) => Made;
  /** New items for a list of that kind. */
  readonly makeItems: (list: Block, markdown: string) => Made;
  /** A new row like its neighbour, with the written cells. */
  readonly makeRow: (neighbour: Block, cells: readonly string[]) => Made;
  /** Whether the comment anchor of that handle id may go. */
  readonly mayLose: (id: string) => boolean;
  /** Where anchors that were put back are noted. */
  readonly reanchored: Reanchored[];
}

/** The difference between blocks and the lines that are to stand in their place. */
export type PlanFlow = (
  planning: Planning,
  blocks: readonly Block[],
  lines: readonly string[],
  setting: Setting,
) => Entry[];

type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** A change without what does not change; undefined when nothing is left. */
export function compact(change: Loose<Change>): Change | undefined {
  const kept = Object.entries(change).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Entries, unless they keep every block that is shown. */
export function changed(blocks: readonly Block[], entries: Entry[]): Entry[] | undefined {
  const shown = blocks.filter((block) => block.kind !== 'empty').length;
  return entries.length === shown && entries.every((entry) => entry.kind === 'keep') ? undefined : entries;
}

/** The block as it is, or with a change. */
export function keepOrChange(block: Block, change: Change | undefined): Entry {
  return change === undefined ? { kind: 'keep', block } : { kind: 'change', block, change };
}
