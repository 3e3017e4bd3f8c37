import type { Chain, Clause, Comparison, Query } from './ast.ts';
import { checkComparison, checkOrder } from './check.ts';
import { cloudDialect } from './dialect.ts';
import { byRelevance, compareBy, type Comparer } from './order.ts';
import { parseCql } from './parser.ts';
import { predicateOf, type Predicate } from './predicates.ts';
import type { QueryContext } from './query-context.ts';
import type { TextQuery } from './text-query.ts';
import { readValues } from './values.ts';

/** A query for content that was checked whole and is ready to run. */
export interface CompiledQuery {
  readonly matches: Predicate;
  /** Null where the query asks for no order and nothing ranks. */
  readonly order: Comparer | null;
  /** What to highlight. */
  readonly texts: readonly TextQuery[];
  /** Whether the query names the type `space`: spaces are found only then. */
  readonly asksForSpaces: boolean;
}

/** Reads and checks a query for content. Raises a CqlError; nothing is ignored but what Confluence itself ignores. */
export function compileCql(cql: string, context: QueryContext): CompiledQuery {
  const { dialect = cloudDialect } = context;
  const parsed = parseCql(cql);
  const query = dialect.dropsMiddleSiteSearch ? withoutMiddleSiteSearch(parsed) : parsed;
  const texts: TextQuery[] = [];
  const ranking: TextQuery[] = [];
  let asksForSpaces = false;
  const matches = compileChain(query.where, (comparison) => {
    const field = checkComparison(cql, comparison, dialect.contentFields, dialect);
    const read = readValues(cql, comparison, field, context);
    if (field.kind === 'type' && read.texts.includes('space')) asksForSpaces = true;
    if (read.text !== null && comparison.operator === '~') texts.push(read.text);
    if (read.text !== null && field.name === 'siteSearch') ranking.push(read.text);
    return predicateOf(cql, field, comparison, read, context);
  });
  const terms = query.order.map((term) =>
    compareBy(checkOrder(cql, term, dialect.contentFields), term.descending),
  );
  const [ranked] = ranking;
  const relevance = ranked === undefined ? null : byRelevance(ranked);
  return { matches, order: terms.length === 0 ? relevance : inTurn(terms), texts, asksForSpaces };
}

/** Compares by the first term that tells two entities apart. */
function inTurn(terms: readonly Comparer[]): Comparer {
  return (a, b) => {
    for (const term of terms) {
      const found = term(a, b);
      if (found !== 0) return found;
    }
    return 0;
  };
}

/** A chain as one test, AND and OR from left to right. */
export function compileChain<Subject>(
  chain: Chain,
  compile: (comparison: Comparison) => (subject: Subject) => boolean,
): (subject: Subject) => boolean {
  return chain.rest.reduce(
    (left, link) => {
      const right = compileClause(link.clause, compile);
      return link.connective === 'and'
        ? (subject: Subject) => left(subject) && right(subject)
        : (subject: Subject) => left(subject) || right(subject);
    },
    compileClause(chain.first, compile),
  );
}

function compileClause<Subject>(
  clause: Clause,
  compile: (comparison: Comparison) => (subject: Subject) => boolean,
): (subject: Subject) => boolean {
  switch (clause.kind) {
    case 'comparison':
      return compile(clause);
    case 'group':
      return compileChain(clause.chain, compile);
    case 'not': {
      const inner = compileClause(clause.clause, compile);
      return (subject) => !inner(subject);
    }
  }
}

/**
 * Confluence silently drops a `siteSearch` clause that is the middle one of three, in parentheses or not
 * (facts: confluence-api §10).
 */
function withoutMiddleSiteSearch(query: Query): Query {
  const [second, third] = query.where.rest;
  if (second === undefined || third === undefined || query.where.rest.length !== 2) return query;
  const middle = unwrap(second.clause);
  const isSiteSearch =
    middle.kind === 'comparison' && middle.field.toLowerCase() === 'sitesearch' && middle.operator === '~';
  const isEmpty =
    isSiteSearch && middle.values.some((value) => value.kind === 'literal' && value.text.trim() === '');
  if (!isSiteSearch || isEmpty) return query;
  return { ...query, where: { first: query.where.first, rest: [third] } };
}

function unwrap(clause: Clause): Clause {
  return clause.kind === 'group' && clause.chain.rest.length === 0 ? unwrap(clause.chain.first) : clause;
}
