import type { AdfDocument } from './adf-document.ts';
import type { ContentContext } from './context.ts';

/** A body as an ADF document that is valid under the vendor's schema. */
export function storageToAdf(storage: string, context: ContentContext): AdfDocument {
  throw new Error(`not written yet (${storage.length}, ${context.contentId})`);
}
