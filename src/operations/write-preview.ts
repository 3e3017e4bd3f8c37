import type { WriteBody } from './input-fields.ts';
import { lines } from './text-lines.ts';

const maxShown = 4_000;

/** A new body as an approver sees it. */
export function bodyPreview(body: WriteBody | undefined): string {
  if (!body) return 'Without a body.';
  return lines(`Body (${body.representation}, ${size(body.value)} characters):`, shorten(body.value));
}

/** What an update changes in the text: the pieces between the common beginning and the common end. */
export function changePreview(before: string, after: string): string {
  if (before === after) return 'The body stays as it is.';
  const old = pieces(before);
  const now = pieces(after);
  const start = common(old, now);
  const end = common(old.slice(start).toReversed(), now.slice(start).toReversed());
  const kept = { first: old.slice(0, start).join(''), last: old.slice(old.length - end).join('') };
  const removed = old.slice(start, old.length - end).join('');
  const added = now.slice(start, now.length - end).join('');
  return lines(
    `Body: ${size(before)} characters before, ${size(after)} after; the first ${size(kept.first)} and the last ${size(kept.last)} stay.`,
    removed && `Removed:\n${shorten(removed)}`,
    added && `Added:\n${shorten(added)}`,
  );
}

/** Blocks of a body: up to the end of each paragraph, item, row, heading or line. */
function pieces(body: string): readonly string[] {
  return body.split(/(?<=<\/(?:p|li|tr|h[1-6]|ul|ol|table|ac:[\w-]+)>|\n|\},(?=\{"type"))/);
}

function common(left: readonly string[], right: readonly string[]): number {
  const different = left.findIndex((piece, index) => piece !== right[index]);
  return different === -1 ? Math.min(left.length, right.length) : different;
}

function size(text: string): string {
  return text.length.toLocaleString('en');
}

function shorten(text: string): string {
  return text.length <= maxShown
    ? text
    : `${text.slice(0, maxShown)}\n… ${(text.length - maxShown).toLocaleString('en')} more characters`;
}
