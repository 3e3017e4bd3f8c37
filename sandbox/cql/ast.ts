export const operators = ['=', '!=', '>', '>=', '<', '<=', 'in', 'not in', '~', '!~'] as const;

export type Operator = (typeof operators)[number];

export interface LiteralValue {
  readonly kind: 'literal';
  readonly text: string;
  /** Zero-based offset in the query, as everywhere in this tree. */
  readonly index: number;
}

export interface FunctionCall {
  readonly kind: 'function';
  readonly name: string;
  readonly args: readonly LiteralValue[];
  readonly index: number;
}

export type Value = LiteralValue | FunctionCall;

export interface Comparison {
  readonly kind: 'comparison';
  /** As written; names are compared without regard to case. */
  readonly field: string;
  readonly operator: Operator;
  /** Exactly one, except for `in` and `not in`. */
  readonly values: readonly Value[];
  readonly index: number;
}

export interface Negation {
  readonly kind: 'not';
  readonly clause: Clause;
  readonly index: number;
}

export interface Group {
  readonly kind: 'group';
  readonly chain: Chain;
  readonly index: number;
}

export type Clause = Comparison | Negation | Group;

/** Clauses joined by AND and OR. Without parentheses they are evaluated left to right (facts: confluence-api §10). */
export interface Chain {
  readonly first: Clause;
  readonly rest: readonly { readonly connective: 'and' | 'or'; readonly clause: Clause }[];
}

export interface OrderTerm {
  readonly field: string;
  readonly descending: boolean;
  readonly index: number;
}

export interface Query {
  readonly text: string;
  readonly where: Chain;
  readonly order: readonly OrderTerm[];
}

/** Every comparison of a chain, in order of appearance. */
export function comparisonsOf(chain: Chain): Comparison[] {
  return [chain.first, ...chain.rest.map((link) => link.clause)].flatMap(comparisonsIn);
}

function comparisonsIn(clause: Clause): Comparison[] {
  switch (clause.kind) {
    case 'comparison':
      return [clause];
    case 'not':
      return comparisonsIn(clause.clause);
    case 'group':
      return comparisonsOf(clause.chain);
  }
}
