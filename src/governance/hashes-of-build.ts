import type { WrittenHashes } from './definitions.ts';

/**
 * Of the product's own catalogue. The build puts them here, from the sources that it bundles; undefined where Weir runs
 * from its sources.
 */
export const hashesOfBuild: WrittenHashes | undefined = undefined;
