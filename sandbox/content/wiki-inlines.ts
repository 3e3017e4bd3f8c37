import { escapeAttribute, escapeStorageText } from './escape.ts';

const phrases = [
  ['*', 'strong'],
  ['_', 'em'],
  ['-', 'del'],
  ['+', 'u'],
  ['^', 'sup'],
  ['~', 'sub'],
] as const;

/** Text formatting and links of wiki markup as storage format. */
export function wikiInlines(text: string): string {
  const lastCode = text.lastIndexOf('}}');
  const lastLink = text.lastIndexOf(']');
  let markup = '';
  let plain = '';
  let at = 0;
  const flush = (): void => {
    markup += escapeStorageText(plain);
    plain = '';
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\\' && /[\\*_{}[\]!|^~+-]/.test(text[at + 1] ?? '')) {
      plain += text[at + 1] ?? '';
      at += 2;
      continue;
    }
    const unclosed = (character === '{' && at > lastCode) || (character === '[' && at > lastLink);
    const construct = unclosed ? null : constructAt(text, at);
    if (construct === null) {
      plain += character;
      at += 1;
      continue;
    }
    flush();
    markup += construct.markup;
    at = construct.end;
  }
  flush();
  return markup;
}

function constructAt(text: string, at: number): { markup: string; end: number } | null {
  if (text.startsWith('{{', at)) {
    const end = text.indexOf('}}', at + 2);
    return end === -1
      ? null
      : { markup: `<code>${escapeStorageText(text.slice(at + 2, end))}</code>`, end: end + 2 };
  }
  if (text[at] === '[') {
    const end = text.indexOf(']', at);
    return end <= at + 1 ? null : { markup: linkMarkup(text.slice(at + 1, end)), end: end + 1 };
  }
  const phrase = phrases.find(([marker]) => marker === text[at]);
  if (phrase === undefined || /[\w]/.test(text[at - 1] ?? ' ') || /\s/.test(text[at + 1] ?? ' ')) return null;
  const [marker, name] = phrase;
  const end = text.indexOf(marker, at + 1);
  if (end <= at + 1 || /\s/.test(text[end - 1] ?? ' ') || /\w/.test(text[end + 1] ?? ' ')) return null;
  return { markup: `<${name}>${wikiInlines(text.slice(at + 1, end))}</${name}>`, end: end + 1 };
}

/** `text|target` or `target`: an address, `#anchor`, `^file`, `~user`, or `KEY:Title`. */
function linkMarkup(inside: string): string {
  const bar = inside.indexOf('|');
  const alias = bar === -1 ? null : inside.slice(0, bar);
  const target = (bar === -1 ? inside : inside.slice(bar + 1)).trim();
  if (/^(?:https?:|mailto:|ftp:)/i.test(target)) {
    return `<a href="${escapeAttribute(target)}">${alias === null ? escapeStorageText(target) : wikiInlines(alias)}</a>`;
  }
  const body = alias === null ? '' : `<ac:link-body>${wikiInlines(alias)}</ac:link-body>`;
  if (target.startsWith('#'))
    return `<ac:link ac:anchor="${escapeAttribute(target.slice(1))}">${body}</ac:link>`;
  if (target.startsWith('^')) {
    return `<ac:link><ri:attachment ri:filename="${escapeAttribute(target.slice(1))}" />${body}</ac:link>`;
  }
  if (target.startsWith('~')) {
    return `<ac:link><ri:user ri:account-id="${escapeAttribute(target.slice(1))}" />${body}</ac:link>`;
  }
  const colon = /^([A-Za-z0-9~._-]+):(.+)$/.exec(target);
  const space = colon === null ? '' : ` ri:space-key="${escapeAttribute(colon[1] ?? '')}"`;
  const title = escapeAttribute(colon?.[2] ?? target);
  return `<ac:link><ri:page${space} ri:content-title="${title}" />${body}</ac:link>`;
}
