import { writeUrl } from '../view/inline-text.ts';
import { lookUpReference, type References } from './references.ts';

/** Whether a text has anything that GFM writes otherwise than the dialect. */
const needsRewriting = /[\n\]]|`{2}|__|\*{3}|https?:\/\/|@[^\s<>@]{1,255}>/i;
const signs = /[\\`*_[\]<{\n]|https?:\/\//gi;
const bareUrl = /https?:\/\/(?:[^\s<>[\]`"\\]|\\[!-;=?-@[-_{-~])+/iy;
/** A placeholder in an address, as in `https://{host}/…`: no address to link to. */
const template = /[{}]/;
const email = /<([^\s<>@`\\]{1,64}@[^\s<>@`\\]{1,255})>/y;
const bracketUrl = /<[a-z][a-z0-9+.-]*:[^\s<>]+>/iy;
const braces = /\{(?:[^{}"\n]|"(?:[^"\\\n]|\\.)*")*\}/y;
const word = /[\p{L}\p{N}]/u;

type Mark = 'strong' | 'em';

interface OpenMark {
  readonly mark: Mark;
  /** Of a mark that is written as a tag: which part of the output that is, and the sign that it stands for. */
  readonly written?: { readonly part: number; readonly sign: string };
}

/**
 * Inline GFM as the dialect writes it: line breaks, code in several backticks, bold with underscores, three signs in a
 * row, reference links and bare addresses. One pass over the text; what both write alike stays as it is.
 */
export function gfmToDialect(source: string, references: References): string {
  if (!needsRewriting.test(source)) return source;
  const ticks = tickRuns(source);
  const rounds = roundPartners(source);
  const hasReferences = Object.keys(references.byLabel).length > 0;
  /** Where the text of each open square bracket starts. */
  const open: number[] = [];
  const emphasis: OpenMark[] = [];
  /** Where the text of the last emphasis starts: the other sign right there is text, not its end. */
  let emphasisStart = -1;
  const out: string[] = [];
  let at = 0;
  while (at < source.length) {
    signs.lastIndex = at;
    const next = signs.exec(source)?.index ?? source.length;
    out.push(source.slice(at, next));
    at = next < source.length ? readSign(next) : next;
  }
  settleTriples();
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
        return readAngle(start);
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

  /** Code in a tag and `<https://…>` stay; `<name@host>` is a link to write to. */
  function readAngle(start: number): number {
    const codeEnd = source.startsWith('<code>', start) ? source.indexOf('</code>', start) : -1;
    if (codeEnd !== -1) {
      out.push(source.slice(start, codeEnd).replaceAll('\n', ' '));
      return codeEnd;
    }
    email.lastIndex = start;
    const address = open.length === 0 ? email.exec(source)?.[1] : undefined;
    if (address?.includes('.') !== true) return keep(start, matchEnd(bracketUrl, start) ?? start + 1);
    out.push(`[${address.replaceAll(/[*_~[\]]/g, '\\$&')}](mailto:${writeUrl(address)})`);
    return start + address.length + 2;
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
    if (length === 1 && start === emphasisStart) {
      out.push(`\\${sign}`);
      return end;
    }
    if (length === 1 || (sign === '*' && length === 2)) toggle(length === 1 ? 'em' : 'strong', opens, closes);
    else if (sign === '_' || length > 4) {
      out.push(`\\${sign}`.repeat(length));
      return end;
    }
    if (length === 1 && opens && emphasis.at(-1)?.mark === 'em') emphasisStart = end;
    return keep(start, end);
  }

  /** Two underscores are bold in GFM; in the dialect they end one emphasis and start another. */
  function readDouble(before: string, opens: boolean, closes: boolean, start: number): number {
    const end = start + 2;
    const isOpen = emphasis.some(({ mark }) => mark === 'strong');
    if (!isOpen && emphasis.at(-1)?.mark === 'em' && !/\s/.test(before)) return keep(start, end);
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
    if (closes && emphasis.length > 0) {
      const inner = emphasis.pop();
      const outer = emphasis.pop();
      if (inner !== undefined) out.push(`</${inner.mark}>`);
      if (outer !== undefined) out.push(`</${outer.mark}>`);
      else out.push(`\\${sign}`.repeat(inner?.mark === 'strong' ? 1 : 2));
    } else if (opens && source.includes(sign, end)) {
      const outerFirst: readonly Mark[] = nextRun(sign, end) === 2 ? ['em', 'strong'] : ['strong', 'em'];
      for (const mark of outerFirst) {
        emphasis.push({ mark, written: { part: out.length, sign } });
        out.push(`<${mark}>`);
      }
    } else {
      out.push(`\\${sign}`.repeat(3));
    }
    return end;
  }

  /** Marks of three signs that never close are those signs. */
  function settleTriples(): void {
    for (const { mark, written } of emphasis)
      if (written !== undefined) out[written.part] = `\\${written.sign}`.repeat(mark === 'strong' ? 2 : 1);
  }

  function toggle(mark: Mark, opens: boolean, closes: boolean): void {
    const known = emphasis.findLastIndex((entry) => entry.mark === mark);
    if (known !== -1 && closes) emphasis.length = known;
    else if (known === -1 && opens) emphasis.push({ mark });
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
    const named = written.trim() === '' ? label(labelStart, start) : written;
    const href = lookUpReference(references, named);
    if (href === undefined) return keep(start, start + 1);
    out.push(`](${writeUrl(href, true)})`);
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
    const written = trimUrl(source.slice(start, end));
    const url = written.replaceAll(/\\(.)/g, '$1');
    if (!/^https?:\/\/[^/?#]/i.test(url) || template.test(url)) return keep(start, start + written.length);
    if (open.length > 0) out.push(url.replaceAll(/[*_~[\]\\`]/g, '\\$&'));
    else out.push(`<${url}>`);
    return start + written.length;
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
    text = text.slice(0, text.at(-2) === '\\' ? -2 : -1);
  }
}

function runLength(text: string, start: number, sign: string): number {
  let end = start;
  while (text[end] === sign) end += 1;
  return end - start;
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
