/** White space as a reader sees it: every kind shows as one space in running text. */
export const spaceClass =
  '[ \\t\\n\\r\\f\\v\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

/** Characters without width: kept in the source, not shown, because nobody could type them back. */
const noWidthClass = '[\\u00ad\\u200b\\u2060\\ufeff]';

const noWidth = new RegExp(noWidthClass, 'g');
const hasNoWidth = new RegExp(noWidthClass);
const wideSpace = new RegExp(`${spaceClass}{2,}|(?! )${spaceClass}`, 'g');
const hasWideSpace = new RegExp(`${spaceClass}{2}|(?! )${spaceClass}`);
const visible = new RegExp(`(?!${spaceClass}|${noWidthClass})[^]`);

/** Text as the view shows it: runs of white space as one space, no characters without width. */
export function collapse(text: string): string {
  const spaced = hasWideSpace.test(text) ? text.replace(wideSpace, ' ') : text;
  return hasNoWidth.test(spaced) ? spaced.replace(noWidth, '') : spaced;
}

/** Text without the characters that have no width. */
export function stripNoWidth(text: string): string {
  return hasNoWidth.test(text) ? text.replace(noWidth, '') : text;
}

/** Whether a reader would see anything of the text. */
export function isVisible(text: string): boolean {
  return visible.test(text);
}
