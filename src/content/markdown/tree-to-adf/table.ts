import { refuse } from '../refuse.ts';
import type { TreeCell, TreeTable } from '../tree.ts';
import type { BlockWriter } from './blocks.ts';
import type { AdfNode } from '../../adf/node.ts';
import { paragraphNode } from './make-node.ts';
import type { Writing } from './writing.ts';

const layouts: ReadonlySet<string> = new Set([
  'default',
  'wide',
  'full-width',
  'center',
  'align-start',
  'align-end',
]);

/** A table with a header row where the Markdown has one. */
export function tableNode(table: TreeTable, writing: Writing, write: BlockWriter): AdfNode {
  const attrs: Record<string, unknown> = { localId: writing.newLocalId() };
  for (const [name, value] of table.attributes) {
    if (name === 'numbered') attrs['isNumberColumnEnabled'] = value !== 'false';
    else if (name === 'width' && Number(value) > 0) attrs['width'] = Number(value);
    else if (name === 'layout' && layouts.has(value)) attrs['layout'] = value;
    else
      throw refuse(
        table.line,
        `A table has no attribute "${value === '' ? name : `${name}=${value}`}".`,
        `Use numbered, width=760 or layout=${[...layouts].join('|')}.`,
      );
  }
  const content = table.rows.map((row): AdfNode => ({
    type: 'tableRow',
    content: row.cells.map((cell) => cellNode(cell, row.header ? 'tableHeader' : 'tableCell', write)),
  }));
  return { type: 'table', attrs, content };
}

function cellNode(cell: TreeCell, type: string, write: BlockWriter): AdfNode {
  const content = write(cell.blocks, 'tableCell');
  const attrs = {
    ...(cell.columns === 1 ? {} : { colspan: cell.columns }),
    ...(cell.rows === 1 ? {} : { rowspan: cell.rows }),
  };
  return { type, attrs, content: content.length === 0 ? [paragraphNode([])] : content };
}
