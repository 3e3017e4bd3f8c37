import { layoutOf } from '../page-layout.ts';
import type { TreeBlock, TreeContainer } from '../tree.ts';
import type { BlockWriter } from './blocks.ts';

/** A section of a page layout with its cells. */
export function sectionMarkup(section: TreeContainer, write: BlockWriter): string {
  const { type, cells } = layoutOf(section);
  const inner = cells.map((cell) => `<ac:layout-cell>${write(cell.blocks) || '<p />'}</ac:layout-cell>`);
  return `<ac:layout-section ac:type="${type}">${inner.join('')}</ac:layout-section>`;
}

/**
 * A page is laid out as a whole or not at all (facts: formats §1): what stands between sections becomes a section of
 * one cell, and all of them stand in one `ac:layout`.
 */
export function layoutMarkup(
  blocks: readonly TreeBlock[],
  isSection: (block: TreeBlock) => block is TreeContainer,
  write: BlockWriter,
): string {
  let markup = '';
  let loose: TreeBlock[] = [];
  const flush = (): void => {
    if (loose.length > 0)
      markup += `<ac:layout-section ac:type="single"><ac:layout-cell>${write(loose)}</ac:layout-cell></ac:layout-section>`;
    loose = [];
  };
  for (const block of blocks) {
    if (isSection(block)) {
      flush();
      markup += sectionMarkup(block, write);
    } else {
      loose.push(block);
    }
  }
  flush();
  return `<ac:layout>${markup}</ac:layout>`;
}
