/** How the emulated Confluence understands page bodies. Pure: no clock, no randomness, no I/O of its own. */
export type { ContentContext, ContextAttachment, ContextPage } from './context.ts';
export { type AdfDocument, type AdfNode, type Json, parseAdf } from './adf-document.ts';
export { validateStorage } from './validate-storage.ts';
export { normaliseStorage } from './normalise-storage.ts';
export { storageToText } from './storage-to-text.ts';
export { storageToView } from './storage-to-view.ts';
export { storageToAdf } from './storage-to-adf.ts';
export { adfToStorage } from './adf-to-storage.ts';
export { insertInlineMarker, markerRefs, removeInlineMarker } from './inline-markers.ts';
export { type StorageTask, setTaskStatus, tasksOf } from './tasks.ts';
export { wikiToStorage } from './wiki-to-storage.ts';
export { dropBody } from './drop-body.ts';
