/** What functions and personal fields of a query refer to. */
export interface QueryContext {
  readonly accountId: string;
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
