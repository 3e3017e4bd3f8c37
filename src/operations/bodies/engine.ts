export { edit, updateFromView, type EditResult } from '../../content/edit/edit.ts';
export type { Edit, EditOptions } from '../../content/edit/edits.ts';
export { view, type View } from '../../content/view/view.ts';
export { namesIn, type MarkdownNames } from '../../content/markdown/names-in.ts';
export { compareCensus, type Census } from '../../content/edit/census.ts';
export { formatOf } from '../../content/edit/page.ts';
export type { Attachment } from '../../content/markdown/resolvers.ts';
export { newViolation, validateAdf } from '../../content/adf/validate.ts';
export { matchKeys } from '../../content/edit/myers.ts';
