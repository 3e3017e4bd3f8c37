import { readBraces, type Braces } from './syntax.ts';

/** An item of a written list; its lines are without marker, box and indentation. */
export interface WrittenItem {
  /** The item to the letter, without its marker. */
  readonly text: string;
  readonly lines: readonly string[];
  readonly type: 'bullet' | 'ordered' | 'task' | 'decision';
  readonly number?: number;
  readonly checked?: boolean;
  readonly braces?: Braces;
}

const marker = /^([-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;
const box = /^(?:\[([ xX])\](?: |$)|<>(?: |$))/;
const emptyHandle = /^\{(#[0-9a-z]+(?:\.[0-9]+)?)\}\s*$/;

/** The items of the list that starts at a line; another kind of marker starts another list. */
export function parseItems(
  lines: readonly string[],
  start: number,
  setting: 'flow' | 'cell',
  startsBlock: (line: string) => boolean,
): { readonly items: WrittenItem[]; readonly end: number } {
  const items: WrittenItem[] = [];
  const kind = (lines[start] ?? '').replace(/^\d+/, '')[0];
  let at = start;
  for (;;) {
    const next = skipBlank(lines, at);
    const match = marker.exec(lines[next] ?? '');
    if (match === null || (lines[next] ?? '').replace(/^\d+/, '')[0] !== kind) break;
    const end = itemEnd(lines, next, match[0].trimEnd().length + 1, setting, startsBlock);
    items.push(readItem(lines.slice(next, end), match[1] ?? '-'));
    at = end;
  }
  return { items, end: at };
}

function skipBlank(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && (lines[at] ?? '').trim() === '') at += 1;
  return at;
}

/** First line after the item: what is indented belongs to it, and so does text that runs on. */
function itemEnd(
  lines: readonly string[],
  start: number,
  width: number,
  setting: 'flow' | 'cell',
  startsBlock: (line: string) => boolean,
): number {
  let end = start + 1;
  let at = end;
  let afterBlank = false;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      afterBlank = true;
      continue;
    }
    const indent = line.length - line.trimStart().length;
    const nested =
      indent >= Math.min(width, 2) && (indent >= width || marker.test(line.trimStart()) || !afterBlank);
    const runsOn = setting === 'flow' && !afterBlank && indent < 2 && !startsBlock(line);
    if (!nested && !runsOn) break;
    end = at + 1;
    afterBlank = false;
  }
  return end;
}

function readItem(lines: readonly string[], sign: string): WrittenItem {
  const first = (lines[0] ?? '')
    .slice(sign.length)
    .replace(/^[ \t]/, '')
    .replace(/^ {1,3}(?=\S)/, '');
  const boxed = box.exec(first);
  const indent = sign.length + 1;
  const content = boxed === null ? first : first.slice(boxed[0].length);
  const rest = lines.slice(1).map((line) => dedent(line, indent));
  const ordered = /^\d/.test(sign);
  const type =
    boxed === null ? (ordered ? 'ordered' : 'bullet') : boxed[1] === undefined ? 'decision' : 'task';
  const handle = emptyHandle.exec(content);
  const all = [handle === null ? content : '', ...rest];
  return {
    text: all.join('\n'),
    lines: all,
    type,
    ...(ordered ? { number: Number.parseInt(sign, 10) } : {}),
    ...(type === 'task' ? { checked: boxed?.[1] !== ' ' } : {}),
    ...(handle === null ? {} : { braces: readBraces(handle[1] ?? '') }),
  };
}

function dedent(line: string, width: number): string {
  let at = 0;
  while (at < width && (line[at] === ' ' || line[at] === '\t')) at += line[at] === '\t' ? width : 1;
  return line.slice(Math.min(at, line.length - line.trimStart().length));
}
