import type { User } from '../../confluence/ports.ts';
import type { Person, Resolvers } from '../../content/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { OperationContext } from '../operation.ts';

/** Most people that one text may name by name or address: each costs a request. */
const maxNames = 10;
/** Most people that one name may mean. */
const maxCandidates = 10;

/** Account ids of Cloud, user keys of Data Center: those need no search (facts: confluence-api §9, §14). */
const looksLikeId = /^(?:[0-9a-f]{24}|[0-9a-f]{32}|[\w-]+:[0-9a-f-]{36}|unknown:.*)$/i;

/**
 * Whom new mentions mean. A name or address that fits one person is that person; one that fits several is an error of
 * the content engine, which lists them; one that fits nobody too. Raises `too_large` for more than ten names.
 */
export async function findPeople(
  { confluence, signal }: OperationContext,
  labels: ReadonlySet<string>,
): Promise<Pick<Resolvers, 'people' | 'candidates'>> {
  const wanted = [...labels].filter((label) => label.trim() !== '' && !looksLikeId.test(label));
  if (wanted.length > maxNames) {
    throw new AppError('too_large', `The text mentions ${wanted.length} people by name.`, {
      nextStep: `Mention at most ${maxNames} in one call, or write their ids: :mention[Name]{user=id}.`,
    });
  }
  const people = new Map<string, Person>();
  const candidates = new Map<string, readonly Person[]>();
  for (const label of wanted) {
    const found = await confluence.users.search({ query: wordsOf(label), limit: maxCandidates }, signal);
    const meant = whomItMeans(label, found);
    if (meant !== undefined) people.set(label, toPerson(confluence.platform, meant));
    else if (found.length > 0)
      candidates.set(
        label,
        found.map((user) => toPerson(confluence.platform, user)),
      );
  }
  return { people, candidates };
}

/** Sites search names, not addresses: of an address the part before the @ is tried. */
function wordsOf(label: string): string {
  const [local = ''] = label.split('@');
  return isAddress(label) ? local.replaceAll(/[._+-]+|\d+/g, ' ').trim() : label;
}

function whomItMeans(label: string, found: readonly User[]): User | undefined {
  const same = (text: string | undefined): boolean =>
    text?.trim().toLowerCase() === label.trim().toLowerCase();
  // A profile that hides its address cannot be told by it; guessing would notify a stranger.
  if (isAddress(label)) return only(found.filter(({ email }) => same(email)));
  const exact = found.filter(({ displayName }) => same(displayName));
  return exact.length > 0 ? only(exact) : only(found);
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function isAddress(label: string): boolean {
  return /^\S+@\S+$/.test(label);
}

function toPerson(platform: 'cloud' | 'datacenter', { id, displayName, email }: User): Person {
  return {
    ...(platform === 'cloud' ? { accountId: id } : { userKey: id }),
    name: displayName,
    ...(email !== undefined && { email }),
  };
}
