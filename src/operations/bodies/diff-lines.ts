import { estimateTokens, matchKeys } from '../../content/index.ts';

/** Unchanged lines shown around a change. */
const context = 2;
/** Tokens that the lines around a difference take. */
const headerTokens = 120;

export interface LineDiff {
  /** Changed lines with `-` and `+` and two lines around them; `…` stands for what is left out. */
  readonly text: string;
  readonly added: number;
  readonly removed: number;
  /** Whether the text ends before the difference does. */
  readonly cut: boolean;
}

type Row = readonly [sign: ' ' | '-' | '+', line: string];

/** The difference of two texts, line by line. */
export function diffLines(before: string, after: string, maxTokens = 8_000): LineDiff {
  const rows = rowsOf(linesOf(before), linesOf(after));
  const added = rows.filter(([sign]) => sign === '+').length;
  const removed = rows.filter(([sign]) => sign === '-').length;
  const near = nearChanges(rows);
  const shown: string[] = [];
  let tokens = headerTokens;
  let skipped = false;
  for (const [index, [sign, line]] of rows.entries()) {
    if (!near[index]) {
      skipped = true;
      continue;
    }
    const text = `${sign} ${line}`.trimEnd();
    tokens += estimateTokens(text) + 1;
    if (tokens > maxTokens) return { text: shown.join('\n'), added, removed, cut: true };
    if (skipped) shown.push('…');
    skipped = false;
    shown.push(text);
  }
  return { text: shown.join('\n'), added, removed, cut: false };
}

/** Lines that say something: blank ones only separate blocks, but for those of code. */
function linesOf(text: string): readonly string[] {
  let fence: string | undefined;
  return text.split('\n').filter((line) => {
    const [, sign] = /^\s*(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === undefined) fence = sign;
    else if (sign !== undefined && sign.startsWith(fence)) fence = undefined;
    return fence !== undefined || line.trim() !== '';
  });
}

/** All lines of both texts in one order; what went stands before what came. */
function rowsOf(before: readonly string[], after: readonly string[]): Row[] {
  const matches = matchKeys(before, after);
  const rows: Row[] = [];
  let at = 0;
  const remove = (until: number): void => {
    for (; at < until; at += 1) rows.push(['-', before[at] ?? '']);
  };
  let pending: Row[] = [];
  after.forEach((line, index) => {
    const match = matches[index] ?? -1;
    if (match === -1) {
      pending.push(['+', line]);
      return;
    }
    remove(match);
    rows.push(...pending, [' ', line]);
    pending = [];
    at = match + 1;
  });
  remove(before.length);
  return [...rows, ...pending];
}

function nearChanges(rows: readonly Row[]): boolean[] {
  const near: boolean[] = Array.from({ length: rows.length }, () => false);
  rows.forEach(([sign], index) => {
    if (sign === ' ') return;
    for (let at = index - context; at <= index + context; at += 1) if (at in near) near[at] = true;
  });
  return near;
}
