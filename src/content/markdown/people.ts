import { refuse } from './refuse.ts';
import type { Person, Resolvers } from './resolvers.ts';

/**
 * The person of a new mention: `user` is the id written with it, else the label (a name or an e-mail address) counts.
 * Raises `invalid_input` when nobody or more than one person is known by it.
 */
export function findPerson(
  label: string,
  user: string | undefined,
  line: number | undefined,
  resolvers: Resolvers,
): Person {
  const wanted = user ?? label;
  const person = lookUp(resolvers.people, wanted);
  if (person !== undefined) return person;
  if (user !== undefined) return byId(user);
  const candidates = lookUp(resolvers.candidates, wanted) ?? [];
  if (candidates.length > 0)
    throw refuse(
      line,
      `"${label}" may be ${candidates.map(describe).join(' or ')}.`,
      'Write :mention[Name]{user=id} with the id of the one you mean.',
    );
  throw refuse(
    line,
    `Nobody is known as "${label}".`,
    'Write :mention[Name]{user=id}, or @[e-mail] of a person of this site.',
  );
}

function lookUp<T>(map: ReadonlyMap<string, T> | undefined, key: string): T | undefined {
  return map?.get(key) ?? map?.get(key.trim()) ?? map?.get(key.trim().toLowerCase());
}

/** User keys of Data Center are 32 hexadecimal digits, or start with a run of `f8`; account ids are neither. */
function byId(id: string): Person {
  return /^[0-9a-f]{32}$/i.test(id) ? { userKey: id } : { accountId: id };
}

function describe(person: Person): string {
  const id = person.accountId ?? person.userKey ?? '';
  const name = person.name ?? person.email ?? 'someone';
  const email = person.name !== undefined && person.email !== undefined ? ` <${person.email}>` : '';
  return `${name}${email} {user=${id}}`;
}
