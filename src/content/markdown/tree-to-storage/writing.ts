import { refuse } from '../refuse.ts';
import type { Resolvers } from '../resolvers.ts';

/** What the writers of the single families share while one piece of Markdown is written. */
export interface Writing {
  readonly resolvers: Resolvers;
  /** Handles that were used; each thing of the page can be moved to one place only. */
  readonly used: Set<string>;
}

/** The stored source of an existing thing. Raises `invalid_input` when there is none or it was moved already. */
export function takeExisting(writing: Writing, handle: string, line: number, shared = false): string {
  const source = writing.resolvers.existing?.(handle);
  if (source === undefined)
    throw refuse(
      line,
      `Nothing on this page has the handle #${handle}.`,
      'Leave the {#…} out to make a new one, or read the page again.',
    );
  if (writing.used.has(handle) && !shared)
    throw refuse(
      line,
      `#${handle} is written twice, but it can stand in one place only.`,
      'Leave the {#…} out of the copy to make a new one.',
    );
  writing.used.add(handle);
  return source;
}
