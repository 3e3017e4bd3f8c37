/** White space as a reader sees it: every kind shows as one space in running text. */
export const spaceClass =
  '[ \\t\\n\\r\\f\\v\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

/** Characters without width: kept in the source, not shown, because nobody could type them back. */
const noWidthClass = '[\\u00ad\\u200b\\u2060\\ufeff]';

const noWidth = new RegExp(noWidthClass, 'g');
const wideSpace = new RegExp(`${spaceClass}{2,}|(?! )${spaceClass}`, 'g');

/** Text as the view shows it: runs of white space as one space, no characters without width. */
export function collapse(text: string): string {
  let wide = false;
  let hidden = false;
  let spaceBefore = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 32 && code < 127) {
      spaceBefore = false;
      continue;
    }
    if (isNoWidth(code)) {
      hidden = true;
      continue;
    }
    const space = isSpace(code);
    if (space && (code !== 32 || spaceBefore)) wide = true;
    spaceBefore = space;
  }
  const bare = hidden ? text.replace(noWidth, '') : text;
  return wide ? bare.replace(wideSpace, ' ') : bare;
}

/** Text without the characters that have no width. */
export function stripNoWidth(text: string): string {
  for (let at = 0; at < text.length; at += 1)
    if (isNoWidth(text.charCodeAt(at))) return text.replace(noWidth, '');
  return text;
}

/** Whether a reader would see anything of the text. */
export function isVisible(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isSpace(code) && !isNoWidth(code)) return true;
  }
  return false;
}

/** The members of `spaceClass`. */
function isSpace(code: number): boolean {
  if (code < 160) return code === 32 || (code >= 9 && code <= 13);
  if (code === 160 || code === 0x1680 || code === 0x3000) return true;
  return (
    code >= 0x2000 &&
    code <= 0x205f &&
    (code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f)
  );
}

/** The members of `noWidthClass`. */
function isNoWidth(code: number): boolean {
  return code === 0xad || code === 0x200b || code === 0x2060 || code === 0xfeff;
}
