import { refuse } from './refuse.ts';

/** Characters that XML cannot hold (XML 1.0 §2.2), half surrogate pairs included. */
const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Raises `invalid_input`, with the line, for new text with a character that no page can hold. */
export function checkCharacters(text: string): void {
  const match = forbidden.exec(text);
  if (match === null) return;
  const line = text.slice(0, match.index).split('\n').length;
  const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw refuse(line, `The character U+${code} cannot stand in a page.`, 'Leave control characters out.');
}
