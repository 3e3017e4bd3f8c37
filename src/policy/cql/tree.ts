export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '!~' | 'in' | 'not in';

export interface Literal {
  readonly kind: 'literal';
  /** Without quotes and escapes. */
  readonly text: string;
}

export interface FunctionCall {
  readonly kind: 'function';
  readonly name: string;
  readonly args: readonly Literal[];
}

export type Value = Literal | FunctionCall;

/** A condition of CQL. `both` and `either` have two sides: AND and OR group from the left, neither before the other. */
export type Clause =
  | {
      readonly kind: 'comparison';
      readonly field: string;
      readonly operator: Operator;
      /** One, but for the two list operators. */
      readonly values: readonly Value[];
      /** Whether the values stood in parentheses. */
      readonly listed: boolean;
    }
  | { readonly kind: 'not'; readonly clause: Clause }
  | { readonly kind: 'both' | 'either'; readonly left: Clause; readonly right: Clause };

export interface OrderTerm {
  readonly field: string;
  readonly direction: 'asc' | 'desc' | undefined;
}

export interface Query {
  readonly where: Clause;
  readonly order: readonly OrderTerm[];
}
