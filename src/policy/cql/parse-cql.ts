import { cqlFault } from './cql-fault.ts';
import { reservedWords } from './reserved-words.ts';
import { cqlTokens, type Token } from './tokens.ts';
import type { Clause, FunctionCall, Literal, Operator, OrderTerm, Query, Value } from './tree.ts';

const deepestNesting = 30;
const mostClauses = 100;

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
  clauses: number;
}

/**
 * Reads CQL: `clause (AND|OR clause)* [ORDER BY field [asc|desc], …]`, with NOT and parentheses. AND and OR group from
 * the left, as Confluence reads them (facts: confluence-api §10). Raises `invalid_input` with the position.
 */
export function parseCql(cql: string): Query {
  const reader: Reader = { tokens: cqlTokens(cql), at: 0, depth: 0, clauses: 0 };
  if (peek(reader).kind === 'end') throw cqlFault('the query is empty', 0);
  const where = readClauses(reader);
  const order = readOrder(reader);
  const rest = peek(reader);
  if (rest.kind !== 'end')
    throw cqlFault(`expected AND, OR, ORDER BY or the end, found ${named(rest)}`, rest.index);
  return { where, order };
}

function readClauses(reader: Reader): Clause {
  let left = readClause(reader);
  for (;;) {
    if (takeWord(reader, 'and')) left = { kind: 'both', left, right: readClause(reader) };
    else if (takeWord(reader, 'or')) left = { kind: 'either', left, right: readClause(reader) };
    else return left;
  }
}

function readClause(reader: Reader): Clause {
  const token = peek(reader);
  reader.depth += 1;
  reader.clauses += 1;
  if (reader.depth > deepestNesting) throw cqlFault('the query is nested too deeply', token.index);
  if (reader.clauses > mostClauses)
    throw cqlFault(`the query has more than ${mostClauses} clauses; use IN for many values`, token.index);
  const clause = readClauseHere(reader, token);
  reader.depth -= 1;
  return clause;
}

function readClauseHere(reader: Reader, token: Token): Clause {
  if (takeWord(reader, 'not')) return { kind: 'not', clause: readClause(reader) };
  if (token.kind !== '(') return readComparison(reader);
  take(reader);
  const clause = readClauses(reader);
  take(reader, ')', "AND, OR or ')'");
  return clause;
}

function readComparison(reader: Reader): Clause {
  const field = readField(reader);
  const operator = readOperator(reader);
  if (operator !== 'in' && operator !== 'not in')
    return { kind: 'comparison', field, operator, values: [readValue(reader)], listed: false };
  const opening = peek(reader);
  if (opening.kind === '(') {
    take(reader);
    const values = readList(reader, readValue);
    take(reader, ')', "',' or ')'");
    return { kind: 'comparison', field, operator, values, listed: true };
  }
  const value = readValue(reader);
  // `space in favouriteSpaces()`
  if (value.kind !== 'function') throw cqlFault("expected '(' and a list of values", opening.index);
  return { kind: 'comparison', field, operator, values: [value], listed: false };
}

function readField(reader: Reader): string {
  const token = take(reader);
  if (token.kind === 'text') {
    if (token.text.trim() === '') throw cqlFault('the name of the field is empty', token.index);
    return token.text;
  }
  if (token.kind !== 'word') throw cqlFault(`expected a field, found ${named(token)}`, token.index);
  if (reservedWords.has(token.text.toLowerCase()))
    throw cqlFault(`expected a field, found the reserved word ${named(token)}`, token.index);
  return token.text;
}

const symbols: readonly Operator[] = ['=', '!=', '>', '>=', '<', '<=', '~', '!~'];

function readOperator(reader: Reader): Operator {
  const token = take(reader);
  const symbol = token.kind === 'operator' ? symbols.find((known) => known === token.text) : undefined;
  if (symbol) return symbol;
  if (isWord(token, 'in')) return 'in';
  if (isWord(token, 'not') && takeWord(reader, 'in')) return 'not in';
  throw cqlFault(`expected an operator, found ${named(token)}`, token.index);
}

function readValue(reader: Reader): Value {
  const token = peek(reader);
  if (token.kind === 'word' && reader.tokens[reader.at + 1]?.kind === '(') return readFunction(reader);
  return readLiteral(reader);
}

function readFunction(reader: Reader): FunctionCall {
  const name = take(reader);
  if (!/^[A-Za-z]+$/.test(name.text) || reservedWords.has(name.text.toLowerCase()))
    throw cqlFault(`${named(name)} is not the name of a function`, name.index);
  take(reader);
  const args = peek(reader).kind === ')' ? [] : readList(reader, readLiteral);
  take(reader, ')', "',' or ')'");
  return { kind: 'function', name: name.text, args };
}

function readLiteral(reader: Reader): Literal {
  const token = take(reader);
  if (token.kind === 'text') return { kind: 'literal', text: token.text };
  if (token.kind !== 'word') throw cqlFault(`expected a value, found ${named(token)}`, token.index);
  if (reservedWords.has(token.text.toLowerCase()))
    throw cqlFault(`the reserved word ${named(token)} needs quotes around it`, token.index);
  const dot = token.text.indexOf('.');
  if (dot >= 0) throw cqlFault("the character '.' needs quotes around it", token.index + dot);
  return { kind: 'literal', text: token.text };
}

function readList<Item>(reader: Reader, read: (reader: Reader) => Item): Item[] {
  const items = [read(reader)];
  while (peek(reader).kind === ',') {
    take(reader);
    items.push(read(reader));
  }
  return items;
}

function readOrder(reader: Reader): OrderTerm[] {
  if (!takeWord(reader, 'order')) return [];
  const by = take(reader);
  if (!isWord(by, 'by')) throw cqlFault(`expected BY after ORDER, found ${named(by)}`, by.index);
  return readList(reader, (inner) => {
    const field = readField(inner);
    if (takeWord(inner, 'desc')) return { field, direction: 'desc' };
    return { field, direction: takeWord(inner, 'asc') ? 'asc' : undefined };
  });
}

function peek({ tokens, at }: Reader): Token {
  return tokens[at] ?? { kind: 'end', text: '', index: tokens.at(-1)?.index ?? 0 };
}

function take(reader: Reader, kind?: Token['kind'], expected = ''): Token {
  const token = peek(reader);
  if (kind !== undefined && token.kind !== kind)
    throw cqlFault(`expected ${expected}, found ${named(token)}`, token.index);
  reader.at += 1;
  return token;
}

function takeWord(reader: Reader, word: string): boolean {
  if (!isWord(peek(reader), word)) return false;
  reader.at += 1;
  return true;
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === word;
}

function named(token: Token): string {
  return token.kind === 'end' ? 'the end of the query' : `'${token.text.slice(0, 40)}'`;
}
