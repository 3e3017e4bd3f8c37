import type { CloudClient } from '../cloud/client.ts';
import * as schemas from '../cloud/schemas.ts';
import * as cloud from '../cloud/users.ts';
import type { User, UserOps } from '../ports.ts';
import { queryString } from '../query.ts';

const userList = schemas.listOf(schemas.user);

/** Most account ids one lookup takes (facts: confluence-api §9). */
const lookupSize = 100;

/** People by v1 alone. Searching for them has no classic scope: it raises `upstream_forbidden` and names the granular one. */
export function createUserOps(client: CloudClient): UserOps {
  return {
    ...cloud.createUserOps(client),

    async byIds(ids, signal) {
      const wanted = [...new Set(ids)];
      const found: User[] = [];
      for (let start = 0; start < wanted.length; start += lookupSize) {
        const accountId = wanted.slice(start, start + lookupSize);
        const { value } = await client.ask(
          userList,
          {
            operation: 'getBulkUserLookup',
            path: `/user/bulk${queryString({ accountId, limit: lookupSize })}`,
            subject: 'the list of accounts',
          },
          signal,
        );
        for (const row of value.results) if (row.accountId) found.push(cloud.toUser(row.accountId, row));
      }
      return found;
    },
  };
}
