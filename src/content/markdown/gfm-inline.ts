import type { References } from './block-parser.ts';
import { writeUrl } from '../view/inline-text.ts';

/** Whether a text has anything that GFM writes otherwise than the dialect. */
const needsRewriting = /[\n\]]|`{2}|__|\*{3}|https?:\/\//i;
const signs = /[\\`*_[\]<{\n]|https?:\/\//gi;
const bareUrl = /https?:\/\/[^\s<>[\]`"]+/iy;
/** A placeholder in an address, as in `https://{host}/…`: no address to link to. */
const template = /[{}]/;
const bracketUrl = /<[a-z][a-z0-9+.-]*:[^\s<>]+>/iy;
const braces = /\{(?:[^{}"\n]|"(?:[^"\\\n]|\\.)*")*\}/y;
const word = /[\p{L}\p{N}]/u;

/**
 * Inline GFM as the dialect writes it: line breaks, code in several backticks, bold with underscores, three signs in a
 * row, reference links and bare addresses. One pass over the text; what both write alike stays as it is.
 */
export function gfmToDialect(source: string, references: References): string {
  if (!needsRewriting.test(source)) return source;
  const ticks = tickRuns(source);
  const rounds = roundPartners(source);
  const hasReferences = Object.keys(references).length > 0;
  /** Where the text of each open square bracket starts. */
  const open: number[] = [];
  const emphasis: string[] = [];
  const out: string[] = [];
  let at = 0;
  while (at < source.length) {
    signs.lastIndex = at;
    const next = signs.exec(source)?.index ?? source.length;
    out.push(source.slice(at, next));
    at = next < source.length ? readSign(next) : next;
  }
  return out.join('');

  function keep(from: number, to: number): number {
    out.push(source.slice(from, to));
    return to;
  }

  function readSign(start: number): number {
    switch (source[start]) {
      case '\\':
        if (source[start + 1] === '\n') return lineBreak(start + 1);
        return keep(start, start + 2);
      case '\n':
        return lineBreak(start);
      case '`':
        return readCode(start);
      case '*':
      case '_':
        return readEmphasis(start);
      case '<':
        return keep(start, matchEnd(bracketUrl, start) ?? start + 1);
      case '{':
        return keep(
          start,
          (/[\])]/.test(source[start - 1] ?? '') ? matchEnd(braces, start) : undefined) ?? start + 1,
        );
      case '[':
        open.push(start + 1);
        return keep(start, start + 1);
      case ']':
        return closeBracket(start);
      case 'h':
      case 'H':
        return readBareUrl(start);
      default:
        return keep(start, start + 1);
    }
  }

  /** A line break is `<br>` after two spaces or a backslash, else a space. */
  function lineBreak(newline: number): number {
    const before = out.pop() ?? '';
    const hard = source[newline - 1] === '\\' || / {2}$/.test(before);
    out.push(before.trimEnd(), hard ? '<br>' : ' ');
    let next = newline + 1;
    while (source[next] === ' ' || source[next] === '\t') next += 1;
    return next;
  }

  function readCode(start: number): number {
    const length = runLength(source, start, '`');
    const close = ticks.closing(start, length);
    if (close === undefined) {
      out.push('\\`'.repeat(length));
      return start + length;
    }
    let text = source.slice(start + length, close).replaceAll('\n', ' ');
    if (length === 1) {
      out.push(`\`${text}\``);
    } else {
      if (/^ .*[^ ].* $/.test(text)) text = text.slice(1, -1);
      const escaped = text.replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
      out.push(text.includes('`') ? `<code>${escaped}</code>` : `\`${text}\``);
    }
    return close + length;
  }

  /** Runs that the dialect reads otherwise: `__` and three or more signs; the open marks are followed for the latter. */
  function readEmphasis(start: number): number {
    const sign = source[start] ?? '';
    const length = runLength(source, start, sign);
    const end = start + length;
    const before = source[start - 1] ?? ' ';
    const after = source[end] ?? ' ';
    const opens = !/\s/.test(after) && (sign === '*' || !word.test(before));
    const closes = !/\s/.test(before) && (sign === '*' || !word.test(after));
    if (length === 3) return readTriple(sign, opens, closes, end);
    if (length === 2 && sign === '_') return readDouble(before, opens, closes, start);
    if (length === 1 || (sign === '*' && length === 2)) toggle(length === 1 ? 'em' : 'strong', opens, closes);
    else if (sign === '_' || length > 4) {
      out.push(`\\${sign}`.repeat(length));
      return end;
    }
    return keep(start, end);
  }

  /** Two underscores are bold in GFM; in the dialect they end one emphasis and start another. */
  function readDouble(before: string, opens: boolean, closes: boolean, start: number): number {
    const end = start + 2;
    const isOpen = emphasis.includes('strong');
    if (!isOpen && emphasis.at(-1) === 'em' && !/\s/.test(before)) return keep(start, end);
    if (isOpen ? closes : opens && source.includes('__', end)) {
      toggle('strong', opens, closes);
      out.push('**');
    } else {
      out.push('\\_\\_');
    }
    return end;
  }

  /** Three signs: bold and emphasis together, closed in the order in which they were opened. */
  function readTriple(sign: string, opens: boolean, closes: boolean, end: number): number {
    if (closes && emphasis.length > 1) {
      for (const mark of [emphasis.pop(), emphasis.pop()]) out.push(`</${mark}>`);
    } else if (closes && emphasis.length === 1) {
      const mark = emphasis.pop();
      out.push(`</${mark}>${`\\${sign}`.repeat(mark === 'strong' ? 1 : 2)}`);
    } else if (opens && source.includes(sign, end)) {
      const outerFirst = nextRun(sign, end) === 2 ? ['em', 'strong'] : ['strong', 'em'];
      for (const mark of outerFirst) {
        emphasis.push(mark);
        out.push(`<${mark}>`);
      }
    } else {
      out.push(`\\${sign}`.repeat(3));
    }
    return end;
  }

  function toggle(mark: string, opens: boolean, closes: boolean): void {
    const at_ = emphasis.lastIndexOf(mark);
    if (at_ !== -1 && closes) emphasis.length = at_;
    else if (at_ === -1 && opens) emphasis.push(mark);
  }

  function nextRun(sign: string, from: number): number {
    const next = source.indexOf(sign, from);
    return next === -1 ? 0 : runLength(source, next, sign);
  }

  function closeBracket(start: number): number {
    const labelStart = open.pop();
    const follows = source[start + 1];
    if (labelStart === undefined) return keep(start, start + 1);
    if (follows === '(') return keep(start, (rounds.get(start + 1) ?? start) + 1);
    if (follows === '{' || !hasReferences || isDirective(labelStart)) return keep(start, start + 1);
    const full = follows === '[' ? source.indexOf(']', start + 2) : -1;
    const written = full === -1 ? '' : label(start + 2, full);
    const target = references[normalise(written.trim() === '' ? label(labelStart, start) : written)];
    if (target === undefined) return keep(start, start + 1);
    out.push(`](${writeUrl(target.href, true)})`);
    return full === -1 ? start + 1 : full + 1;
  }

  /** The text of a label; longer ones name no reference (CommonMark §4.7). */
  function label(from: number, to: number): string {
    return to - from > 999 ? '' : source.slice(from, to);
  }

  function isDirective(labelStart: number): boolean {
    return /:[a-z]+\[$|@\[$/.test(source.slice(Math.max(0, labelStart - 16), labelStart));
  }

  /** An address that stands in the text becomes a link; within a label its signs are only kept from meaning anything. */
  function readBareUrl(start: number): number {
    const end = word.test(source[start - 1] ?? ' ') ? undefined : matchEnd(bareUrl, start);
    if (end === undefined) return keep(start, start + 1);
    const url = trimUrl(source.slice(start, end));
    if (!/^https?:\/\/[^/?#]/i.test(url) || template.test(url)) return keep(start, start + url.length);
    if (open.length > 0) out.push(url.replaceAll(/[*_~]/g, '\\$&'));
    else out.push(`<${url}>`);
    return start + url.length;
  }

  function matchEnd(sticky: RegExp, start: number): number | undefined {
    sticky.lastIndex = start;
    return sticky.test(source) ? sticky.lastIndex : undefined;
  }
}

/** GFM: punctuation at the end, and a closing bracket without its partner, are no part of a bare address. */
function trimUrl(url: string): string {
  let text = url;
  let extra = text.split(')').length - text.split('(').length;
  for (;;) {
    const last = text.at(-1) ?? '';
    if (last === ')' && extra > 0) extra -= 1;
    else if (!/[?!.,:*_~'"|;]/.test(last)) return text;
    text = text.slice(0, -1);
  }
}

function runLength(text: string, start: number, sign: string): number {
  let end = start;
  while (text[end] === sign) end += 1;
  return end - start;
}

function normalise(label: string): string {
  return label.trim().replaceAll(/\s+/g, ' ').toLowerCase().toUpperCase();
}

/** The closing bracket of every round bracket that has one. */
function roundPartners(text: string): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (const match of text.matchAll(/\\[^]|[()]/g)) {
    const start = match[0] === ')' ? open.pop() : undefined;
    if (match[0] === '(') open.push(match.index);
    else if (start !== undefined) partners.set(start, match.index);
  }
  return partners;
}

/** Finds the run of backticks that closes another, in one pass for all of them. */
function tickRuns(text: string): { closing(start: number, length: number): number | undefined } {
  const starts = new Map<number, number[]>();
  for (const match of text.matchAll(/`+/g)) {
    const known = starts.get(match[0].length) ?? [];
    known.push(match.index);
    starts.set(match[0].length, known);
  }
  const positions = new Map<number, number>();
  return {
    closing(start, length) {
      const known = starts.get(length) ?? [];
      let position = positions.get(length) ?? 0;
      while (position < known.length && (known[position] ?? 0) <= start) position += 1;
      positions.set(length, position);
      return known[position];
    },
  };
}
