import type { AdfDocument } from './adf-document.ts';
import type { ContentContext } from './context.ts';

/** Parses the JSON string that a client sends as `atlas_doc_format`; null when it is not an ADF document. */
export function parseAdf(value: string): AdfDocument | null {
  throw new Error(`not written yet (${value.length})`);
}

/** An ADF document as storage format. */
export function adfToStorage(adf: AdfDocument, context: ContentContext): string {
  throw new Error(`not written yet (${adf.type}, ${context.contentId})`);
}
