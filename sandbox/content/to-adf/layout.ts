import type { AdfMark, AdfNode } from '../adf-document.ts';
import { attributeOf, childElements, type StorageElement } from '../storage-tree.ts';
import { adfNode, type Conversion, type Place } from './conversion.ts';

const widthsByType: Readonly<Record<string, readonly number[]>> = {
  two_equal: [50, 50],
  two_left_sidebar: [33.33, 66.66],
  two_right_sidebar: [66.66, 33.33],
  three_equal: [33.33, 33.33, 33.33],
  three_with_sidebars: [25, 50, 25],
};

/** The schema's bound on the columns of one section. */
const mostColumns = 3;

/** `ac:layout`: sections of one cell are their content, others are layout sections. */
export function layoutSections(conversion: Conversion, layout: StorageElement, place: Place): AdfNode[] {
  return childElements(layout).flatMap((section) => {
    if (section.name !== 'ac:layout-section')
      return conversion.blocks([section], { ...place, depth: place.depth + 1 });
    const cells = childElements(section).filter((cell) => cell.name === 'ac:layout-cell');
    const [only] = cells;
    if (cells.length <= 1) {
      return only === undefined ? [] : conversion.blocks(only.children, { ...place, depth: place.depth + 2 });
    }
    const sections: AdfNode[] = [];
    for (let from = 0; from < cells.length;) {
      const left = cells.length - from;
      const take = left > mostColumns ? (left === mostColumns + 1 ? 2 : mostColumns) : left;
      sections.push(sectionNode(conversion, section, cells.slice(from, from + take), place));
      from += take;
    }
    return sections;
  });
}

function sectionNode(
  conversion: Conversion,
  section: StorageElement,
  cells: readonly StorageElement[],
  place: Place,
): AdfNode {
  const typed = widthsByType[attributeOf(section, 'ac:type') ?? ''];
  const widths = typed?.length === cells.length ? typed : undefined;
  const columns = cells.map((cell, index) => {
    const content = conversion.blocks(cell.children, {
      ...place,
      container: 'layoutColumn',
      depth: place.depth + 2,
    });
    return adfNode('layoutColumn', {
      attrs: {
        width: widths?.[index] ?? Math.round(10_000 / cells.length) / 100,
        localId: attributeOf(cell, 'ac:local-id'),
      },
      content: content.length > 0 ? content : [{ type: 'paragraph' }],
    });
  });
  return adfNode('layoutSection', {
    attrs: { localId: attributeOf(section, 'ac:local-id') },
    marks: breakoutMarks(attributeOf(section, 'ac:breakout-mode'), attributeOf(section, 'ac:breakout-width')),
    content: columns,
  });
}

/** The `breakout` mark of a section, a code block or an expand; none for the default width. */
export function breakoutMarks(mode: string | undefined, width: string | undefined): AdfMark[] {
  if (mode !== 'wide' && mode !== 'full-width') return [];
  const pixels = Number(width ?? Number.NaN);
  return [{ type: 'breakout', attrs: { mode, ...(Number.isFinite(pixels) ? { width: pixels } : {}) } }];
}
