/** Plain text of a body for search and excerpts: text and macro bodies, never macro parameters. */
export function storageToText(storage: string): string {
  throw new Error(`not written yet (${storage.length})`);
}
