import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import * as schemas from '../content-api/schemas.ts';
import type { User, UserOps } from '../ports.ts';
import { listOf } from '../wire-schemas.ts';
import type { DataCenterClient } from './client.ts';

const userHits = listOf(z.looseObject({ user: schemas.person.nullish() }));

export function createUserOps(client: DataCenterClient): UserOps {
  /** One person by key; undefined where there is none. */
  async function lookUp(key: string, signal: AbortSignal): Promise<User | undefined> {
    const request = { operation: 'user', query: { key }, subject: `user ${key}` } as const;
    try {
      return toUser(await client.ask(schemas.person, request, signal));
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'not_found') return undefined;
      throw thrown;
    }
  }

  return {
    async me(signal) {
      const request = { operation: 'currentUser', subject: 'the current account' } as const;
      const me = toUser(await client.ask(schemas.person, request, signal));
      if (me !== undefined) return me;
      throw new AppError(
        'upstream_auth',
        'Confluence took the credentials for nobody: it answered as anonymous.',
        {
          nextStep: 'Reconnect the account, or replace the token.',
          credentials: 'dead',
        },
      );
    },

    /** One request a person: Data Center has no lookup of several. */
    async byIds(ids, signal) {
      const found = await Promise.all([...new Set(ids)].map((key) => lookUp(key, signal)));
      return found.filter((user) => user !== undefined);
    },

    /** By the site's own search, which finds people by words of their names. */
    async search({ query, limit = 10 }, signal) {
      const words = query.replaceAll(/["\\\s]+/g, ' ').trim();
      if (words === '') return [];
      const request = {
        operation: 'search',
        query: { cql: `siteSearch ~ "${words}" and type = user`, excerpt: 'none', limit },
        subject: 'the list of people',
      } as const;
      const { results } = await client.ask(userHits, request, signal);
      return results.flatMap(({ user }) => (user && toUser(user)) ?? []);
    },
  };
}

function toUser({
  userKey,
  displayName,
  username,
}: ReturnType<typeof schemas.person.parse>): User | undefined {
  return userKey ? { id: userKey, displayName: displayName || username || userKey } : undefined;
}
