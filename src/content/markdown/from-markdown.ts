import { AppError } from '../../kernel/app-error.ts';
import type { Format } from '../body.ts';
import { checkCharacters } from './check-characters.ts';
import { markdownToTree } from './markdown-to-tree.ts';
import type { Resolvers } from './resolvers.ts';
import { treeToAdf } from './tree-to-adf/blocks.ts';
import { treeToStorage } from './tree-to-storage/blocks.ts';

/** Longest Markdown that is read at once, in characters. */
const longest = 5_000_000;

/**
 * New blocks from Markdown (GFM and the directives of the dialect).
 * Returns storage markup, or for ADF the JSON of an array of block nodes. Raises `invalid_input` for what cannot be made,
 * with its line and what to write instead, and `too_large` beyond five million characters.
 */
export function fromMarkdown(markdown: string, format: Format, resolvers: Resolvers): string {
  checkLength(markdown);
  checkCharacters(markdown);
  const tree = markdownToTree(markdown);
  return format === 'adf' ? JSON.stringify(treeToAdf(tree, resolvers)) : treeToStorage(tree, resolvers);
}

function checkLength(markdown: string): void {
  if (markdown.length <= longest) return;
  throw new AppError('too_large', `The Markdown has more than ${longest} characters.`, {
    nextStep: 'Send it in parts, with several appends.',
  });
}
