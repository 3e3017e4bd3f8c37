import { refuse } from '../refuse.ts';
import type { Resolvers } from '../resolvers.ts';
import type { AdfNode } from '../../adf/node.ts';

/** What the writers of the single families share while one piece of Markdown is written. */
export interface Writing {
  readonly resolvers: Resolvers;
  /** Handles that were used; each thing of the page can be moved to one place only. */
  readonly used: Set<string>;
  readonly newLocalId: () => string;
}

export function createWriting(resolvers: Resolvers): Writing {
  let count = 0;
  const numbered = (): string => {
    count += 1;
    return `new-${count}`;
  };
  return { resolvers, used: new Set(), newLocalId: resolvers.newLocalId ?? numbered };
}

/** The stored node or mark of an existing thing. Raises `invalid_input` when there is none or it was moved already. */
export function takeExisting(writing: Writing, handle: string, line: number, shared = false): AdfNode {
  const node = parseNode(writing.resolvers.existing?.(handle));
  if (node === undefined)
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
  return node;
}

function parseNode(json: string | undefined): AdfNode | undefined {
  if (json === undefined) return undefined;
  const value: unknown = JSON.parse(json);
  // Blocks come as a list of nodes, also when it is one.
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return isNode(only) ? only : undefined;
}

function isNode(value: unknown): value is AdfNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
