export type WikiResult =
  | { readonly ok: true; readonly storage: string }
  | { readonly ok: false; readonly message: string; readonly line: number };

/** Wiki markup as storage format; what the emulator does not know is refused by line rather than guessed. */
export function wikiToStorage(text: string): WikiResult {
  throw new Error(`not written yet (${text.length})`);
}
