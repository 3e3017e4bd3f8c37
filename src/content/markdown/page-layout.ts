import { refuse } from './refuse.ts';
import type { TreeBlock, TreeContainer } from './tree.ts';

/** How many cells each type of section has (facts: formats §1; Confluence Cloud has four and five columns too). */
const cellCounts: ReadonlyMap<string, number> = new Map([
  ['single', 1],
  ['fixed-width', 1],
  ['two_equal', 2],
  ['two_left_sidebar', 2],
  ['two_right_sidebar', 2],
  ['three_equal', 3],
  ['three_with_sidebars', 3],
  ['three_left_sidebars', 3],
  ['three_right_sidebars', 3],
  ['four_equal', 4],
  ['five_equal', 5],
]);

const byCount = ['single', 'two_equal', 'three_equal', 'four_equal', 'five_equal'] as const;

/** Percent of the width that the cells of a section take, for ADF. */
const widths: ReadonlyMap<string, readonly number[]> = new Map([
  ['two_left_sidebar', [33.33, 66.66]],
  ['two_right_sidebar', [66.66, 33.33]],
  ['three_with_sidebars', [25, 50, 25]],
  ['three_left_sidebars', [25, 25, 50]],
  ['three_right_sidebars', [50, 25, 25]],
]);

/** Whether a container is a section of a page layout, and not the macro of that name. */
export function isLayoutSection(block: TreeBlock): block is TreeContainer {
  if (block.kind !== 'container' || block.name !== 'section') return false;
  return (
    block.attributes.some(([name, value]) => value === '' && cellCounts.has(name)) ||
    block.blocks.some((inner) => inner.kind === 'container' && inner.name === 'cell')
  );
}

/** Type and cells of a section. Raises `invalid_input` when they do not go together. */
export function layoutOf(section: TreeContainer): {
  readonly type: string;
  readonly cells: readonly TreeContainer[];
} {
  const cells: TreeContainer[] = [];
  for (const block of section.blocks) {
    if (block.kind !== 'container' || block.name !== 'cell')
      throw refuse(
        block.line,
        'A section of a page layout holds cells and nothing else.',
        'Put the content into ":::cell" … ":::" inside the section.',
      );
    cells.push(block);
  }
  const written = section.attributes.find(([, value]) => value === '')?.[0];
  const type = written ?? typeByWidths(cells) ?? byCount[cells.length - 1];
  const expected = type === undefined ? undefined : cellCounts.get(type);
  if (type !== undefined && expected === cells.length) return { type, cells };
  throw refuse(
    section.line,
    expected === undefined
      ? `A section with ${cells.length} cells has no layout${written === undefined ? '' : ` "${written}"`}.`
      : `A section "${type}" has ${expected} cells, but ${cells.length} are written.`,
    `Use one of ${[...cellCounts].map(([name, count]) => `${name} (${count})`).join(', ')}.`,
  );
}

/** The type whose cells have about the widths that are written on them. */
function typeByWidths(cells: readonly TreeContainer[]): string | undefined {
  const written = cells.map(writtenWidth);
  for (const [type, usual] of widths) {
    const close = (width: number, index: number): boolean => Math.abs((written[index] ?? 0) - width) < 5;
    if (usual.length === cells.length && usual.every(close)) return type;
  }
  return undefined;
}

/** `width=…` of a cell in percent. Raises `invalid_input` for what is none, and for other attributes. */
function writtenWidth(cell: TreeContainer): number | undefined {
  let width: number | undefined;
  for (const [name, value] of cell.attributes) {
    width = Number(value);
    if (name !== 'width' || !(width > 0 && width <= 100))
      throw refuse(cell.line, `A cell has no attribute "${name}=${value}".`, 'Use width=50, in percent.');
  }
  return width;
}

/** Widths of the cells of a section in percent, as they are written or as the type has them. */
export function cellWidths(type: string, cells: readonly TreeContainer[]): readonly number[] {
  const count = cells.length;
  const usual = widths.get(type) ?? Array.from({ length: count }, () => Math.floor(10_000 / count) / 100);
  return cells.map((cell, index) => writtenWidth(cell) ?? usual[index] ?? 0);
}
