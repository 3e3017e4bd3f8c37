import type { Block } from '../model/block.ts';
import { attributeText, contentOf, type AdfNode } from './node.ts';
import { handleOf, nodeBlock, type Reader, type Seat } from './reader.ts';

/** A table; widths, colours and header columns are kept and not shown. */
export function readTable(reader: Reader, node: AdfNode, seat: Seat): Block {
  const children: Block[] = [];
  contentOf(node).forEach((row, index) => {
    if (row.type === 'tableRow') children.push(readRow(reader, row, { holder: node, index }));
  });
  const width = attributeText(node, 'width');
  return nodeBlock(reader, node, seat, {
    kind: 'table',
    handle: handleOf(reader, node),
    attributes: [
      ...(node.attrs?.['isNumberColumnEnabled'] === true ? [['numbered', ''] as const] : []),
      ...(width === undefined ? [] : [['width', width] as const]),
    ],
    children,
  });
}

function readRow(reader: Reader, row: AdfNode, seat: Seat): Block {
  const children: Block[] = [];
  contentOf(row).forEach((cell, index) => {
    if (cell.type !== 'tableCell' && cell.type !== 'tableHeader') return;
    children.push(
      nodeBlock(
        reader,
        cell,
        { holder: row, index },
        {
          kind: 'cell',
          children: reader.flow(cell),
          columns: span(cell, 'colspan'),
          rows: span(cell, 'rowspan'),
        },
      ),
    );
  });
  return nodeBlock(reader, row, seat, { kind: 'row', children });
}

function span(cell: AdfNode, name: string): number {
  const value = Number(attributeText(cell, name) ?? 1);
  return Number.isSafeInteger(value) && value > 0 ? value : 1;
}
