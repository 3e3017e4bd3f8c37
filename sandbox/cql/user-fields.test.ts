import { describe, expect, it } from 'vitest';
import { operators } from './ast.ts';
import { CqlError } from './cql-error.ts';
import { userFields } from './fields.ts';
import { queryContext } from './search.ts';
import { searchUsers } from './search-users.ts';
import { ana, ben, smallSite } from './small-site.ts';

const site = smallSite();
const everybody = ['Ana Silva', 'Ben Okafor'];

function outcome(cql: string): string[] | number {
  const person = site.people.get(ana);
  if (person === undefined) throw new Error('nobody');
  try {
    return searchUsers(site.people.values(), cql, queryContext(site, person)).map(
      (found) => found.displayName,
    );
  } catch (error) {
    if (error instanceof CqlError) return error.status;
    throw error;
  }
}

const found: Readonly<Record<string, { readonly value: string; readonly names: readonly string[] }>> = {
  user: { value: ben, names: ['Ben Okafor'] },
  'user.accountid': { value: ben, names: ['Ben Okafor'] },
  'user.userkey': { value: ben, names: ['Ben Okafor'] },
  'user.fullname': { value: 'oka', names: ['Ben Okafor'] },
  type: { value: 'user', names: everybody },
};

const cells = userFields.flatMap((field) =>
  operators.map((operator) => ({ name: field.name, field, operator })),
);

describe('searchUsers', () => {
  it.each(cells)('$name $operator', ({ field, name, operator }) => {
    const probe = found[name];
    const value = operator === 'in' || operator === 'not in' ? `("${probe?.value}")` : `"${probe?.value}"`;
    const negative = operator === '!=' || operator === 'not in';
    const names = probe?.names ?? [];
    // A query may not start with a negative clause, so every clause stands behind one that finds everybody.
    const wanted = negative ? everybody.filter((each) => !names.includes(each)) : names;
    expect(outcome(`type = user and ${name} ${operator} ${value}`)).toEqual(
      field.operators.includes(operator) ? wanted : 400,
    );
  });

  it('knows the current user and no content fields', () => {
    expect(outcome('user = currentUser()')).toEqual(['Ana Silva']);
    expect(outcome('user in (currentUser(), "account-ben")')).toEqual(everybody);
    expect(outcome('title = "x"')).toBe(400);
    expect(outcome('user.fullname ~ currentUser()')).toBe(400);
    expect(outcome('type = page')).toEqual([]);
    expect(outcome('type = user order by user')).toBe(400);
  });
});
