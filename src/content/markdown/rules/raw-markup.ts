import type { StateBlock } from 'markdown-it';
import { quoted, refuse } from '../refuse.ts';
import { lineNumber, lineText } from './line.ts';

/** Where CommonMark starts an HTML block (§4.6, conditions 1 to 6), and the elements of storage format. */
const rawMarkup = new RegExp(
  '^<(?:!--|\\?|![A-Za-z]|!\\[CDATA\\[|/?(?:ac|ri|at):|/?(?:' +
    'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|' +
    'fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|img|legend|li|link|main|' +
    'menu|menuitem|nav|noframes|ol|optgroup|option|p|param|pre|script|search|section|style|summary|table|tbody|td|' +
    'textarea|tfoot|th|thead|title|tr|track|ul)(?=[\\s/>]|$))',
  'i',
);

/** Refuses a line that starts with HTML or with storage format: it would stand in the page as text. */
export function checkRawMarkup(state: StateBlock, line: number): void {
  const text = lineText(state, line);
  if (!rawMarkup.test(text)) return;
  throw refuse(
    lineNumber(state, line),
    `${quoted(text)} is raw markup, which Markdown does not carry.`,
    'Write it with the directives of the dialect (for example ":::expand{title=…}", "::toc", a pipe table), send the body as storage format, or write "\\<" for the sign itself.',
  );
}
