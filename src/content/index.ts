export type { Body, Format } from './body.ts';
export { newBlocks, type Person, type Resolvers } from './markdown/new-blocks.ts';
export { scan } from './storage/scanner.ts';
