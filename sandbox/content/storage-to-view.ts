import type { ContentContext } from './context.ts';

/** The `view` format: readable HTML in which nothing of the body can run as script. */
export function storageToView(storage: string, context: ContentContext): string {
  throw new Error(`not written yet (${storage.length}, ${context.contentId})`);
}
