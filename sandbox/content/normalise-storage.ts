/** Where identifiers come from that a body gains when it is saved. */
export interface BodyIds {
  /** UUID for `ac:macro-id`. */
  macroId(): string;
  /** UUID for `local-id`. */
  localId(): string;
}

/** What Confluence keeps of a body it was given. Everything that has no rule stays byte-identical; idempotent. */
export function normaliseStorage(storage: string, ids: BodyIds): string {
  throw new Error(`not written yet (${storage.length}, ${typeof ids})`);
}
