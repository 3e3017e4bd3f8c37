import type { Person } from '../model/entities.ts';
import { checkComparison } from './check.ts';
import { compileChain } from './compile.ts';
import { userFields } from './fields.ts';
import { parseCql } from './parser.ts';
import type { QueryContext } from './query-context.ts';
import { fold, wordsOf } from './words.ts';
import { readValues } from './values.ts';
import { unparsable } from './cql-error.ts';

/**
 * The people that a query of `/search/user` finds, by name. It takes user fields and `type = user` only; `~` on
 * `user.fullname` finds the beginnings of names. Raises a CqlError.
 */
export function searchUsers(people: Iterable<Person>, cql: string, context: QueryContext): Person[] {
  const query = parseCql(cql);
  const [ordered] = query.order;
  if (ordered !== undefined) throw unparsable(cql, 'users cannot be ordered', ordered.index);
  const matches = compileChain<Person>(query.where, (comparison) => {
    const field = checkComparison(cql, comparison, userFields);
    const read = readValues(cql, comparison, field, context);
    if (field.name === 'type') return () => read.texts.includes('user');
    if (field.name === 'user.fullname') {
      const wanted = comparison.values.flatMap((value) =>
        value.kind === 'literal'
          ? value.text.replace(/[*"]/g, ' ').split(/\s+/).filter(Boolean).map(fold)
          : [],
      );
      return (person) => {
        const words = wordsOf(person.displayName);
        return wanted.every((part) => words.some((word) => word.folded.startsWith(part)));
      };
    }
    // Cloud has no user keys any more: the account id stands in for them.
    const negative = comparison.operator === '!=' || comparison.operator === 'not in';
    return (person) => read.texts.includes(person.accountId) !== negative;
  });
  return [...people].filter(matches).sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
}
