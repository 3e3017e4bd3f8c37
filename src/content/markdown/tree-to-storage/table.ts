import { escapeAttribute } from '../../storage/entities.ts';
import { refuse } from '../refuse.ts';
import type { TreeCell, TreeTable } from '../tree.ts';
import type { BlockWriter } from './blocks.ts';

/** A table with a header row where the Markdown has one. */
export function tableMarkup(table: TreeTable, write: BlockWriter): string {
  let tag = '';
  for (const [name, value] of table.attributes) {
    if (name === 'numbered' && (value === '' || value === 'true')) continue;
    if (name === 'width' && /^\d{1,5}(?:\.\d+)?$/.test(value))
      tag += ` data-table-width="${escapeAttribute(value)}"`;
    else if (name === 'layout' && layouts.has(value)) tag += ` data-layout="${escapeAttribute(value)}"`;
    else
      throw refuse(
        table.line,
        `A table has no attribute "${value === '' ? name : `${name}=${value}`}".`,
        `Use width=760, layout=${[...layouts].join('|')} or leave the line out.`,
      );
  }
  if (table.attributes.some(([name]) => name === 'numbered'))
    throw refuse(
      table.line,
      'Numbered rows cannot be created by writing them.',
      'Leave "numbered" out, or number the rows in a column of their own.',
    );
  const rows = table.rows.map((row) => {
    const name = row.header ? 'th' : 'td';
    return `<tr>${row.cells.map((cell) => cellMarkup(cell, name, write)).join('')}</tr>`;
  });
  return `<table${tag}><tbody>${rows.join('')}</tbody></table>`;
}

const layouts: ReadonlySet<string> = new Set([
  'default',
  'wide',
  'full-width',
  'center',
  'align-start',
  'align-end',
]);

function cellMarkup(cell: TreeCell, name: 'td' | 'th', write: BlockWriter): string {
  const columns = cell.columns === 1 ? '' : ` colspan="${cell.columns}"`;
  const rows = cell.rows === 1 ? '' : ` rowspan="${cell.rows}"`;
  return `<${name}${columns}${rows}>${write(cell.blocks) || '<p />'}</${name}>`;
}
