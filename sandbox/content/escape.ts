/** Text as XML character data; NBSP becomes an entity, as Confluence writes it. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\u00a0]/g, escapeCharacter);
}

/** Text as the value of a double-quoted attribute. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\n\r\t\u00a0]/g, escapeCharacter);
}

/** Text as a CDATA section; a `]]>` inside is split over two sections. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
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
    case '\u00a0':
      return '&nbsp;';
    default:
      return `&#${character.charCodeAt(0)};`;
  }
}
