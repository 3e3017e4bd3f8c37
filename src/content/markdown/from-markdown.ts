import { AppError } from '../../kernel/app-error.ts';
import type { Format } from '../body.ts';
import { markdownToTree } from './markdown-to-tree.ts';
import { refuse } from './refuse.ts';
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
  checkText(markdown);
  const tree = markdownToTree(markdown);
  return format === 'adf' ? JSON.stringify(treeToAdf(tree, resolvers)) : treeToStorage(tree, resolvers);
}

/** Characters that XML cannot hold (XML 1.0 §2.2), half surrogate pairs included. */
const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function checkText(markdown: string): void {
  if (markdown.length > longest)
    throw new AppError('too_large', `The Markdown has more than ${longest} characters.`, {
      nextStep: 'Send it in parts, with several appends.',
    });
  const match = forbidden.exec(markdown);
  if (match === null) return;
  const line = markdown.slice(0, match.index).split('\n').length;
  const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw refuse(line, `The character U+${code} cannot stand in a page.`, 'Leave control characters out.');
}
