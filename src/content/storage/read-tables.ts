import type { Block } from '../model/block.ts';
import { attribute, attributesOf, elementsOf } from './nodes.ts';
import { handleOf } from './read-inline.ts';
import { elementBlock, type Reader } from './reader.ts';
import type { StorageNode } from './scanner.ts';

const rowGroups: ReadonlySet<string> = new Set(['thead', 'tbody', 'tfoot']);

/** `table` with its rows wherever they are grouped; columns, widths and styles are kept and not shown. */
export function readTable(reader: Reader, node: StorageNode): Block {
  const rows: Block[] = [];
  for (const child of elementsOf(node)) {
    if (child.name === 'tr') rows.push(readRow(reader, child));
    else if (rowGroups.has(child.name))
      for (const row of elementsOf(child)) if (row.name === 'tr') rows.push(readRow(reader, row));
  }
  return elementBlock(node, {
    kind: 'table',
    handle: handleOf(reader, node),
    attributes: tableAttributes(reader, node),
    children: rows,
  });
}

function tableAttributes(reader: Reader, node: StorageNode): Array<readonly [string, string]> {
  const attributes = attributesOf(reader.source, node);
  const numbered = /\bnumberingColumn\b/.test(reader.source.slice(node.start, node.openEnd));
  const width = attributes.get('data-table-width');
  return [
    ...(numbered ? [['numbered', ''] as const] : []),
    ...(width === undefined ? [] : [['width', width] as const]),
  ];
}

function readRow(reader: Reader, row: StorageNode): Block {
  const cells = elementsOf(row);
  const children = cells.every(isCell) ? cells : cells.filter(isCell);
  return elementBlock(row, { kind: 'row', children: children.map((cell) => readCell(reader, cell)) });
}

function isCell({ name }: StorageNode): boolean {
  return name === 'td' || name === 'th';
}

function readCell(reader: Reader, cell: StorageNode): Block {
  return elementBlock(cell, {
    kind: 'cell',
    children: reader.flow(cell.children),
    columns: span(reader.source, cell, 'colspan'),
    rows: span(reader.source, cell, 'rowspan'),
  });
}

function span(source: string, cell: StorageNode, name: string): number {
  const written = attribute(source, cell, name);
  if (written === undefined) return 1;
  const value = Number(written);
  return Number.isSafeInteger(value) && value > 0 ? value : 1;
}
