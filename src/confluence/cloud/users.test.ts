import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';
import { json, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;

describe('users', () => {
  it('are looked up 250 at a time, repeated though it is a POST, unknown ones left out', async () => {
    let failures = 1;
    const site = await startCloudSite(
      {
        'GET /wiki/rest/api/user/current': { type: 'known', accountId: 'a:0', displayName: 'Ann', email: '' },
        'POST /wiki/api/v2/users-bulk': (request: SeenRequest, response: ServerResponse) => {
          failures -= 1;
          if (failures >= 0) return json(response, {}, 503);
          const { accountIds } = JSON.parse(request.body) as { accountIds: string[] };
          const known = accountIds.filter((id) => id !== 'a:3');
          json(response, {
            results: known.map((id) => ({
              accountId: id,
              displayName: null,
              publicName: `Name of ${id}`,
              email: '',
            })),
          });
        },
      },
      { retry: { startMs: 1 } },
    );
    expect(await site.confluence.users.me(never)).toEqual({ id: 'a:0', displayName: 'Ann' });
    const ids = [...Array(260).keys()].map((index) => `a:${index}`);
    const users = await site.confluence.users.byIds([...ids, ...ids], never);
    expect(users).toHaveLength(259);
    expect(users[1]).toEqual({ id: 'a:1', displayName: 'Name of a:1' });
    expect(site.server.seen).toHaveLength(4);
    expect(await site.confluence.users.byIds([], never)).toEqual([]);
  });
});
