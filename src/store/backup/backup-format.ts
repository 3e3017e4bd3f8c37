import { z } from 'zod';
import type { ColumnKind, TableLayout } from './table-layout.ts';

/** Of the file, not of Weir or its schema. */
export const backupVersion = 1;

const count = z.int().min(0);

/** What every version of the format begins with. */
export const anyHeader = z.looseObject({
  format: z.literal('weir-backup'),
  version: count,
  weir: z.string(),
});

/** The first line. */
export const backupHeader = z.strictObject({
  format: z.literal('weir-backup'),
  version: z.literal(backupVersion),
  /** The version of Weir that wrote it. */
  weir: z.string(),
  /** The newest step of the schema. */
  step: z.string(),
  /** UTC milliseconds by the database's clock. */
  takenAt: z.int(),
  /** In the order of their rows. */
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()), rows: count })),
});
export type BackupHeader = z.output<typeof backupHeader>;

/** The last line. */
export const backupEnd = z.strictObject({
  /** By table. */
  rows: z.record(z.string(), count),
  /** Over all bytes before this line. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What a file holds, once it is written or was checked. */
export interface BackupSummary extends Pick<BackupHeader, 'weir' | 'step' | 'takenAt'> {
  /** By table. */
  readonly tables: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly sha256: string;
}

export type Cell = string | number | Uint8Array | null;

/** A line of a row: its table, then its values; bytes as base64. */
export function rowLine({ name, columns }: TableLayout, row: Readonly<Record<string, unknown>>): string {
  const values = columns.map((column) => {
    const value = row[column.name] ?? null;
    const written = column.kind === 'bytes' && value instanceof Uint8Array ? base64(value) : value;
    if (cellOf(column.kind, written) === undefined) {
      throw new TypeError(`${name}.${column.name} holds something other than ${column.kind}`);
    }
    return written;
  });
  return `${JSON.stringify([name, ...values])}\n`;
}

/** The values of such a line, without its table; undefined where one is not what its column holds. */
export function cellsOf({ columns }: TableLayout, values: readonly unknown[]): Cell[] | undefined {
  if (values.length !== columns.length) return undefined;
  const cells: Cell[] = [];
  for (const [index, { kind }] of columns.entries()) {
    const cell = cellOf(kind, values[index]);
    if (cell === undefined) return undefined;
    cells.push(cell);
  }
  return cells;
}

function cellOf(kind: ColumnKind, value: unknown): Cell | undefined {
  if (value === null) return null;
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
    case 'bytes':
      return typeof value === 'string' && isBase64(value) ? Buffer.from(value, 'base64') : undefined;
    default:
      return kind satisfies never;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
