/** JSON values as ADF attributes hold them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface AdfMark {
  readonly type: string;
  readonly attrs?: { readonly [key: string]: Json };
}

/** Any node of the Atlassian Document Format below `doc`. */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: { readonly [key: string]: Json };
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly AdfMark[];
  /** Only on `text`. */
  readonly text?: string;
}

export interface AdfDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfNode[];
}
