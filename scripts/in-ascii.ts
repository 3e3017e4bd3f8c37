// The bundle in ASCII: one letter beyond Latin-1 makes Node keep a whole file with two bytes for each of its letters.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes what is not ASCII in the files of a folder as escapes, and moves the places in their source maps along. Bundled
 * and minified code has such letters in strings, templates and patterns alone, where an escape means the same.
 */
export async function inAscii(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.js')) continue;
    const file = join(folder, name);
    const code = await readFile(file, 'utf8');
    const lines = code.split('\n').map(escaped);
    if (lines.every(({ moves }) => moves.length === 0)) continue;
    await writeFile(file, lines.map(({ text }) => text).join('\n'));
    const map = JSON.parse(await readFile(`${file}.map`, 'utf8')) as { mappings: string };
    const mappings = map.mappings.split(';').map((line, at) => moved(line, lines[at]?.moves ?? []));
    await writeFile(`${file}.map`, JSON.stringify({ ...map, mappings: mappings.join(';') }));
  }
}

/** Columns after which everything stands further to the right, in order. */
type Moves = readonly { readonly after: number; readonly by: number }[];

function escaped(line: string): { readonly text: string; readonly moves: Moves } {
  const moves: { after: number; by: number }[] = [];
  const text = line.replaceAll(/[^\0-\x7f]/g, (unit, column: number) => {
    const escape = `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    moves.push({ after: column, by: escape.length - 1 });
    return escape;
  });
  return { text, moves };
}

/** One line of a source map: segments, whose first field is the distance to the column of the segment before. */
function moved(line: string, moves: Moves): string {
  if (moves.length === 0) return line;
  let [column, shift, next] = [0, 0, 0];
  return line
    .split(',')
    .map((segment) => {
      const [, written = '', rest = ''] = /^([g-z0-9+/]*[A-Za-f])(.*)$/.exec(segment) ?? [];
      const distance = decoded(written);
      column += distance;
      const before = shift;
      for (let move = moves[next]; move && move.after < column; move = moves[++next]) shift += move.by;
      return encoded(distance + shift - before) + rest;
    })
    .join(',');
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base 64 VLQ, as source maps have it (ECMA-426): five bits a digit, the sixth says that more follow; the sign comes last. */
function decoded(written: string): number {
  const value = written.split('').reduceRight((high, digit) => high * 32 + (digits.indexOf(digit) & 31), 0);
  return value % 2 === 1 ? -(value - 1) / 2 : value / 2;
}

function encoded(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let written = '';
  do {
    const low = rest % 32;
    rest = (rest - low) / 32;
    written += digits[low + (rest > 0 ? 32 : 0)];
  } while (rest > 0);
  return written;
}
