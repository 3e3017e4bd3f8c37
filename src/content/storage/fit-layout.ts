import { AppError } from '../../kernel/app-error.ts';
import type { Entry, Made, Region } from '../edit/plan.ts';
import type { Block } from '../model/block.ts';
import { elementOf, holderOf } from './reader.ts';

/** Makes blocks of markup. */
type Read = (source: string) => Made;

const openLayout = '<ac:layout>';
const closeLayout = '</ac:layout>';

/**
 * A page is laid out as a whole or not at all (facts: formats §1). Between the sections of a layout new sections come
 * without a layout of their own, and anything else in a section of one cell; elsewhere sections cannot stand beside other
 * content, or in it. Raises `invalid_input` for those.
 */
export function fitLayout(regions: readonly Region[], read: Read): readonly Region[] {
  const isLaidOut = new Map<Block, boolean>();
  return regions.map((region) => {
    const { parent, from, to } = region;
    let laidOut = isLaidOut.get(parent);
    if (laidOut === undefined) {
      laidOut = parent.kind === 'document' && parent.children.some(isInLayout);
      isLaidOut.set(parent, laidOut);
    }
    const entries = fitInside(region.entries);
    if (laidOut) return { ...region, entries: entries.map((entry) => inSections(entry, read)) };
    if (!entries.some(bringsSections)) return { ...region, entries };
    const others = [...parent.children.slice(0, from), ...parent.children.slice(to)];
    const stays = [...others, ...entries.flatMap((entry) => ('block' in entry ? [entry.block] : []))];
    if (parent.kind !== 'document' || stays.some(({ kind }) => kind !== 'empty')) throw misplaced();
    return { ...region, entries: [{ kind: 'insert', made: oneLayout(entries, read) }] };
  });
}

/** What changed blocks hold; no block but the page itself takes sections. */
function fitInside(entries: readonly Entry[]): readonly Entry[] {
  return entries.map((entry) => {
    if (entry.kind !== 'change' || entry.change.entries === undefined) return entry;
    const inner = fitInside(entry.change.entries);
    if (inner.some(bringsSections)) throw misplaced();
    return { ...entry, change: { ...entry.change, entries: inner } };
  });
}

function misplaced(): AppError {
  return new AppError(
    'invalid_input',
    'A section of a page layout can stand neither in other content nor beside content that is in none.',
    {
      nextStep:
        'Insert it after or before a section; on a page without sections update the whole text, with all of it in sections.',
    },
  );
}

function isInLayout(block: Block): boolean {
  return holderOf(block)?.name === 'ac:layout';
}

function isSection(block: Block): boolean {
  return elementOf(block)?.name === 'ac:layout-section';
}

function bringsSections(entry: Entry): boolean {
  if (entry.kind === 'insert') return entry.made.blocks.some(isSection);
  return entry.kind === 'move' && isSection(entry.block);
}

/** New content as sections that stand in the layout of the page. */
function inSections(entry: Entry, read: Read): Entry {
  if (entry.kind !== 'insert') return entry;
  const { made } = entry;
  return { kind: 'insert', made: made.blocks.some(isSection) ? withoutLayout(made) : section(made, read) };
}

/** New sections and other new content as the one layout of a page that holds nothing else. */
function oneLayout(entries: readonly Entry[], read: Read): Made {
  const parts = entries.flatMap((entry) => {
    const fitted = inSections(entry, read);
    return fitted.kind === 'insert' ? [fitted.made] : [];
  });
  const inner = parts.map(({ source }) => source).join('');
  return { source: openLayout + inner + closeLayout, blocks: parts.flatMap(({ blocks }) => blocks) };
}

function withoutLayout(made: Made): Made {
  const { source } = made;
  if (!source.startsWith(openLayout) || !source.endsWith(closeLayout)) return made;
  return { ...made, source: source.slice(openLayout.length, -closeLayout.length) };
}

function section({ source }: Made, read: Read): Made {
  return read(
    `<ac:layout-section ac:type="fixed-width" ac:breakout-mode="default"><ac:layout-cell>${source}</ac:layout-cell></ac:layout-section>`,
  );
}
