import type { Chain, Clause, Comparison, LiteralValue, Operator, OrderTerm, Query, Value } from './ast.ts';
import { unparsable } from './cql-error.ts';
import { type Token, type TokenKind, tokenize } from './lexer.ts';
import { reservedWords } from './reserved.ts';

/** Deeper nesting than any person writes; keeps a hostile query from exhausting the stack. */
const deepestGroup = 100;

interface Cursor {
  readonly cql: string;
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/**
 * Reads a query: `clause (AND|OR clause)* [ORDER BY field [asc|desc], …]`. Raises a CqlError that names the position.
 * A query may not start with a negative clause (facts: confluence-api §10).
 */
export function parseCql(cql: string): Query {
  const cursor: Cursor = { cql, tokens: tokenize(cql), at: 0, depth: 0 };
  if (peek(cursor).kind === 'end') throw unparsable(cql, 'the query is empty', 0);
  const where = readChain(cursor);
  refuseNegativeStart(cql, where.first);
  const order = readOrder(cursor);
  expect(cursor, 'end', "expected AND, OR, ORDER BY or the query's end");
  return { text: cql, where, order };
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.at] ?? { kind: 'end', text: '', index: cursor.cql.length };
}

function take(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
}

function expect(cursor: Cursor, kind: TokenKind, reason: string): Token {
  const token = peek(cursor);
  if (token.kind !== kind) throw unparsable(cursor.cql, `${reason}, found ${describe(token)}`, token.index);
  return take(cursor);
}

function describe(token: Token): string {
  return token.kind === 'end' ? 'the end of the query' : `'${token.text}'`;
}

function isKeyword(token: Token, keyword: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === keyword;
}

function takeKeyword(cursor: Cursor, keyword: string): boolean {
  if (!isKeyword(peek(cursor), keyword)) return false;
  take(cursor);
  return true;
}

function readChain(cursor: Cursor): Chain {
  const first = readClause(cursor);
  const rest: Chain['rest'][number][] = [];
  for (;;) {
    if (takeKeyword(cursor, 'and')) rest.push({ connective: 'and', clause: readClause(cursor) });
    else if (takeKeyword(cursor, 'or')) rest.push({ connective: 'or', clause: readClause(cursor) });
    else return { first, rest };
  }
}

function readClause(cursor: Cursor): Clause {
  const token = peek(cursor);
  cursor.depth += 1;
  if (cursor.depth > deepestGroup)
    throw unparsable(cursor.cql, 'the query is nested too deeply', token.index);
  const clause = readClauseAt(cursor, token);
  cursor.depth -= 1;
  return clause;
}

function readClauseAt(cursor: Cursor, token: Token): Clause {
  if (takeKeyword(cursor, 'not')) return { kind: 'not', clause: readClause(cursor), index: token.index };
  if (token.kind === '(') {
    take(cursor);
    const chain = readChain(cursor);
    expect(cursor, ')', "expected AND, OR or ')'");
    return { kind: 'group', chain, index: token.index };
  }
  return readComparison(cursor);
}

function readComparison(cursor: Cursor): Comparison {
  const field = expect(cursor, 'word', 'expected a field name');
  if (reservedWords.has(field.text.toLowerCase()))
    throw unparsable(
      cursor.cql,
      `expected a field name, found the reserved word '${field.text}'`,
      field.index,
    );
  const operator = readOperator(cursor);
  const values = operator === 'in' || operator === 'not in' ? readValueList(cursor) : [readValue(cursor)];
  return { kind: 'comparison', field: field.text, operator, values, index: field.index };
}

const symbolOperators: readonly Operator[] = ['=', '!=', '>', '>=', '<', '<=', '~', '!~'];

function readOperator(cursor: Cursor): Operator {
  const token = take(cursor);
  const symbol = symbolOperators.find((operator) => token.kind === 'operator' && operator === token.text);
  if (symbol !== undefined) return symbol;
  if (isKeyword(token, 'in')) return 'in';
  if (isKeyword(token, 'not') && takeKeyword(cursor, 'in')) return 'not in';
  throw unparsable(cursor.cql, `expected an operator, found ${describe(token)}`, token.index);
}

/** `(a, b)`, or a function alone as in `space in favouriteSpaces()`. */
function readValueList(cursor: Cursor): Value[] {
  if (peek(cursor).kind !== '(') {
    const value = readValue(cursor);
    if (value.kind === 'function') return [value];
    throw unparsable(cursor.cql, "expected '(' and a list of values", value.index);
  }
  take(cursor);
  const values = [readValue(cursor)];
  while (peek(cursor).kind === ',') {
    take(cursor);
    values.push(readValue(cursor));
  }
  expect(cursor, ')', "expected ',' or ')'");
  return values;
}

function readValue(cursor: Cursor): Value {
  const token = peek(cursor);
  if (token.kind === 'word' && cursor.tokens[cursor.at + 1]?.kind === '(') return readFunction(cursor);
  return readLiteral(cursor);
}

function readLiteral(cursor: Cursor): LiteralValue {
  const token = take(cursor);
  if (token.kind === 'string') return { kind: 'literal', text: token.text, index: token.index };
  if (token.kind !== 'word')
    throw unparsable(cursor.cql, `expected a value, found ${describe(token)}`, token.index);
  if (reservedWords.has(token.text.toLowerCase()))
    throw unparsable(cursor.cql, `the reserved word '${token.text}' must be inside quotes`, token.index);
  const dot = token.text.indexOf('.');
  if (dot >= 0)
    throw unparsable(cursor.cql, "the reserved character '.' must be inside quotes", token.index + dot);
  return { kind: 'literal', text: token.text, index: token.index };
}

function readFunction(cursor: Cursor): Value {
  const name = take(cursor);
  take(cursor);
  const args: LiteralValue[] = [];
  if (peek(cursor).kind !== ')') {
    args.push(readLiteral(cursor));
    while (peek(cursor).kind === ',') {
      take(cursor);
      args.push(readLiteral(cursor));
    }
  }
  expect(cursor, ')', "expected ',' or ')'");
  return { kind: 'function', name: name.text, args, index: name.index };
}

function readOrder(cursor: Cursor): OrderTerm[] {
  if (!takeKeyword(cursor, 'order')) return [];
  if (!takeKeyword(cursor, 'by')) throw unparsable(cursor.cql, 'expected BY after ORDER', peek(cursor).index);
  const terms: OrderTerm[] = [];
  do {
    const field = expect(cursor, 'word', 'expected a field name');
    const descending = takeKeyword(cursor, 'desc');
    if (!descending) takeKeyword(cursor, 'asc');
    terms.push({ field: field.text, descending, index: field.index });
  } while (peek(cursor).kind === ',' && take(cursor));
  return terms;
}

function refuseNegativeStart(cql: string, clause: Clause): void {
  switch (clause.kind) {
    case 'group':
      return refuseNegativeStart(cql, clause.chain.first);
    case 'not':
      throw unparsable(cql, 'a negative expression cannot be the first clause', clause.index);
    case 'comparison':
      if (clause.operator === '!=' || clause.operator === '!~' || clause.operator === 'not in')
        throw unparsable(cql, 'a negative expression cannot be the first clause', clause.index);
  }
}
