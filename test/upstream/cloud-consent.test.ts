import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/kernel/secret.ts';
import {
  addConnection,
  addPerson,
  confluenceOf,
  consentOnCloud,
  readingScopes,
  redirectUri,
} from '../support/upstream-world.ts';
import { startCloudWorld, type CloudWorld } from './cloud-world.ts';
import { readAs } from './read-as.ts';

const { signal } = new AbortController();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('people who consent on Cloud', () => {
  let world: CloudWorld;
  let sandbox: CloudWorld['sandbox'];
  let ada: CloudWorld['ada'];
  let ben: CloudWorld['ben'];
  let adaThere: CloudWorld['adaThere'];
  let benThere: CloudWorld['benThere'];
  beforeAll(async () => {
    world = await startCloudWorld();
    ({ sandbox, ada, ben, adaThere, benThere } = world);
  });
  afterAll(() => world.close());

  it('each person is themself through the app of the workspace, and refreshed when the token ends', async () => {
    const { connection, clientId } = await world.ownApp();
    await expect(world.upstream.open(ada, connection)).rejects.toMatchObject({
      code: 'upstream_auth',
      message: 'Confluence is not connected for this user.',
    });
    expect(await world.upstream.status(ada, connection)).toEqual({
      state: 'not_connected',
      site: world.site,
    });

    expect(await world.connect(connection, ada, adaThere.accountId)).toEqual({
      status: {
        state: 'connected',
        account: { id: adaThere.accountId, name: adaThere.displayName, email: adaThere.email },
        site: sandbox.siteUrl,
        scopes: [...readingScopes.toSorted(), 'offline_access'],
        expiresAt: expect.closeTo(sandbox.clock.now() + 90 * dayMs, -5),
      },
    });
    await world.connect(connection, ben, benThere.accountId);
    const [asAda, asBen] = [await readAs(world, connection, ada), await readAs(world, connection, ben)];
    expect([asAda.id, asBen.id]).toEqual([adaThere.accountId, benThere.accountId]);
    expect(asAda.title).not.toBe('');
    expect(asAda.apiBase).toBe(`${sandbox.atlassian.apiUrl}/ex/confluence/${sandbox.cloudId}`);

    sandbox.clock.advance(hourMs);
    expect((await readAs(world, connection, ada)).id).toBe(adaThere.accountId);
    const row = (await world.grants(connection.id)).find(
      ({ account_id }) => account_id === adaThere.accountId,
    );
    expect(row?.generation).toBe(2);

    // A new secret of the app keeps everybody connected.
    const secret = sandbox.apps.rotateSecret(clientId);
    sandbox.clock.advance(hourMs);
    await expect(readAs(world, connection, ada)).rejects.toMatchObject({
      code: 'configuration',
      fields: { nextStep: expect.stringContaining('people stay connected') },
    });
    await addConnection(world, { ...connection, secret });
    expect((await readAs(world, connection, ada)).id).toBe(adaThere.accountId);
    expect((await readAs(world, connection, ben)).id).toBe(benThere.accountId);
  });

  it('writes go under each person’s own name, also where the token had to be renewed in the middle', async () => {
    const { connection } = await world.ownApp();
    await world.connect(connection, ada, adaThere.accountId);
    await world.connect(connection, ben, benThere.accountId);
    const authors: unknown[] = [];
    for (const [whose, there] of [
      [ada, adaThere],
      [ben, benThere],
    ] as const) {
      const access = await world.upstream.open(whose, connection);
      const confluence = confluenceOf(world, connection, access);
      const { items } = await confluence.spaces.list({ limit: 1 }, signal);
      // The tokens are dead, and nothing here knows.
      for (const token of sandbox.site.accounts.accessTokens.values())
        if (token.accountId === there.accountId) Object.assign(token, { expiresAt: 0 });
      const body = { representation: 'storage', value: '<p>x</p>' } as const;
      const page = { spaceId: items[0]?.id ?? '', title: `By ${there.displayName}`, body };
      const made = await confluence.pages.create(page, signal);
      const { items: history } = await confluence.versions.forPage({ pageId: made.id }, signal);
      authors.push(history.map(({ authorId }) => authorId));
    }
    expect(authors).toEqual([[adaThere.accountId], [benThere.accountId]]);
  });

  it('the central app asks for what all its connections need, and one consent serves them', async () => {
    const narrow = await addConnection(world, {
      platform: 'cloud',
      site: world.site,
      authMode: 'oauth_central',
      settings: { scopes: ['read:page:confluence', 'read:content-details:confluence'] },
    });
    const wide = await addConnection(world, {
      platform: 'cloud',
      site: world.site,
      authMode: 'oauth_central',
      workspace: 'other',
      settings: { scopes: ['read:space:confluence'] },
    });
    const union = [
      'read:content-details:confluence',
      'read:me',
      'read:page:confluence',
      'read:space:confluence',
      'offline_access',
    ];
    expect(world.upstream.requestedScopes(narrow)).toEqual(union);
    expect(world.upstream.requestedScopes(wide)).toEqual(union);
    const there = await addPerson(world, 'Ada', 'other');
    expect(await world.connect(narrow, ada, adaThere.accountId)).toMatchObject({
      status: { state: 'connected', account: { email: adaThere.email } },
    });
    expect(await world.upstream.status(there, wide)).toMatchObject({ state: 'not_connected' });
    await world.connect(wide, there, adaThere.accountId);
    const central = await world.grants(`central:${world.centralId}`);
    expect(central).toMatchObject([{ account_id: adaThere.accountId, generation: 2 }]);
    expect((await readAs(world, narrow, ada)).id).toBe(adaThere.accountId);

    await world.upstream.disconnect(ada, narrow);
    expect(await world.upstream.status(ada, narrow)).toMatchObject({ state: 'not_connected' });
    expect(await world.upstream.status(there, wide)).toMatchObject({ state: 'connected' });
    await world.upstream.disconnect(there, wide);
    expect(await world.grants(`central:${world.centralId}`)).toEqual([]);
    await expect(world.upstream.open(ada, narrow)).rejects.toMatchObject({ code: 'upstream_auth' });
  });

  it('a grant that was taken away at Atlassian is noticed, ended and recorded', async () => {
    const { connection, clientId } = await world.ownApp();
    await world.connect(connection, ada, adaThere.accountId);
    sandbox.accounts.revokeGrants(adaThere.accountId, clientId);
    await expect(readAs(world, connection, ada)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect(await world.upstream.status(ada, connection)).toMatchObject({
      state: 'reconnect_required',
      reason: expect.stringContaining('taken away'),
    });
    await expect(world.upstream.open(ada, connection)).rejects.toMatchObject({
      code: 'upstream_auth',
      message: 'The token refresh failed, the user must reconnect.',
    });
    const row = (await world.grants(connection.id)).at(0);
    expect(row).toMatchObject({ access_sealed: null, refresh_sealed: null, state: 'reconnect_required' });
    const records = await world.store.db
      .selectFrom('audit_records')
      .select(['operation', 'user_id'])
      .where('connection_id', '=', connection.id)
      .execute();
    expect(records).toEqual([{ operation: 'grant.ended', user_id: ada.userId }]);

    await world.connect(connection, ada, adaThere.accountId);
    expect((await readAs(world, connection, ada)).id).toBe(adaThere.accountId);
  });

  it('a code is taken once, with the verifier and the secret that belong to it', async () => {
    const { connection } = await world.ownApp();
    const consented = await consentOnCloud(world, sandbox, connection, { accountId: adaThere.accountId });
    await expect(
      world.upstream.redeem(ada, connection, { ...consented, redirectUri: `${redirectUri}x` }),
    ).rejects.toMatchObject({ code: 'upstream_auth', message: expect.stringContaining('used already') });
    await expect(world.upstream.redeem(ada, connection, consented)).rejects.toMatchObject({
      code: 'upstream_auth',
    });
    const wrong = await addConnection(world, { ...connection, slug: 'wrong', secret: 'wrong' });
    const again = await consentOnCloud(world, sandbox, wrong, { accountId: adaThere.accountId });
    await expect(world.upstream.redeem(ada, wrong, again)).rejects.toMatchObject({ code: 'configuration' });
    expect([await world.grants(connection.id), await world.grants(wrong.id)]).toEqual([[], []]);
    await expect(
      world.upstream.authorizationUrl(
        await addConnection(world, { platform: 'cloud', site: world.site, authMode: 'oauth' }),
        { state: 's', redirectUri, challenge: 'c', scopes: [] },
      ),
    ).rejects.toMatchObject({ message: 'OAuth is not configured.' });
  });

  it('a person who allowed another site than the connection’s is told so, and nothing is kept', async () => {
    const other = sandbox.accounts.addOtherSite({ name: 'other' });
    const { connection } = await world.ownApp();
    await expect(world.connect(connection, ada, adaThere.accountId, other.cloudId)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining(world.site),
    });
    expect(await world.grants(connection.id)).toEqual([]);
  });

  it('of several sites the person chooses where the address of the connection is none of theirs', async () => {
    const other = sandbox.accounts.addOtherSite({ name: 'another' });
    const { connection } = await world.ownApp({ site: 'http://127.0.0.1:9/wiki', grants: 'every-site' });
    const answer = await world.connect(connection, ada, adaThere.accountId);
    if (!('chooseSite' in answer)) throw new Error('a choice was expected');
    expect(answer.chooseSite).toContainEqual({ cloudId: other.cloudId, url: other.url, name: other.name });
    await expect(
      world.upstream.chooseSite(ben, connection, answer.grantId, sandbox.cloudId),
    ).rejects.toMatchObject({
      code: 'denied',
    });
    await expect(world.upstream.chooseSite(ada, connection, answer.grantId, 'another')).rejects.toMatchObject(
      {
        code: 'denied',
      },
    );
    await expect(world.upstream.open(ada, connection)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect(await world.upstream.chooseSite(ada, connection, answer.grantId, sandbox.cloudId)).toMatchObject({
      state: 'connected',
      site: sandbox.siteUrl,
    });
    expect((await readAs(world, connection, ada)).id).toBe(adaThere.accountId);
    // Who connects again goes on with the site of before.
    expect(await world.connect(connection, ada, adaThere.accountId)).toMatchObject({
      status: { state: 'connected', site: sandbox.siteUrl },
    });
  });

  it('a guest, whom Atlassian shows no site, reaches the site of the connection', async () => {
    const [, , third] = sandbox.people;
    if (!third) throw new Error('three people expected');
    sandbox.accounts.makeGuest(third.accountId);
    const { connection } = await world.ownApp();
    expect(await world.connect(connection, ben, third.accountId)).toMatchObject({
      status: { state: 'connected' },
    });
    expect((await readAs(world, connection, ben)).id).toBe(third.accountId);
  });

  it('tells a wrong client secret from a right one, and from no answer', async () => {
    const { connection, clientId } = await world.ownApp();
    const unsaved = { platform: 'cloud', site: world.site, clientId: clientId } as const;
    expect(await world.upstream.probeClientSecret(connection)).toBe('right');
    expect(await world.upstream.probeClientSecret({ ...unsaved, clientSecret: new Secret('wrong') })).toBe(
      'wrong',
    );
    sandbox.faults.add({ match: { path: /oauth\/token$/ }, times: 1, status: 502, body: '<html>502</html>' });
    expect(await world.upstream.probeClientSecret({ ...unsaved, clientSecret: new Secret('wrong') })).toBe(
      'unknown',
    );
  });
});
