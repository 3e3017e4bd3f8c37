import type { Atom, Piece, Tag } from '../model/inline.ts';
import { collapse } from '../model/text.ts';
import {
  autolinkStart,
  directiveStart,
  escapable,
  markSigns,
  marksByTag,
  tagStart,
  writeBraces,
} from './syntax.ts';

/** Stand-ins for the sign of `em` until both neighbours are known; XML cannot hold them. */
const emOpen = '\u0001';
const emClose = '\u0002';

/** Pieces as text of the dialect, on one line. With `handles` false, nothing shows its handle. */
export function inlineText(pieces: readonly Piece[], handles: boolean): string {
  const only = pieces.length === 1 ? pieces[0] : undefined;
  if (only?.kind === 'text') return plainText(only.text);
  const parts: string[] = [];
  let last = '';
  let labels = 0;
  let pending = '';
  const append = (text: string): void => {
    if (text === '') return;
    parts.push(text);
    last = text.at(-1) ?? '';
  };
  const flush = (following: string): void => {
    const plain = collapse(pending);
    const text = last === '' && plain.startsWith(' ') ? plain.slice(1) : plain;
    append(escapeLiteral(text, labels > 0, last, following));
    pending = '';
  };
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (piece === undefined || piece.kind === 'hidden') continue;
    if (piece.kind === 'text') {
      pending += piece.text;
      continue;
    }
    if (piece.atom?.name !== 'glyph' && pending !== '') flush(firstSign(piece));
    if (piece.kind === 'atom') {
      // A bare glyph is text: what stands beside it must not tell whether it is an emoticon.
      if (piece.atom?.name === 'glyph') pending += piece.atom.label;
      else if (piece.atom !== undefined) append(atomText(piece.atom, handles));
    } else if (piece.tag?.syntax === 'mark') {
      const code = piece.kind === 'open' && piece.tag.name === 'code';
      const raw = code ? rawCode(pieces, index, piece.pair) : undefined;
      if (raw === undefined) {
        append(markText(piece.tag, piece.kind === 'open'));
      } else {
        append(`\`${raw}\``);
        index = piece.pair;
      }
    } else if (piece.tag !== undefined) {
      labels += piece.kind === 'open' ? 1 : -1;
      append(wrapperText(piece.tag, piece.kind === 'open', handles));
    }
  }
  if (pending !== '') flush('');
  const text = parts.length === 1 ? (parts[0] ?? '') : parts.join('');
  return placeEmphasis(text.endsWith(' ') ? text.slice(0, -1) : text);
}

/** What most units are: one text without formatting. */
function plainText(text: string): string {
  const plain = collapse(text);
  const from = plain.startsWith(' ') ? 1 : 0;
  const escaped = escapeLiteral(from === 0 ? plain : plain.slice(from), false, '', '');
  return escaped.endsWith(' ') ? escaped.slice(0, -1) : escaped;
}

/** The text of a code mark that can stand between backticks as it is. */
function rawCode(pieces: readonly Piece[], open: number, close: number): string | undefined {
  let text = '';
  for (let index = open + 1; index < close; index += 1) {
    const piece = pieces[index];
    if (piece?.kind === 'text') text += piece.text;
    else if (piece?.atom?.name === 'glyph') text += piece.atom.label;
    else if (piece?.kind !== 'hidden') return undefined;
  }
  return text.includes('`') ? undefined : collapse(text);
}

/** How each mark begins and ends; code that cannot stand between backticks is written with tags. */
const markTexts: ReadonlyMap<string, { readonly open: string; readonly close: string }> = new Map(
  [...marksByTag].map(([name, mark]) => {
    const sign = mark === 'code' ? undefined : markSigns[mark];
    return [mark, { open: sign ?? `<${name}>`, close: sign ?? `</${name}>` }];
  }),
);

function markText(tag: Tag, open: boolean): string {
  if (tag.name === 'em') return open ? emOpen : emClose;
  const texts = markTexts.get(tag.name);
  return (open ? texts?.open : texts?.close) ?? '';
}

const letter = /[\p{L}\p{N}]/u;

/** `_` where it cannot be taken for a part of a word, else `<em>`. */
function placeEmphasis(text: string): string {
  if (!text.includes(emOpen)) return text;
  return text.replaceAll(/[\u0001\u0002]/g, (sign, offset: number) => {
    const before = characterBefore(text, offset);
    const after = String.fromCodePoint(text.codePointAt(offset + 1) ?? 32);
    if (letter.test(before) && letter.test(after)) return sign === emOpen ? '<em>' : '</em>';
    return '_';
  });
}

/** The character that ends at `offset`, surrogate pairs whole. */
export function characterBefore(text: string, offset: number): string {
  const last = text[offset - 1] ?? '';
  return /[\udc00-\udfff]/.test(last) && offset > 1 ? `${text[offset - 2] ?? ''}${last}` : last;
}

function wrapperText(tag: Tag, open: boolean, handles: boolean): string {
  const isUrl = tag.syntax === 'link' && !(!handles && resourceUrl.test(tag.url ?? ''));
  const braces = open || !handles ? '' : writeBraces(tag.handle?.shown, tag.attributes);
  if (isUrl) return open ? '[' : `](${writeUrl(tag.url ?? '')})${braces}`;
  return open ? `:${tag.name}[` : `]${braces}`;
}

/** One atom as text of the dialect. */
export function atomText(atom: Atom, handles: boolean): string {
  if (atom.name === 'br') return '<br>';
  if (!handles) return bareAtom(atom);
  if (atom.name === 'autolink') return `<${atom.label}>`;
  const braces = writeBraces(atom.handle?.shown, atom.attributes);
  if (atom.name === 'card') return `[](${writeUrl(atom.label)})${braces}`;
  return `:${atom.name}[${writeLabel(atom.label)}]${braces}`;
}

/** An atom for comparing views: what is newly written says the same as what is read back from the page. */
function bareAtom(atom: Atom): string {
  switch (atom.name) {
    case 'autolink':
    case 'card':
      return `[](${atom.label})`;
    case 'image':
    case 'img': {
      const file = atom.attributes?.find(([name]) => name === 'src')?.[1] ?? atom.label;
      return `:img[${file.replace(/^att:/, '')}]`;
    }
    case 'mention':
      return ':mention[]';
    case 'status':
    case 'emoji':
      return `:${atom.name}[${writeLabel(atom.label.toLowerCase())}]`;
    default:
      return `:${atom.name}[${writeLabel(atom.label)}]`;
  }
}

/** Addresses of the dialect that are no URL; what links to them is read back as a Confluence link. */
const resourceUrl = /^(?:page|blog|space|content|att):|^#/;

/** Text as a label in square brackets. */
export function writeLabel(label: string): string {
  return collapse(label).replaceAll(/[\\[\]`]/g, '\\$&');
}

/** An address in round brackets; brackets of its own stay as they are while they balance, unless all are to be escaped. */
export function writeUrl(url: string, escapeAll = false): string {
  let depth = escapeAll ? -1 : 0;
  for (const character of url) {
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth < 0) break;
  }
  const plain = url.replaceAll(/[\\"\n]/g, (character) => (character === '\n' ? ' ' : `\\${character}`));
  return depth === 0 ? plain : plain.replaceAll(/[()]/g, '\\$&');
}

/** The character that a structural piece starts with, as far as it matters to the text before it. */
function firstSign(piece: Piece): string {
  const bracket = piece.kind === 'open' ? piece.tag?.syntax === 'link' : piece.atom?.name === 'card';
  return bracket ? '[' : '*';
}

const special = /[\\`*_~[\]<:&{@!]/;
const specials = /[\\`*_~[\]<:&{@!]/g;
const reference = /^&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});/;

/**
 * Escapes what the lexer would take for a sign; what it would not stays as it is. `before` and `after` are the characters
 * that stand around the text, empty at the ends of the line.
 */
function escapeLiteral(text: string, inLabel: boolean, before: string, after: string): string {
  if (!special.test(text)) return text;
  return text.replace(specials, (sign, offset: number) => {
    const previous = offset === 0 ? before : characterBefore(text, offset);
    const next = offset + 1 === text.length ? after : codePointAt(text, offset + 1);
    return isSign(text, sign, offset, inLabel, previous, next) ? `\\${sign}` : sign;
  });
}

function isSign(
  text: string,
  sign: string,
  offset: number,
  inLabel: boolean,
  previous: string,
  next: string,
): boolean {
  switch (sign) {
    case '\\':
      return escapable.test(next);
    case '`':
      return true;
    case '*':
      return !(/^ ?$/.test(previous) && /^ ?$/.test(next));
    case '_':
      return !(letter.test(previous) && letter.test(next));
    case '~':
      return previous === '~' || next === '~' || next === '*';
    case '[':
      return inLabel;
    case ']':
      return inLabel || next === '(';
    case '<':
      return matches(tagStart, text, offset) || matches(autolinkStart, text, offset);
    case ':':
      return matches(directiveStart, text, offset);
    case '@':
    case '!':
      return next === '[';
    case '{':
      return (
        previous === ')' || previous === ']' || /^\{(?:#|cols=|rows=)/.test(text.slice(offset, offset + 6))
      );
    default:
      return reference.test(text.slice(offset, offset + 40));
  }
}

function codePointAt(text: string, offset: number): string {
  return String.fromCodePoint(text.codePointAt(offset) ?? 32);
}

function matches(sticky: RegExp, text: string, offset: number): boolean {
  sticky.lastIndex = offset;
  return sticky.test(text);
}

const lineSigns =
  /^(?:#{1,6}(?: |$)|[-*+](?: |$)|\d{1,9}[.)](?: |$)|>|:::?|\||\^ |`{3}|~{3}|(?:-{3,}|_{3,})$)/;
const boxSigns = /^\[[ xX]\] |^<> /;

/** Escapes the start of a text line that would be read as something else than a paragraph. */
export function guardLineStart(text: string, inItem: boolean): string {
  if (inItem && boxSigns.test(text)) return `\\${text}`;
  if (!lineSigns.test(text)) return text;
  const number = /^\d+/.exec(text)?.[0] ?? '';
  return `${number}\\${text.slice(number.length)}`;
}
