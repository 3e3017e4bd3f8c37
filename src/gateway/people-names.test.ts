import { describe, expect, it } from 'vitest';
import type { Confluence, User } from '../confluence/ports.ts';
import type { Caller, Connection } from './call.ts';
import { createPeopleNames } from './people-names.ts';

const caller: Caller = {
  workspaceId: 'wsp_1',
  userId: 'usr_1',
  userName: 'Ann',
  agentId: 'agt_1',
  transport: 'http',
};
const connection: Connection = { id: 'con_1', slug: 'site', platform: 'cloud', siteUrl: 'https://site.test' };
const signal = new AbortController().signal;

/** A site that knows some people; each lookup is kept. */
function site(...known: readonly string[]) {
  const asked: Array<readonly string[]> = [];
  const users = {
    byIds: (ids: readonly string[]): Promise<readonly User[]> => {
      asked.push(ids);
      return Promise.resolve(
        ids.filter((id) => known.includes(id)).map((id) => ({ id, displayName: id.toUpperCase() })),
      );
    },
  };
  return { asked, confluence: { users } as unknown as Confluence };
}

describe('names of people', () => {
  it('are asked for once in ten minutes, those that nobody knows too', async () => {
    let now = 0;
    const namesFor = createPeopleNames({ now: () => now });
    const { asked, confluence } = site('ann', 'ben');
    const names = namesFor(caller, connection, confluence);
    expect(await names.byIds(['ann', 'zoe', 'ann'], signal)).toEqual(new Map([['ann', 'ANN']]));
    expect(await names.byIds(['ann', 'ben', 'zoe'], signal)).toEqual(
      new Map([
        ['ann', 'ANN'],
        ['ben', 'BEN'],
      ]),
    );
    expect(asked).toEqual([['ann', 'zoe'], ['ben']]);
    now = 10 * 60_000;
    await names.byIds(['ann'], signal);
    expect(asked).toHaveLength(3);
  });

  it('are those that each caller may see', async () => {
    const namesFor = createPeopleNames({ now: () => 0 });
    const open = site('ann');
    const closed = site();
    await namesFor(caller, connection, open.confluence).byIds(['ann'], signal);
    const other = namesFor({ ...caller, userId: 'usr_2' }, connection, closed.confluence);
    expect(await other.byIds(['ann'], signal)).toEqual(new Map());
    const elsewhere = namesFor(caller, { ...connection, id: 'con_2' }, closed.confluence);
    expect(await elsewhere.byIds(['ann'], signal)).toEqual(new Map());
  });

  it('are none where the site refuses them', async () => {
    const names = createPeopleNames({ now: () => 0 })(caller, connection, {
      users: { byIds: () => Promise.reject(new Error('refused')) },
    } as unknown as Confluence);
    expect(await names.byIds(['ann'], signal)).toEqual(new Map());
  });
});
