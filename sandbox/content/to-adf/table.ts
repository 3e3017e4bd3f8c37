import type { AdfMark, AdfNode } from '../adf-document.ts';
import { attributeOf, childElements, type StorageElement } from '../storage-tree.ts';
import { styleOf } from '../style.ts';
import { adfNode, type Conversion, type Place } from './conversion.ts';
import { legacyContent } from './fit-container.ts';

/** Wider tables keep no column widths. */
const mostColumns = 500;

const layouts = new Set(['wide', 'full-width', 'center', 'align-end', 'align-start', 'default']);

/** A table; nothing when it has no rows. The third table in one another is kept whole instead of converted. */
export function tableNode(conversion: Conversion, table: StorageElement, place: Place): AdfNode[] {
  if (place.tables >= 2) return [legacyContent(conversion, table)];
  const rows = rowsOf(table);
  if (rows.length === 0) return [];
  const declaredWidth = numberOf(attributeOf(table, 'data-table-width'));
  const widths = columnWidths(table, declaredWidth);
  const numbered = rows.some((row) => childElements(row).some(isNumberCell));
  const inner: Place = { ...place, container: 'tableCell', depth: place.depth + 3, tables: place.tables + 1 };
  const grid = new Grid(widths.length);
  const content = rows.map((row) => {
    grid.nextRow();
    const cells = childElements(row)
      .filter((cell) => (cell.name === 'td' || cell.name === 'th') && !isNumberCell(cell))
      .map((cell) => {
        const colspan = span(cell, 'colspan');
        const rowspan = span(cell, 'rowspan');
        const from = grid.place(colspan, rowspan);
        const colwidth = widths.slice(from, from + colspan);
        return cellNode(conversion, cell, { colspan, rowspan, colwidth }, inner);
      });
    const node = adfNode('tableRow', { attrs: { localId: attributeOf(row, 'ac:local-id') } });
    return { ...node, content: cells };
  });
  return [
    adfNode('table', {
      attrs: {
        layout: tableLayout(table, widths),
        width: declaredWidth,
        displayMode: attributeOf(table, 'data-table-display-mode') === 'fixed' ? 'fixed' : undefined,
        isNumberColumnEnabled: numbered ? true : undefined,
        localId: attributeOf(table, 'ac:local-id') || undefined,
      },
      marks: fragmentMarks(table),
      content,
    }),
  ];
}

/** Counts which of a table's columns cells stand in, past cells that span rows from above. */
class Grid {
  readonly #rowsLeft: number[];
  #column = 0;

  constructor(columns: number) {
    this.#rowsLeft = Array.from({ length: columns }, () => 0);
  }

  nextRow(): void {
    for (const [index, rows] of this.#rowsLeft.entries()) this.#rowsLeft[index] = Math.max(0, rows - 1);
    this.#column = 0;
  }

  /** The first column of the row's next cell. */
  place(colspan: number, rowspan: number): number {
    while ((this.#rowsLeft[this.#column] ?? 0) > 0) this.#column += 1;
    const from = this.#column;
    this.#column = from + colspan;
    this.#rowsLeft.fill(rowspan, from, this.#column);
    return from;
  }
}

interface Spans {
  readonly colspan: number;
  readonly rowspan: number;
  readonly colwidth: readonly number[];
}

function cellNode(conversion: Conversion, cell: StorageElement, spans: Spans, place: Place): AdfNode {
  const valign = styleOf(cell).get('vertical-align') ?? '';
  const content = conversion.blocks(cell.children, place);
  return adfNode(cell.name === 'th' ? 'tableHeader' : 'tableCell', {
    attrs: {
      colspan: spans.colspan,
      background: attributeOf(cell, 'data-highlight-colour'),
      rowspan: spans.rowspan,
      colwidth: spans.colwidth.length > 0 ? spans.colwidth : undefined,
      valign: ['top', 'middle', 'bottom'].includes(valign) ? valign : undefined,
      localId: attributeOf(cell, 'ac:local-id'),
    },
    content: content.length > 0 ? content : [{ type: 'paragraph' }],
  });
}

function rowsOf(table: StorageElement): StorageElement[] {
  return childElements(table).flatMap((child) => {
    if (child.name === 'tr') return [child];
    const group = child.name === 'tbody' || child.name === 'thead' || child.name === 'tfoot';
    return group ? childElements(child).filter((row) => row.name === 'tr') : [];
  });
}

/** Pixel widths of the columns; percentages count only with a table width (facts: formats §1). */
function columnWidths(table: StorageElement, tableWidth: number | undefined): number[] {
  const columns = childElements(table)
    .filter((child) => child.name === 'colgroup')
    .flatMap((group) => childElements(group));
  const widths = columns.map((column) => {
    const width = styleOf(column).get('width') ?? '';
    if (/^[\d.]+px$/.test(width)) return Number.parseFloat(width);
    if (/^[\d.]+%$/.test(width) && tableWidth !== undefined)
      return (Number.parseFloat(width) * tableWidth) / 100;
    return Number.NaN;
  });
  return widths.length <= mostColumns && widths.every((width) => Number.isFinite(width)) ? widths : [];
}

/** The table's layout, or what Confluence infers from its columns (facts: formats §1). */
function tableLayout(table: StorageElement, widths: readonly number[]): string {
  const layout = attributeOf(table, 'data-layout') ?? '';
  if (layouts.has(layout)) return layout;
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total > 960) return 'full-width';
  return total > 680 ? 'wide' : 'default';
}

function fragmentMarks(table: StorageElement): AdfMark[] {
  return childElements(table)
    .filter((child) => child.name === 'ac:adf-fragment-mark')
    .flatMap((mark) => childElements(mark))
    .flatMap((detail) => {
      const localId = attributeOf(detail, 'local-id') ?? '';
      const name = attributeOf(detail, 'name');
      return localId === ''
        ? []
        : [{ type: 'fragment', attrs: { localId, ...(name === undefined ? {} : { name }) } }];
    });
}

function isNumberCell(cell: StorageElement): boolean {
  return (attributeOf(cell, 'class') ?? '').split(/\s+/).includes('numberingColumn');
}

function span(cell: StorageElement, name: string): number {
  const value = Number(attributeOf(cell, name) ?? '1');
  return Number.isInteger(value) && value >= 1 && value <= 200 ? value : 1;
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
