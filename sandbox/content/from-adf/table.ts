import type { AdfNode } from '../adf-document.ts';
import { fragmentMarkup } from './extension.ts';
import { attributes, element, numberAttr, textAttr, type Writing } from './writing.ts';

/** A table with the column widths of its first full row. */
export function tableMarkup(writing: Writing, table: AdfNode, depth: number): string {
  const rows = (table.content ?? []).filter((row) => row.type === 'tableRow');
  const head = attributes({
    'data-table-width': numberAttr(table, 'width'),
    'data-layout': textAttr(table, 'layout'),
    'data-table-display-mode': textAttr(table, 'displayMode') === 'fixed' ? 'fixed' : undefined,
    'ac:local-id': textAttr(table, 'localId'),
  });
  const numbered = table.attrs?.['isNumberColumnEnabled'] === true;
  let number = 0;
  const body = rows.map((row) => {
    const cells = row.content ?? [];
    const first = cells[0]?.type === 'tableHeader' && number === 0;
    if (numbered && !first) number += 1;
    const label = first ? '' : String(number);
    const numberCell = numbered ? element(first ? 'th' : 'td', ' class="numberingColumn"', label) : '';
    const content = numberCell + cells.map((cell) => cellMarkup(writing, cell, depth)).join('');
    return `<tr${attributes({ 'ac:local-id': textAttr(row, 'localId') })}>${content}</tr>`;
  });
  return `<table${head}>${fragmentMarkup(table)}${columnGroup(rows)}<tbody>${body.join('')}</tbody></table>`;
}

function cellMarkup(writing: Writing, cell: AdfNode, depth: number): string {
  const valign = textAttr(cell, 'valign');
  const head = attributes({
    rowspan: spanOf(cell, 'rowspan'),
    colspan: spanOf(cell, 'colspan'),
    'data-highlight-colour': textAttr(cell, 'background'),
    style: valign === undefined ? undefined : `vertical-align: ${valign};`,
    'ac:local-id': textAttr(cell, 'localId'),
  });
  return element(
    cell.type === 'tableHeader' ? 'th' : 'td',
    head,
    writing.blocks(cell.content ?? [], depth + 1),
  );
}

function spanOf(cell: AdfNode, name: string): number | undefined {
  const span = numberAttr(cell, name) ?? 1;
  return span > 1 ? span : undefined;
}

function columnGroup(rows: readonly AdfNode[]): string {
  for (const row of rows) {
    const cells = row.content ?? [];
    const widths = cells.flatMap((cell) => {
      const colwidth = cell.attrs?.['colwidth'];
      return Array.isArray(colwidth) ? colwidth.filter((width) => typeof width === 'number') : [];
    });
    const columns = cells.reduce((sum, cell) => sum + (numberAttr(cell, 'colspan') ?? 1), 0);
    if (widths.length === 0 || widths.length !== columns) continue;
    const cols = widths.map((width) => `<col style="width: ${width.toFixed(1)}px;" />`);
    return `<colgroup>${cols.join('')}</colgroup>`;
  }
  return '';
}
