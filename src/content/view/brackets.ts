import { bracesStart, directiveStart } from './syntax.ts';

/** What a bracket of a line is: the label of a link with its address, or the label of a directive. */
export interface Bracket {
  /** Directive name; undefined for a link. */
  readonly directive?: string;
  /** Offset of the closing square bracket. */
  readonly close: number;
  /** Range of the address of a link. */
  readonly urlStart: number;
  readonly urlEnd: number;
}

/**
 * Finds the square brackets of a line that mean something, by the offset of the opening one; all others are text.
 * Two passes over the line, whatever it holds.
 */
export function findBrackets(text: string): Map<number, Bracket> {
  const found = new Map<number, Bracket>();
  if (!text.includes('[')) return found;
  const rounds = matchRounds(text);
  const lastTick = text.lastIndexOf('`');
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') {
      at += 1;
    } else if (character === '`' && at < lastTick) {
      at = text.indexOf('`', at + 1);
    } else if (character === '[') {
      open.push(at);
    } else if (character === ']') {
      const start = open.pop();
      if (start === undefined) continue;
      const bracket = bracketAt(text, start, at, rounds);
      if (bracket === undefined) continue;
      found.set(start, bracket);
      at = skipBraces(text, Math.max(at, bracket.urlEnd));
    }
  }
  return found;
}

/** The end of the braces behind a bracket: what they hold is no text. */
function skipBraces(text: string, at: number): number {
  bracesStart.lastIndex = at + 1;
  const match = bracesStart.exec(text);
  return at + (match?.[0].length ?? 0);
}

function bracketAt(
  text: string,
  start: number,
  close: number,
  rounds: Map<number, number>,
): Bracket | undefined {
  const nameLength = /:[a-z]+$/.exec(text.slice(Math.max(0, start - 16), start))?.[0].length;
  const colon = start - (nameLength ?? 0);
  if (nameLength !== undefined && !isEscaped(text, colon)) {
    directiveStart.lastIndex = colon;
    const match = directiveStart.exec(text);
    if (match !== null && colon + match[0].length === start + 1)
      return { directive: match[1] ?? '', close, urlStart: -1, urlEnd: -1 };
  }
  const urlEnd = text[close + 1] === '(' ? rounds.get(close + 1) : undefined;
  return urlEnd === undefined ? undefined : { close, urlStart: close + 2, urlEnd };
}

/** Whether a backslash stands before an offset that is not itself escaped. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}

/** The partner of every round bracket that has one. */
function matchRounds(text: string): Map<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '(') open.push(at);
    else if (character === ')') {
      const start = open.pop();
      if (start !== undefined) partners.set(start, at);
    }
  }
  return partners;
}
