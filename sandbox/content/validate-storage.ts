import { parseStorage } from './parse-storage.ts';

export interface StorageFault {
  readonly ok: false;
  readonly message: string;
  /** One-based. */
  readonly line: number;
  /** One-based, in UTF-16 units. */
  readonly column: number;
}

export type StorageVerdict = { readonly ok: true } | StorageFault;

/** Whether a body is well-formed storage format, and where it is not. */
export function validateStorage(storage: string): StorageVerdict {
  const { fault } = parseStorage(storage);
  if (fault === null) return { ok: true };
  const before = storage.slice(0, fault.offset).split('\n');
  const line = before.length;
  const column = (before.at(-1) ?? '').length + 1;
  return {
    ok: false,
    message: `Error parsing xhtml: ${fault.message}\n at [row,col {unknown-source}]: [${line},${column}]`,
    line,
    column,
  };
}
