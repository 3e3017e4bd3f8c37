import { forbiddenCharacterIn } from './character-references.ts';
import { entityName } from './html-entities.ts';

/** Text as markup that any HTML or XML reader understands. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, escapeCharacter);
}

/** Text as the vendor's cloud stores what was typed in its editor: every character that has an entity name uses it. */
export function escapeStorageText(text: string): string {
  return xmlCharacters(text).replace(/[&<>"\u00a0-\u{ffff}]/gu, (character) => {
    const name = entityName(character);
    return name === undefined ? character : `&${name};`;
  });
}

/** Text as the value of a double-quoted attribute. */
export function escapeAttribute(text: string): string {
  return xmlCharacters(text).replace(/[&<>"\n\r\t]/g, escapeCharacter);
}

/** Text as a CDATA section; a `]]>` inside is split over two sections. */
export function cdata(text: string): string {
  return `<![CDATA[${xmlCharacters(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '"':
      return '&quot;';
    default:
      return `&#${character.charCodeAt(0)};`;
  }
}

/** Text without the characters that XML 1.0 §2.2 allows nowhere. */
function xmlCharacters(text: string): string {
  return forbiddenCharacterIn(text) === -1
    ? text
    : text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}
