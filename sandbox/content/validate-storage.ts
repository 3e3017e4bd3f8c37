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
  throw new Error(`not written yet (${storage.length})`);
}
