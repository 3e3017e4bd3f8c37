import { AppError } from '../../kernel/app-error.ts';

/** Where `old` stands in the lines of a view: offsets into the joined text. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

/** Line feeds only, and no blanks at the ends of lines: what a reader cannot see does not count. */
export function tidy(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => trimBlanks(line))
    .join('\n');
}

function trimBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

/** All places of `old` between two offsets of the view, which do not overlap. */
export function findAll(view: string, old: string, from: number, to: number): Found[] {
  const found: Found[] = [];
  if (old === '') return found;
  for (
    let at = view.indexOf(old, from);
    at !== -1 && at + old.length <= to;
    at = view.indexOf(old, at + old.length)
  )
    found.push({ start: at, end: at + old.length });
  return found;
}

const elision =
  /(?:\.{3}|…)[^\n]{0,60}\b(?:unchanged|remain(?:s|ing)?|same as|rest of|omitted|existing (?:content|text|rows?))\b|\b(?:unchanged|omitted|rest of the (?:page|table|content|document))\b[^\n]{0,60}(?:\.{3}|…)/i;

/** Raises `invalid_input` for text that stands for other text, such as "… rows 8 through 144 unchanged …". */
export function refuseElision(text: string, known: string): void {
  const match = elision.exec(text);
  if (match === null || known.includes(match[0])) return;
  throw new AppError('invalid_input', `The text holds an elision: "${match[0].slice(0, 80)}".`, {
    nextStep: 'Replace only what changes; what an edit does not name stays as it is.',
  });
}

/** Why `old` was not found, with the line that looks most like it. */
export function notFound(view: string, old: string): AppError {
  const first = old.split('\n').find((line) => line.trim() !== '') ?? old;
  const words = new Set(first.match(/[\p{L}\p{N}]+/gu) ?? []);
  let best = '';
  let most = 0;
  for (const line of view.split('\n')) {
    let common = 0;
    for (const [word] of line.slice(0, 2000).matchAll(/[\p{L}\p{N}]+/gu)) if (words.has(word)) common += 1;
    if (common > most) {
      most = common;
      best = line;
    }
  }
  const hint = most > 0 ? ` The nearest line is: "${best.slice(0, 160)}".` : '';
  return new AppError(
    'invalid_input',
    `The text to replace is not on the page: "${first.slice(0, 120)}".${hint}`,
    {
      nextStep: 'Copy the text from the view, with its signs and handles.',
    },
  );
}

/** Which places are meant, with a line of context each. */
export function ambiguous(view: string, old: string, found: readonly Found[]): AppError {
  const shown = found.slice(0, 5).map(({ start }) => {
    const lineStart = view.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = view.indexOf('\n', start);
    return `"${view.slice(Math.max(lineStart, start - 60), Math.min(lineEnd === -1 ? view.length : lineEnd, start + old.length + 60))}"`;
  });
  const more = found.length > shown.length ? ` and ${found.length - shown.length} more` : '';
  return new AppError(
    'invalid_input',
    `"${old.slice(0, 80)}" stands ${found.length} times: ${shown.join(', ')}${more}.`,
    {
      nextStep: 'Give more of the text around it, name the block with "in", or replace every one with "all".',
    },
  );
}
