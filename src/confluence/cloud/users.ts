import { z } from 'zod';
import type { User, UserOps } from '../ports.ts';
import { omitAbsent } from '../omit-absent.ts';
import { queryString } from '../query.ts';
import type { CloudClient } from './client.ts';
import * as schemas from './schemas.ts';

const userList = schemas.listOf(schemas.user);
const userHits = schemas.listOf(z.looseObject({ user: schemas.user.nullish() }));
const me = schemas.user.required({ accountId: true });

/** Most account ids one lookup takes (facts: confluence-api §2.1). */
const lookupSize = 250;

export function createUserOps(client: CloudClient): UserOps {
  return {
    async me(signal) {
      const request = {
        operation: 'getCurrentUser',
        path: '/user/current',
        subject: 'the current account',
      } as const;
      const { value } = await client.ask(me, request, signal);
      return toUser(value.accountId ?? '', value);
    },

    async byIds(ids, signal) {
      const wanted = [...new Set(ids)];
      const found: User[] = [];
      for (let start = 0; start < wanted.length; start += lookupSize) {
        const { value } = await client.ask(
          userList,
          {
            operation: 'createBulkUserLookup',
            path: '/users-bulk',
            method: 'POST',
            effect: 'read',
            subject: 'the list of accounts',
            body: { accountIds: wanted.slice(start, start + lookupSize) },
          },
          signal,
        );
        for (const row of value.results) if (row.accountId) found.push(toUser(row.accountId, row));
      }
      return found;
    },

    async search({ query, limit = 10 }, signal) {
      const words = query.replaceAll(/["\\\s]+/g, ' ').trim();
      if (words === '') return [];
      const { value } = await client.ask(
        userHits,
        {
          operation: 'searchUser',
          path: `/search/user${queryString({ cql: `user.fullname ~ "${words}"`, limit })}`,
          subject: 'the list of people',
        },
        signal,
      );
      return value.results.flatMap(({ user }) => (user?.accountId ? [toUser(user.accountId, user)] : []));
    },
  };
}

/** Addresses are empty unless the profile shares them (facts: confluence-api §9). */
export function toUser(id: string, row: z.output<typeof schemas.user>): User {
  return omitAbsent({
    id,
    displayName: row.displayName || row.publicName || id,
    email: row.email || undefined,
  });
}
