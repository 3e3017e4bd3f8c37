import { matchKeys } from './myers.ts';
import type { Page } from './page.ts';

/** What a reader sees of a change. */
export interface ViewChange {
  /** The changed lines of the new view, neighbours together; long ones are cut. */
  readonly changed: readonly string[];
  /** Handles that the old view did not have, as `#ab12`. */
  readonly newHandles: readonly string[];
}

/** Longest report of changed lines, in characters. */
const mostText = 2000;

/** Compares the views of a body before and after. */
export function reportChange(before: Page, after: Page): ViewChange {
  const matches = matchKeys(before.rendered.lines, after.rendered.lines);
  const changed: string[] = [];
  let room = mostText;
  let run: string[] = [];
  const close = (): void => {
    const text = run.join('\n').trim();
    run = [];
    if (text === '' || room <= 0) return;
    changed.push(text.length > room ? `${text.slice(0, room)}…` : text);
    room -= text.length;
  };
  after.rendered.lines.forEach((line, index) => {
    if (matches[index] === -1) run.push(line);
    else if (run.length > 0) close();
  });
  close();
  const known = before.index.things;
  const newHandles = [...after.index.things.values()]
    .filter(({ handle }) => !known.has(handle.id) && handle.quiet !== true)
    .map(({ handle }) => `#${handle.shown}`);
  return { changed, newHandles };
}
