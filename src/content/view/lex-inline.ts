import type { MarkName } from '../model/inline.ts';
import { collapse } from '../model/text.ts';
import { splitWords } from '../model/words.ts';
import { decodeText } from '../storage/entities.ts';
import { findBrackets, type Bracket } from './brackets.ts';
import { characterBefore } from './inline-text.ts';
import {
  autolinkStart,
  bracesStart,
  directiveStart,
  escapable,
  marksByTag,
  readBraces,
  tagStart,
  wrapperNames,
  type Braces,
} from './syntax.ts';
import { readUrl, settle, unescapeLabel, withBraces, type Written, type WrittenTag } from './written.ts';

export type { Written } from './written.ts';

/** Marks that are open inside one bracket, or outside all of them. */
interface Frame {
  readonly bracket?: Bracket;
  /** Index of the opening element of the bracket. */
  readonly opener: number;
  readonly marks: Array<{ readonly mark: MarkName; readonly index: number }>;
}

const letter = /[\p{L}\p{N}]/u;
const signs = /[\\`*_~[\]<:&@!]/g;
const reference = /&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});/y;
const newMention = /@\[([^\]\n]{1,200})\]/y;

/**
 * Splits a line of the dialect into its elements, in linear time. Signs toggle; a sign without its partner is text, as
 * in Markdown. Space at both ends is dropped.
 */
export function lexInline(source: string): Written[] {
  const text = collapse(source).trim();
  const brackets = findBrackets(text);
  const lastTick = text.lastIndexOf('`');
  const elements: Written[] = [];
  const frames: Frame[] = [{ opener: -1, marks: [] }];

  let position = 0;
  while (position < text.length) {
    signs.lastIndex = position;
    const next = signs.exec(text)?.index ?? text.length;
    if (next > position) literal(text.slice(position, next));
    position = next < text.length ? readSign(next) : next;
  }
  return settle(elements);

  function literal(plain: string): void {
    for (const { text: part, kind } of splitWords(plain))
      push({ kind, text: kind === 'space' ? ' ' : part, pair: -1 });
  }

  function push(element: Written): void {
    elements.push(element);
  }

  function frame(): Frame {
    return frames.at(-1) ?? { opener: -1, marks: [] };
  }

  /** Reads what stands at a special character and returns where it ends. */
  function readSign(at: number): number {
    switch (text[at]) {
      case '\\':
        return readEscape(at);
      case '`':
        return readCode(at);
      case '*':
      case '_':
      case '~':
        return readMark(at);
      case '<':
        return readAngle(at);
      case '[':
        return openBracket(at, at, 'link');
      case ']':
        return closeBracket(at);
      default:
        return readRest(at);
    }
  }

  function readEscape(at: number): number {
    const escaped = escapable.test(text[at + 1] ?? '');
    literal(escaped ? (text[at + 1] ?? '') : '\\');
    return at + (escaped ? 2 : 1);
  }

  function readCode(at: number): number {
    const close = at < lastTick ? text.indexOf('`', at + 1) : -1;
    if (close === -1) {
      literal('`');
      return at + 1;
    }
    const tag: WrittenTag = { syntax: 'mark', name: 'code' };
    const opener = elements.length;
    push({ kind: 'open', text: '`', tag, pair: -1 });
    literal(text.slice(at + 1, close));
    closeElement(opener, tag);
    return close + 1;
  }

  function readMark(at: number): number {
    const sign = text[at] ?? '';
    const double = text[at + 1] === sign && sign !== '_';
    const before = characterBefore(text, at);
    const after = String.fromCodePoint(text.codePointAt(at + 1) ?? 32);
    if (double) toggle(sign === '*' ? 'strong' : 'strike', sign + sign);
    else if (sign === '~' || (sign === '*' && /^ ?$/.test(before) && after === ' ')) literal(sign);
    else if (sign === '_' && letter.test(before) && letter.test(after)) literal(sign);
    else toggle('em', sign);
    return at + (double ? 2 : 1);
  }

  function toggle(mark: MarkName, written: string): void {
    if (frame().marks.some((entry) => entry.mark === mark)) closeMark(mark, written);
    else openMark(mark, written);
  }

  function openMark(mark: MarkName, written: string): void {
    const repeated = frame().marks.some((entry) => entry.mark === mark);
    if (repeated) return;
    frame().marks.push({ mark, index: elements.length });
    push({ kind: 'open', text: written, tag: { syntax: 'mark', name: mark }, pair: -1 });
  }

  function closeMark(mark: MarkName, written: string): void {
    const { marks } = frame();
    const at = marks.findLastIndex((entry) => entry.mark === mark);
    const entry = marks[at];
    if (entry === undefined) {
      literal(written);
      return;
    }
    closeElement(entry.index, { syntax: 'mark', name: mark });
    marks.length = at;
  }

  function closeElement(opener: number, tag: WrittenTag): void {
    const element = elements[opener];
    if (element === undefined) return;
    elements[opener] = { ...element, tag, pair: elements.length };
    push({ kind: 'close', text: '', tag, pair: opener });
  }

  function readAngle(at: number): number {
    tagStart.lastIndex = at;
    autolinkStart.lastIndex = at;
    const tag = tagStart.exec(text);
    const link = tag === null ? autolinkStart.exec(text) : null;
    const mark = marksByTag.get(tag?.[2] ?? '');
    if (link !== null)
      push({ kind: 'atom', text: '', atom: { name: 'autolink', label: link[1] ?? '' }, pair: -1 });
    else if (tag === null) literal('<');
    else if (mark === undefined) push({ kind: 'atom', text: '', atom: { name: 'br', label: '' }, pair: -1 });
    else if (tag[1] === '') openMark(mark, tag[0]);
    else closeMark(mark, tag[0]);
    return at + (tag?.[0].length ?? link?.[0].length ?? 1);
  }

  function openBracket(at: number, start: number, name: string): number {
    const bracket = brackets.get(at);
    if (bracket === undefined) {
      literal(text.slice(start, at + 1));
      return at + 1;
    }
    frames.push({ bracket, opener: elements.length, marks: [] });
    const syntax = bracket.directive === undefined ? 'link' : 'directive';
    push({ kind: 'open', text: text.slice(start, at + 1), tag: { syntax, name }, pair: -1 });
    return at + 1;
  }

  function closeBracket(at: number): number {
    const { bracket, opener } = frame();
    if (bracket?.close !== at) {
      literal(']');
      return at + 1;
    }
    frames.pop();
    const { braces, end } = readBracesAt(bracket.directive === undefined ? bracket.urlEnd + 1 : at + 1);
    if (bracket.directive !== undefined) {
      closeElement(opener, withBraces({ syntax: 'directive', name: bracket.directive }, braces));
      return end;
    }
    const url = readUrl(text.slice(bracket.urlStart, bracket.urlEnd));
    if (opener === elements.length - 1) {
      elements.pop();
      push({ kind: 'atom', text: '', atom: withBraces({ name: 'card', label: url }, braces), pair: -1 });
    } else {
      closeElement(opener, withBraces({ syntax: 'link', name: 'link', url }, braces));
    }
    return end;
  }

  function readBracesAt(at: number): { braces: Braces; end: number } {
    bracesStart.lastIndex = at;
    const match = bracesStart.exec(text);
    if (match === null) return { braces: { attributes: [] }, end: at };
    return { braces: readBraces(match[1] ?? ''), end: at + match[0].length };
  }

  /** A directive, a new image or mention, a character reference, or the plain character. */
  function readRest(at: number): number {
    const character = text[at] ?? '';
    directiveStart.lastIndex = at;
    const named = character === ':' ? directiveStart.exec(text)?.[0].length : undefined;
    const bracketAt = character === '!' ? at + 1 : named === undefined ? -1 : at + named - 1;
    const bracket = brackets.get(bracketAt);
    if (character === ':' && bracket?.directive !== undefined) {
      if (wrapperNames.has(bracket.directive) && bracket.close > bracketAt + 1)
        return openBracket(bracketAt, at, bracket.directive);
      const { braces, end } = readBracesAt(bracket.close + 1);
      const label = unescapeLabel(text.slice(bracketAt + 1, bracket.close));
      push({
        kind: 'atom',
        text: '',
        atom: withBraces({ name: bracket.directive, label }, braces),
        pair: -1,
      });
      return end;
    }
    if (character === '!' && bracket !== undefined && bracket.directive === undefined) {
      const { braces, end } = readBracesAt(bracket.urlEnd + 1);
      const url = readUrl(text.slice(bracket.urlStart, bracket.urlEnd));
      const label = unescapeLabel(text.slice(bracketAt + 1, bracket.close));
      const fields = { name: 'image', label, attributes: [] };
      const { attributes } = braces;
      push({
        kind: 'atom',
        text: '',
        atom: { ...withBraces(fields, braces), attributes: [['src', url], ...attributes] },
        pair: -1,
      });
      return end;
    }
    newMention.lastIndex = at;
    reference.lastIndex = at;
    const mention = newMention.exec(text);
    const entity = reference.exec(text);
    if (mention !== null)
      push({ kind: 'atom', text: '', atom: { name: 'mention', label: mention[1] ?? '' }, pair: -1 });
    else literal(entity === null ? character : decodeText(entity[0]));
    return at + (mention?.[0].length ?? entity?.[0].length ?? 1);
  }
}
