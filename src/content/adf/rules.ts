/** What one value of `attrs` may be. */
export type ValueRule =
  | { readonly kind: 'any' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'string'; readonly min?: number; readonly pattern?: string }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'one-of'; readonly values: ReadonlyArray<string | number> }
  | { readonly kind: 'list'; readonly of: ValueRule; readonly min?: number }
  | ({ readonly kind: 'object' } & ObjectRule);

/** An object that has the required keys and, unless it is open, no others than the known ones. */
export interface ObjectRule {
  readonly required: readonly string[];
  readonly values: Readonly<Record<string, ValueRule>>;
  readonly open?: boolean;
}

/** `content`: names of node rules that each child may follow; `places` gives them for the first children one by one. */
export interface ContentRule {
  readonly allowed?: readonly string[];
  readonly places?: ReadonlyArray<readonly string[]>;
  readonly min?: number;
  readonly max?: number;
}

/** One form that a node of a type may have; a type has several where its place decides about marks or content. */
export interface NodeRule {
  readonly name: string;
  readonly type: string;
  readonly required: readonly string[];
  /** Other keys than the known ones are allowed. */
  readonly open?: boolean;
  /** One of these has to fit. */
  readonly attrs?: readonly ObjectRule[];
  /** Keys that hold a plain value: `text`, `version`. */
  readonly values?: Readonly<Record<string, ValueRule>>;
  /** Types of marks; undefined for any. */
  readonly marks?: { readonly types?: readonly string[]; readonly max?: number };
  readonly content?: ContentRule;
}

export interface MarkRule {
  readonly type: string;
  readonly required: readonly string[];
  readonly attrs?: ObjectRule;
}
