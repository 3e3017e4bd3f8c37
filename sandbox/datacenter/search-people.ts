import { checkComparison } from '../cql/check.ts';
import { compileChain } from '../cql/compile.ts';
import type { Chain, Clause, Comparison } from '../cql/ast.ts';
import { dataCenterDialect } from '../cql/dialect.ts';
import type { Field } from '../cql/fields.ts';
import { parseCql } from '../cql/parser.ts';
import type { QueryContext } from '../cql/query-context.ts';
import { readValues } from '../cql/values.ts';
import { fold, wordsOf } from '../cql/words.ts';
import type { Person } from '../model/entities.ts';

const sets = ['=', '!=', 'in', 'not in'] as const;
const person = { kind: 'person', operators: sets, functions: ['currentUser'], sortable: false } as const;
const name = { kind: 'text', operators: ['~', '!~'], functions: [], sortable: false } as const;

/** Fields that people have: `user` takes user names and keys, the others look at the name. */
const peopleFields: readonly Field[] = [
  { name: 'user', ...person },
  { name: 'user.userkey', ...person },
  { name: 'user.fullname', ...name },
  { name: 'title', ...name },
  { name: 'text', ...name },
  { name: 'siteSearch', ...name },
  { name: 'type', kind: 'type', operators: sets, functions: [], sortable: false },
];
const known = new Set(peopleFields.map((field) => field.name.toLowerCase()));

export interface PeopleSearch {
  /** Whether the query has a field that only people have: then it finds nothing else. */
  readonly peopleOnly: boolean;
  readonly people: readonly Person[];
}

/**
 * The people that a query of `/search` finds: on Data Center they lie in the same index as content, and are found when the
 * query names the type `user` or a field of theirs and no field that only content has. Raises a CqlError.
 */
export function searchPeople(people: Iterable<Person>, cql: string, context: QueryContext): PeopleSearch {
  const query = parseCql(cql);
  const fields = comparisonsOf(query.where);
  const peopleOnly = fields.some(({ field }) => /^user(\.|$)/i.test(field));
  const asked = peopleOnly || fields.some(namesUsers);
  const foreign = fields.some(({ field }) => !known.has(field.toLowerCase()));
  if (!asked || (foreign && !peopleOnly)) return { peopleOnly, people: [] };
  const matches = compileChain<Person>(query.where, (comparison) => {
    const field = checkComparison(cql, comparison, peopleFields, dataCenterDialect);
    const read = readValues(cql, comparison, field, context);
    const negative = ['!=', 'not in', '!~'].includes(comparison.operator);
    if (field.name === 'type') return () => read.texts.includes('user') !== negative;
    if (field.kind === 'text') return (each) => hasName(each, comparison) !== negative;
    return (each) => read.texts.includes(each.accountId) !== negative;
  });
  const found = [...people].filter(matches);
  return { peopleOnly, people: found.sort((a, b) => a.displayName.localeCompare(b.displayName, 'en')) };
}

function namesUsers(comparison: Comparison): boolean {
  return (
    comparison.field.toLowerCase() === 'type' &&
    comparison.values.some((value) => value.kind === 'literal' && value.text.toLowerCase() === 'user')
  );
}

/** Whether every word that is searched begins a word of the name. */
function hasName({ displayName }: Person, comparison: Comparison): boolean {
  const words = wordsOf(displayName);
  const wanted = comparison.values.flatMap((value) =>
    value.kind === 'literal' ? value.text.replace(/[*"]/g, ' ').split(/\s+/).filter(Boolean).map(fold) : [],
  );
  return wanted.every((part) => words.some((word) => word.folded.startsWith(part)));
}

function comparisonsOf(chain: Chain): Comparison[] {
  return [chain.first, ...chain.rest.map(({ clause }) => clause)].flatMap(comparisonsIn);
}

function comparisonsIn(clause: Clause): Comparison[] {
  switch (clause.kind) {
    case 'comparison':
      return [clause];
    case 'group':
      return comparisonsOf(clause.chain);
    case 'not':
      return comparisonsIn(clause.clause);
  }
}
