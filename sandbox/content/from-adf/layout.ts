import type { AdfNode } from '../adf-document.ts';
import { attributes, markOf, numberAttr, textAttr, type Writing } from './writing.ts';

/** A document with layout sections: the whole body stands in `ac:layout`, what is between sections in one-cell ones. */
export function layoutMarkup(writing: Writing, nodes: readonly AdfNode[]): string {
  const sections: string[] = [];
  let between: AdfNode[] = [];
  const flush = (): void => {
    if (between.length === 0) return;
    const cell = `<ac:layout-cell>${writing.blocks(between, 2)}</ac:layout-cell>`;
    sections.push(
      `<ac:layout-section ac:type="fixed-width" ac:breakout-mode="default">${cell}</ac:layout-section>`,
    );
    between = [];
  };
  for (const node of nodes) {
    if (node.type === 'layoutSection') {
      flush();
      sections.push(sectionMarkup(writing, node));
    } else {
      between.push(node);
    }
  }
  flush();
  return `<ac:layout>${sections.join('')}</ac:layout>`;
}

function sectionMarkup(writing: Writing, section: AdfNode): string {
  const columns = section.content ?? [];
  const breakout = markOf(section, 'breakout');
  const head = attributes({
    'ac:type': sectionType(columns.map((column) => numberAttr(column, 'width') ?? 0)),
    'ac:breakout-mode': breakout === undefined ? 'default' : textAttr(breakout, 'mode'),
    'ac:breakout-width': breakout === undefined ? undefined : numberAttr(breakout, 'width'),
    'ac:local-id': textAttr(section, 'localId'),
  });
  const cells = columns.map((column) => {
    const cellHead = attributes({ 'ac:local-id': textAttr(column, 'localId') });
    return `<ac:layout-cell${cellHead}>${writing.blocks(column.content ?? [], 3)}</ac:layout-cell>`;
  });
  return `<ac:layout-section${head}>${cells.join('')}</ac:layout-section>`;
}

function sectionType(widths: readonly number[]): string {
  const [first = 0, second = 0, third = 0] = widths;
  if (widths.length === 2) {
    if (Math.abs(first - second) < 5) return 'two_equal';
    return first < second ? 'two_left_sidebar' : 'two_right_sidebar';
  }
  if (widths.length === 3)
    return second - first > 5 && second - third > 5 ? 'three_with_sidebars' : 'three_equal';
  return 'fixed-width';
}
