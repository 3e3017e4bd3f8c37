import MarkdownIt, { type Env, type MarkdownIt as Parser, type Token } from 'markdown-it';
import { once } from '../../kernel/once.ts';
import type { References } from './references.ts';
import { containerRule } from './rules/container.ts';
import { definitionRule, notedLines } from './rules/definition.ts';
import { leafRule } from './rules/leaf.ts';
import { itemParagraphRule, paragraphRule } from './rules/paragraph.ts';
import { tableRule } from './rules/table.ts';

/** Where blocks stand: in a cell every line is a block of its own. */
export type Setting = 'flow' | 'cell';

const interrupts = { alt: ['paragraph', 'reference', 'blockquote', 'list'] };

/** GFM blocks and the blocks of the dialect; inline content stays as it is written. */
function createParser(): Parser {
  const parser = new MarkdownIt('default', { html: false, linkify: false, maxNesting: 100 });
  parser.core.ruler.enableOnly(['normalize', 'block']);
  parser.validateLink = () => true;
  parser.normalizeLink = (url) => url;
  parser.block.ruler.at('table', tableRule, interrupts);
  parser.block.ruler.before('fence', 'container', containerRule, interrupts);
  parser.block.ruler.before('fence', 'leaf', leafRule, interrupts);
  parser.block.ruler.before('reference', 'definition', definitionRule);
  parser.block.ruler.before('lheading', 'item_paragraph', itemParagraphRule);
  parser.block.ruler.at('paragraph', paragraphRule);
  return parser;
}

const parser = once(createParser);

/**
 * Splits Markdown into block tokens. `firstLine` is where it starts in the whole text, for messages; references that it
 * defines are added to `references`, and the lines that may have defined one come with the tokens. Raises `invalid_input` for containers that do not close and for raw markup.
 */
export function parseBlockTokens(
  markdown: string,
  setting: Setting,
  firstLine: number,
  references: References,
): { readonly tokens: Token[]; readonly definitionLines: ReadonlyMap<number, readonly string[]> } {
  const env: Env = { setting, firstLine, references: references.byLabel };
  return { tokens: parser().parse(markdown, env), definitionLines: notedLines(env) };
}
