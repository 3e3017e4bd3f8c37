export type { Body, Format } from './body.ts';
export { newBlocks } from './markdown/new-blocks.ts';
export type { Person, Resolvers } from './markdown/resolvers.ts';
export { scan } from './storage/scanner.ts';
