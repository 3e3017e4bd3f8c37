import type { SpaceRef } from '../view.ts';
import { parseCql } from './parse-cql.ts';
import { printClause, printLiteral, printOrder, quoted } from './print-cql.ts';
import type { Query } from './tree.ts';

/** What one profile leaves, as CQL can say it. Absent parts limit nothing. */
export interface CqlLimit {
  readonly allowedSpaces?: readonly SpaceRef[];
  readonly deniedSpaces?: readonly SpaceRef[];
  readonly pageTrees?: readonly string[];
  readonly labels?: readonly string[];
}

/** `nothing` where the limits leave no space at all: then there is no query to ask. */
export type NarrowedCql = { readonly kind: 'query'; readonly cql: string } | { readonly kind: 'nothing' };

/**
 * A query that finds only what one of the limits leaves: `(query) and (limits)`, ORDER BY outside, everything in
 * parentheses. Spaces need their keys, which is what CQL compares: of allowed ones those without are left out, which
 * finds less; of denied ones too, so that rows are to be filtered all the same. Raises `invalid_input` with the position
 * where the query does not read.
 */
export function narrowCql(cql: string, limits: readonly CqlLimit[]): NarrowedCql {
  const query = parseCql(cql);
  if (limits.length === 0) return { kind: 'nothing' };
  const parts = limits.map((limit) => withLimit(query, limit)).filter((part) => part !== undefined);
  if (parts.length === 0) return { kind: 'nothing' };
  // From the left, like everything that is joined here.
  const where = parts.reduce((left, right) => `(${left} or ${right})`);
  return { kind: 'query', cql: `${where}${printOrder(query)}` };
}

/**
 * One limit around the query, the query first: a clause that excludes cannot begin a query (facts: confluence-api §10).
 * Undefined where nothing is left.
 */
function withLimit({ where }: Query, limit: CqlLimit): string | undefined {
  const { allowedSpaces, pageTrees, labels } = limit;
  const denied = keysOf(limit.deniedSpaces ?? []);
  const clauses: string[] = [];
  if (allowedSpaces) {
    const deniedKeys = new Set(denied.map((key) => key.toLowerCase()));
    const keys = keysOf(allowedSpaces).filter((key) => !deniedKeys.has(key.toLowerCase()));
    if (keys.length === 0) return undefined;
    clauses.push(`space in (${listed(keys)})`);
  } else if (denied.length > 0) clauses.push(`space not in (${listed(denied)})`);
  if (pageTrees) {
    if (pageTrees.length === 0) return undefined;
    const ids = pageTrees.map((text) => printLiteral({ text })).join(', ');
    clauses.push(`(ancestor in (${ids}) or id in (${ids}))`);
  }
  if (labels) {
    if (labels.length === 0) return undefined;
    clauses.push(`label in (${listed(labels)})`);
  }
  return clauses.reduce((left, right) => `(${left} and ${right})`, printClause(where));
}

function keysOf(refs: readonly SpaceRef[]): string[] {
  return refs.flatMap(({ key }) => key ?? []);
}

function listed(texts: readonly string[]): string {
  return texts.map(quoted).join(', ');
}
