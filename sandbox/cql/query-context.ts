import type { Dialect } from './dialect.ts';

/** What functions and personal fields of a query refer to. */
export interface QueryContext {
  readonly accountId: string;
  /** Cloud's unless given. */
  readonly dialect?: Dialect;
  /** The account that a query may name otherwise than by its id, as Data Center's does by user name. */
  accountNamed?(name: string): string | undefined;
  /** UTC milliseconds. */
  readonly now: number;
  /** From `cqlcontext`: context for functions, never a filter (facts: confluence-api §10). */
  readonly spaceKey?: string;
  readonly contentId?: string;
  favouriteSpaceKeys(): readonly string[];
  /** Newest first. */
  recentContentIds(): readonly string[];
  /** Newest first. */
  recentSpaceKeys(): readonly string[];
}
