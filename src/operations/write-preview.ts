import type { WriteBody } from './input-fields.ts';
import { lines } from './text-lines.ts';

const maxShown = 4_000;

/** A new body as an approver sees it. */
export function bodyPreview(body: WriteBody | undefined): string {
  if (!body) return 'Without a body.';
  return lines(`Body (${body.representation}, ${size(body.value)}):`, shorten(body.value));
}

/** What an update changes in the text: the part between the common beginning and the common end. */
export function changePreview(before: string, after: string): string {
  if (before === after) return 'The body stays as it is.';
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  return lines(
    `Body: ${size(before)} before, ${size(after)} after; the first ${start.toLocaleString('en')} and the last ${end.toLocaleString('en')} stay.`,
    removed && `Removed:\n${shorten(removed)}`,
    added && `Added:\n${shorten(added)}`,
  );
}

function size(text: string): string {
  return `${text.length.toLocaleString('en')} characters`;
}

function shorten(text: string): string {
  return text.length <= maxShown
    ? text
    : `${text.slice(0, maxShown)}\n… ${(text.length - maxShown).toLocaleString('en')} more characters`;
}
