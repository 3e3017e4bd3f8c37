import { AppError } from '../../kernel/app-error.ts';

/** Moves over text that is known to be JSON: each function takes an offset and returns the one behind. */

const backslash = 92;

export function skipBlank(json: string, from: number): number {
  let at = from;
  for (let code = json.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = json.charCodeAt(at))
    at += 1;
  return at;
}

/** From the opening quote. */
export function skipString(json: string, from: number): number {
  for (let quote = json.indexOf('"', from + 1); ; quote = json.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (json.charCodeAt(before) === backslash) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
}

const structure = /["{}[\]]/g;
const literalEnd = /[\s,}\]]|$/g;

/** Deepest nesting of a value that is no node. */
const deepestValue = 500;

/** From the first character of any value. Raises `too_large` for one that is nested too deep to be worked with. */
export function skipValue(json: string, from: number, deepest = deepestValue): number {
  const first = json[from];
  if (first === '"') return skipString(json, from);
  if (first !== '{' && first !== '[') {
    literalEnd.lastIndex = from;
    return literalEnd.exec(json)?.index ?? json.length;
  }
  let depth = 0;
  let at = from;
  do {
    structure.lastIndex = at;
    const found = structure.exec(json);
    if (found === null) return json.length;
    at = found.index + 1;
    if (found[0] === '"') at = skipString(json, found.index);
    else depth += found[0] === '{' || found[0] === '[' ? 1 : -1;
    if (depth > deepest)
      throw new AppError('too_large', `Attributes are nested more than ${deepest} levels deep.`);
  } while (depth > 0);
  return at;
}

/** Where a value of an object stands. */
export interface KeyRange {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The keys of the object whose brace opens at an offset, with the place of each value. */
export function keyRanges(json: string, from: number): KeyRange[] {
  const ranges: KeyRange[] = [];
  let at = skipBlank(json, from + 1);
  while (json[at] === '"') {
    const keyEnd = skipString(json, at);
    const start = skipBlank(json, skipBlank(json, keyEnd) + 1);
    const end = skipValue(json, start, Infinity);
    ranges.push({ key: String(JSON.parse(json.slice(at, keyEnd))), start, end });
    at = skipBlank(json, end);
    if (json[at] === ',') at = skipBlank(json, at + 1);
  }
  return ranges;
}
