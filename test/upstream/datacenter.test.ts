import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningDataCenter } from '../../sandbox/datacenter/start.ts';
import { startSandbox } from '../../sandbox/index.ts';
import type { Whose } from '../../src/auth/upstream/upstream.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import { quietLog } from '../support/stores.ts';
import {
  addConnection,
  addPerson,
  consentOnDataCenter,
  noAtlassian,
  openUpstreamWorld,
  redirectUri,
  type UpstreamWorld,
} from '../support/upstream-world.ts';
import { readAs } from './read-as.ts';

const hourMs = 3_600_000;

describe('accounts of a Data Center', () => {
  let dataCenter: RunningDataCenter;
  let world: UpstreamWorld;
  let ada: Whose;
  let ben: Whose;

  beforeAll(async () => {
    dataCenter = await startSandbox({ platform: 'datacenter', contextPath: '/confluence' });
    world = await openUpstreamWorld({
      store: await openStore(
        { kind: 'sqlite', file: ':memory:' },
        { clock: dataCenter.clock, log: quietLog },
      ),
      atlassian: noAtlassian,
      clock: dataCenter.clock,
    });
    [ada, ben] = [await addPerson(world, 'Ada'), await addPerson(world, 'Ben')];
  });
  afterAll(async () => {
    await world.close();
    await world.store.close();
    await dataCenter.close();
  });

  const people = () => {
    const [one, two] = dataCenter.people;
    if (!one || !two) throw new Error('two people expected');
    return [one, two] as const;
  };
  const fields = () => ({ platform: 'datacenter', site: dataCenter.siteUrl }) as const;

  it('each person is themself through an application link, READ or WRITE, and refreshed when the token ends', async () => {
    const [one, two] = people();
    const client = dataCenter.oauth.register({ name: 'Weir', redirectUri, scope: 'WRITE' });
    const connection = await addConnection(world, {
      ...fields(),
      authMode: 'oauth',
      settings: { clientId: client.clientId },
      secret: client.clientSecret,
    });
    expect(world.upstream.requestedScopes(connection)).toEqual(['WRITE']);
    const readOnly = {
      ...connection,
      settings: { ...connection.settings, scopeChoice: 'read-only' as const },
    };
    expect(world.upstream.requestedScopes(readOnly)).toEqual(['READ']);
    for (const [whose, there] of [
      [ada, one],
      [ben, two],
    ] as const) {
      const consented = await consentOnDataCenter(world, dataCenter, connection, there.username);
      expect(await world.upstream.redeem(whose, connection, consented)).toEqual({
        status: {
          state: 'connected',
          account: { id: there.userKey, name: there.displayName },
          site: dataCenter.siteUrl,
          scopes: ['WRITE'],
        },
      });
    }
    expect((await readAs(world, connection, ada)).id).toBe(one.userKey);
    expect((await readAs(world, connection, ben)).id).toBe(two.userKey);
    dataCenter.clock.advance(2 * hourMs);
    expect((await readAs(world, connection, ada)).id).toBe(one.userKey);
    expect(await world.upstream.probeClientSecret(connection)).toBe('right');
    const wrong = await addConnection(world, { ...connection, slug: 'wrong', secret: 'wrong' });
    expect(await world.upstream.probeClientSecret(wrong)).toBe('wrong');

    dataCenter.oauth.revoke(one.userKey);
    await expect(readAs(world, connection, ada)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect(await world.upstream.status(ada, connection)).toMatchObject({ state: 'reconnect_required' });
    expect(await world.upstream.status(ben, connection)).toMatchObject({ state: 'connected' });
  });

  it('personal access tokens and passwords, shared or of each person', async () => {
    const [one, two] = people();
    const shared = await addConnection(world, { ...fields(), authMode: 'pat', secret: one.personalToken });
    expect((await readAs(world, shared, ben)).id).toBe(one.userKey);
    const password = await addConnection(world, {
      ...fields(),
      authMode: 'basic',
      settings: { account: two.username },
      secret: two.password,
    });
    expect((await readAs(world, password, ada)).id).toBe(two.userKey);

    const tokens = await addConnection(world, { ...fields(), authMode: 'pat_per_user' });
    await expect(world.upstream.enter(ada, tokens, { text: 'nonsense' })).rejects.toMatchObject({
      code: 'upstream_auth',
    });
    await world.upstream.enter(ada, tokens, { text: one.personalToken });
    await world.upstream.enter(ben, tokens, { text: two.personalToken });
    expect((await readAs(world, tokens, ada)).id).toBe(one.userKey);
    expect((await readAs(world, tokens, ben)).id).toBe(two.userKey);

    const passwords = await addConnection(world, { ...fields(), authMode: 'basic_per_user' });
    await expect(
      world.upstream.enter(ada, passwords, { username: one.username, password: 'wrong' }),
    ).rejects.toMatchObject({ code: 'upstream_auth' });
    await world.upstream.enter(ada, passwords, { text: `${one.username}:${one.password}` });
    expect((await readAs(world, passwords, ada)).id).toBe(one.userKey);

    const token = await addConnection(world, {
      ...fields(),
      authMode: 'access_token',
      settings: { tokenFrom: 'request' },
    });
    const handedOver = new Secret(two.personalToken);
    expect((await readAs(world, token, { ...ada, handedOver })).id).toBe(two.userKey);
  });

  it('wrong credentials that Confluence takes for nobody’s are refused all the same', async () => {
    const [one] = people();
    const tokens = await addConnection(world, { ...fields(), authMode: 'pat_per_user' });
    await world.upstream.enter(ada, tokens, { text: one.personalToken });
    Object.assign(dataCenter.settings, { failedSignIn: 'anonymous' });
    await expect(world.upstream.enter(ben, tokens, { text: 'nonsense' })).rejects.toMatchObject({
      code: 'upstream_auth',
    });
    const shared = await addConnection(world, { ...fields(), authMode: 'pat', secret: 'nonsense' });
    await expect(readAs(world, shared, ada)).rejects.toMatchObject({ code: 'upstream_auth' });
    Object.assign(dataCenter.settings, { failedSignIn: 'refused' });
  });
});
