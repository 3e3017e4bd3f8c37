import type { Effect } from '../../operations/operation.ts';

/** What a token of ours may allow, from the least to the most (DESIGN §6). */
export const weirScopes = ['weir:read', 'weir:write', 'weir:delete', 'weir:admin'] as const;
export type WeirScope = (typeof weirScopes)[number];

/** In every token: whoever may write may see what they wrote. It is all that is asked for until a call needs more. */
export const leastScope: WeirScope = 'weir:read';

/**
 * What a person may let a client do beyond what it asked for, on the consent page: clients that ask for no more when a call
 * needs more could never write otherwise. Administering is left to those who ask for it.
 */
const addableScopes: readonly WeirScope[] = ['weir:write', 'weir:delete'];

/** Those that may be added to what a client asked for; `limit`: all that an administrator lets the client have. */
export function scopesToAdd(
  asked: readonly WeirScope[],
  limit: readonly WeirScope[] = weirScopes,
): readonly WeirScope[] {
  return addableScopes.filter((scope) => !asked.includes(scope) && limit.includes(scope));
}

/** The scope that an operation needs, by what it does. */
export function scopeOf(effect: Effect): WeirScope {
  switch (effect) {
    case 'read':
      return 'weir:read';
    case 'create':
    case 'update':
      return 'weir:write';
    case 'delete':
      return 'weir:delete';
    case 'admin':
      return 'weir:admin';
    default:
      return effect satisfies never;
  }
}

/** Those of ours in a list of words, the least one added, in our order; what else a client asked for is left out. */
export function weirScopesIn(text: string | undefined): readonly WeirScope[] {
  const asked = new Set(text?.split(' '));
  return weirScopes.filter((scope) => scope === leastScope || asked.has(scope));
}

/** For people: what a client with the scope may do. */
export function scopeInWords(scope: WeirScope): string {
  switch (scope) {
    case 'weir:read':
      return 'Find and read pages and comments that you can see';
    case 'weir:write':
      return 'Create and change pages, comments and attachments';
    case 'weir:delete':
      return 'Delete pages, comments and attachments';
    case 'weir:admin':
      return 'Change spaces, permissions and settings that you administer';
    default:
      return scope satisfies never;
  }
}
