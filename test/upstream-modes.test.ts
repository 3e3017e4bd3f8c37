import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningDataCenter } from '../sandbox/datacenter/start.ts';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import type { SandboxPerson } from '../sandbox/start.ts';
import type { DirectoryConnection } from '../src/auth/directory.ts';
import type { Whose } from '../src/auth/upstream/upstream.ts';
import { Secret } from '../src/kernel/secret.ts';
import { openStore } from '../src/store/open-store.ts';
import { quietLog } from './support/stores.ts';
import {
  addConnection,
  addPerson,
  confluenceOf,
  consentOnCloud,
  consentOnDataCenter,
  openUpstreamWorld,
  readingScopes,
  redirectUri,
  type UpstreamWorld,
} from './support/upstream-world.ts';

const signal = new AbortController().signal;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Whose account a connection uses for somebody, and the title of a page that it can read. */
async function readAs(
  world: UpstreamWorld,
  connection: DirectoryConnection,
  whose: Whose & { handedOver?: Secret },
) {
  const access = await world.upstream.open(whose, connection);
  const confluence = confluenceOf(world, connection, access);
  const me = await confluence.users.me(signal);
  const { items } = await confluence.pages.list({ limit: 1 }, signal);
  const [page] = items;
  const read = await confluence.pages.get({ id: page?.id ?? '' }, signal);
  return { me, title: read.title, apiBase: access.apiBase };
}

describe('on Cloud', () => {
  let sandbox: RunningSandbox;
  let world: UpstreamWorld;
  let ada: Whose;
  let ben: Whose;
  let adaThere: SandboxPerson;
  let benThere: SandboxPerson;
  let centralId: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const [first, second] = sandbox.people;
    if (!first || !second) throw new Error('two people expected');
    [adaThere, benThere] = [first, second];
    const central = sandbox.apps.create({ name: 'Weir', redirectUri, scopes: [...readingScopes, 'read:me'] });
    centralId = central.clientId;
    world = await openUpstreamWorld({
      store: await openStore({ kind: 'sqlite', file: ':memory:' }, { clock: sandbox.clock, log: quietLog }),
      atlassian: sandbox.atlassian,
      clock: sandbox.clock,
      centralApp: {
        clientId: central.clientId,
        clientSecret: new Secret(central.clientSecret),
        alwaysAsks: ['read:me'],
      },
    });
    [ada, ben] = [await addPerson(world, 'Ada'), await addPerson(world, 'Ben')];
  });
  afterAll(async () => {
    await world.close();
    await world.store.close();
    await sandbox.close();
  });

  const site = (): string => `${sandbox.siteUrl}/wiki`;
  const ownApp = (grants: 'chosen-site' | 'every-site' = 'chosen-site') =>
    sandbox.apps.create({ name: 'Own', redirectUri, scopes: readingScopes, grants });
  const ownConnection = async (fields: { site?: string; grants?: 'every-site' } = {}) => {
    const app = ownApp(fields.grants);
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: fields.site ?? site(),
      authMode: 'oauth',
      settings: { clientId: app.clientId },
      secret: app.clientSecret,
    });
    return { app, connection };
  };
  const connect = async (connection: DirectoryConnection, whose: Whose, accountId: string, chosen?: string) =>
    world.upstream.redeem(
      whose,
      connection,
      await consentOnCloud(world, sandbox, connection, { accountId, ...(chosen && { site: chosen }) }),
    );
  const grantRows = () => world.store.db.selectFrom('upstream_grants').selectAll().execute();

  it('each person is themself through the app of the workspace, and refreshed when the token ends', async () => {
    const { connection, app } = await ownConnection();
    await expect(world.upstream.open(ada, connection)).rejects.toMatchObject({
      code: 'upstream_auth',
      message: 'Confluence is not connected for this user.',
    });
    expect(await world.upstream.status(ada, connection)).toEqual({ state: 'not_connected', site: site() });

    expect(await connect(connection, ada, adaThere.accountId)).toEqual({
      status: {
        state: 'connected',
        account: { id: adaThere.accountId, name: adaThere.displayName, email: adaThere.email },
        site: sandbox.siteUrl,
        scopes: [...readingScopes.toSorted(), 'offline_access'],
        expiresAt: expect.closeTo(sandbox.clock.now() + 90 * dayMs, -5),
      },
    });
    await connect(connection, ben, benThere.accountId);
    const [asAda, asBen] = [await readAs(world, connection, ada), await readAs(world, connection, ben)];
    expect([asAda.me.id, asBen.me.id]).toEqual([adaThere.accountId, benThere.accountId]);
    expect(asAda.title).not.toBe('');
    expect(asAda.apiBase).toBe(`${sandbox.atlassian.apiUrl}/ex/confluence/${sandbox.cloudId}`);

    sandbox.clock.advance(hourMs);
    expect((await readAs(world, connection, ada)).me.id).toBe(adaThere.accountId);
    const row = (await grantRows()).find(
      ({ app_key, account_id }) => app_key === connection.id && account_id === adaThere.accountId,
    );
    expect(row?.generation).toBe(2);

    // A new secret of the app keeps everybody connected.
    const secret = sandbox.apps.rotateSecret(app.clientId);
    sandbox.clock.advance(hourMs);
    await expect(readAs(world, connection, ada)).rejects.toMatchObject({
      code: 'configuration',
      fields: { nextStep: expect.stringContaining('people stay connected') },
    });
    await addConnection(world, { ...connection, secret });
    expect((await readAs(world, connection, ada)).me.id).toBe(adaThere.accountId);
    expect((await readAs(world, connection, ben)).me.id).toBe(benThere.accountId);
  });

  it('writes go under each person’s own name, also where the token had to be renewed in the middle', async () => {
    const { connection } = await ownConnection();
    await connect(connection, ada, adaThere.accountId);
    await connect(connection, ben, benThere.accountId);
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
      site: site(),
      authMode: 'oauth_central',
      settings: { scopes: ['read:page:confluence', 'read:content-details:confluence'] },
    });
    const wide = await addConnection(world, {
      platform: 'cloud',
      site: site(),
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
    expect(await connect(narrow, ada, adaThere.accountId)).toMatchObject({
      status: { state: 'connected', account: { email: adaThere.email } },
    });
    expect(await world.upstream.status(there, wide)).toMatchObject({ state: 'not_connected' });
    await connect(wide, there, adaThere.accountId);
    const central = (await grantRows()).filter(({ app_key }) => app_key === `central:${centralId}`);
    expect(central).toMatchObject([{ account_id: adaThere.accountId, generation: 2 }]);
    expect((await readAs(world, narrow, ada)).me.id).toBe(adaThere.accountId);

    await world.upstream.disconnect(ada, narrow);
    expect(await world.upstream.status(ada, narrow)).toMatchObject({ state: 'not_connected' });
    expect(await world.upstream.status(there, wide)).toMatchObject({ state: 'connected' });
    await world.upstream.disconnect(there, wide);
    expect((await grantRows()).filter(({ app_key }) => app_key === `central:${centralId}`)).toEqual([]);
    await expect(world.upstream.open(ada, narrow)).rejects.toMatchObject({ code: 'upstream_auth' });
  });

  it('a grant that was taken away at Atlassian is noticed, ended and recorded', async () => {
    const { connection, app } = await ownConnection();
    await connect(connection, ada, adaThere.accountId);
    sandbox.accounts.revokeGrants(adaThere.accountId, app.clientId);
    await expect(readAs(world, connection, ada)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect(await world.upstream.status(ada, connection)).toMatchObject({
      state: 'reconnect_required',
      reason: expect.stringContaining('taken away'),
    });
    await expect(world.upstream.open(ada, connection)).rejects.toMatchObject({
      code: 'upstream_auth',
      message: 'The token refresh failed, the user must reconnect.',
    });
    const row = (await grantRows()).find(({ app_key }) => app_key === connection.id);
    expect(row).toMatchObject({ access_sealed: null, refresh_sealed: null, state: 'reconnect_required' });
    const records = await world.store.db
      .selectFrom('audit_records')
      .select(['operation', 'user_id'])
      .where('connection_id', '=', connection.id)
      .execute();
    expect(records).toEqual([{ operation: 'grant.ended', user_id: ada.userId }]);

    await connect(connection, ada, adaThere.accountId);
    expect((await readAs(world, connection, ada)).me.id).toBe(adaThere.accountId);
  });

  it('a code is taken once, with the verifier and the secret that belong to it', async () => {
    const { connection } = await ownConnection();
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
    expect((await grantRows()).filter(({ app_key }) => [connection.id, wrong.id].includes(app_key))).toEqual(
      [],
    );
    await expect(
      world.upstream.authorizationUrl(
        await addConnection(world, { platform: 'cloud', site: site(), authMode: 'oauth' }),
        { state: 's', redirectUri, challenge: 'c', scopes: [] },
      ),
    ).rejects.toMatchObject({ message: 'OAuth is not configured.' });
  });

  it('a person who allowed another site than the connection’s is told so, and nothing is kept', async () => {
    const other = sandbox.accounts.addOtherSite({ name: 'other' });
    const { connection } = await ownConnection();
    await expect(connect(connection, ada, adaThere.accountId, other.cloudId)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining(site()),
    });
    expect((await grantRows()).filter(({ app_key }) => app_key === connection.id)).toEqual([]);
  });

  it('of several sites the person chooses where the address of the connection is none of theirs', async () => {
    const other = sandbox.accounts.addOtherSite({ name: 'another' });
    const { connection } = await ownConnection({ site: 'http://127.0.0.1:9/wiki', grants: 'every-site' });
    const answer = await connect(connection, ada, adaThere.accountId);
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
    expect((await readAs(world, connection, ada)).me.id).toBe(adaThere.accountId);
    // Who connects again goes on with the site of before.
    expect(await connect(connection, ada, adaThere.accountId)).toMatchObject({
      status: { state: 'connected', site: sandbox.siteUrl },
    });
  });

  it('a guest, whom Atlassian shows no site, reaches the site of the connection', async () => {
    const [, , third] = sandbox.people;
    if (!third) throw new Error('three people expected');
    sandbox.accounts.makeGuest(third.accountId);
    const { connection } = await ownConnection();
    expect(await connect(connection, ben, third.accountId)).toMatchObject({ status: { state: 'connected' } });
    expect((await readAs(world, connection, ben)).me.id).toBe(third.accountId);
  });

  it('people bring API tokens of their own, checked when they are entered', async () => {
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: site(),
      authMode: 'api_token_per_user',
    });
    const enter = (text: string) => world.upstream.enter(ada, connection, { text });
    await expect(enter(`${adaThere.email}:wrong`)).rejects.toMatchObject({ code: 'upstream_auth' });
    await expect(enter(adaThere.apiToken)).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await world.upstream.status(ada, connection)).toMatchObject({ state: 'not_connected' });
    expect(await enter(` ${adaThere.email}:${adaThere.apiToken}\n`)).toMatchObject({
      state: 'connected',
      account: { id: adaThere.accountId },
    });
    await world.upstream.enter(ben, connection, { username: benThere.email, password: benThere.apiToken });
    expect((await readAs(world, connection, ada)).me.id).toBe(adaThere.accountId);
    expect((await readAs(world, connection, ben)).me.id).toBe(benThere.accountId);

    // Another account in its place leaves nothing of the first one.
    await world.upstream.enter(ben, connection, { username: adaThere.email, password: adaThere.apiToken });
    const own = (await grantRows()).filter(({ app_key }) => app_key === `${connection.id}:${ben.userId}`);
    expect(own).toMatchObject([{ account_id: adaThere.accountId }]);
  });

  it('a token that Confluence takes no more has to be entered again', async () => {
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: site(),
      authMode: 'api_token_per_user',
      settings: { scopedTokens: true, cloudId: sandbox.cloudId },
    });
    const token = sandbox.accounts.createScopedToken({
      accountId: adaThere.accountId,
      scopes: readingScopes,
      expiresInDays: 30,
    });
    const expiresAt = sandbox.clock.now() + 30 * dayMs;
    expect(
      await world.upstream.enter(ada, connection, { text: `${adaThere.email}:${token}` }, expiresAt),
    ).toMatchObject({
      state: 'connected',
      expiresAt,
    });
    const read = await readAs(world, connection, ada);
    expect(read).toMatchObject({
      me: { id: adaThere.accountId },
      apiBase: expect.stringContaining('/ex/confluence/'),
    });
    sandbox.clock.advance(17 * dayMs);
    expect(await world.upstream.status(ada, connection)).toMatchObject({ state: 'expiring' });
    sandbox.accounts.deleteScopedToken(token);
    await expect(readAs(world, connection, ada)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect(await world.upstream.status(ada, connection)).toMatchObject({ state: 'reconnect_required' });
    await expect(world.upstream.open(ada, connection)).rejects.toMatchObject({
      message: 'The stored sign-in does not work any more, the user must reconnect.',
    });
    expect(
      (await grantRows()).find(({ app_key }) => app_key === `${connection.id}:${ada.userId}`),
    ).toMatchObject({
      access_sealed: null,
      reason: 'refused',
    });
  });

  it('a token is not used past the end that was given with it', async () => {
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: site(),
      authMode: 'api_token_per_user',
    });
    const text = `${adaThere.email}:${adaThere.apiToken}`;
    await expect(world.upstream.enter(ada, connection, { text }, sandbox.clock.now())).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await world.upstream.enter(ada, connection, { text }, sandbox.clock.now() + dayMs);
    sandbox.clock.advance(dayMs);
    expect(await world.upstream.status(ada, connection)).toMatchObject({
      state: 'reconnect_required',
      reason: 'The token is past its end.',
    });
    await expect(world.upstream.open(ada, connection)).rejects.toMatchObject({ code: 'upstream_auth' });
  });

  it('a token without the scope to say whose it is goes by the address it was entered with', async () => {
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: site(),
      authMode: 'api_token_per_user',
      settings: { scopedTokens: true },
    });
    const token = sandbox.accounts.createScopedToken({
      accountId: adaThere.accountId,
      scopes: ['read:page:confluence'],
    });
    const entered = await world.upstream.enter(ada, connection, {
      username: adaThere.email,
      password: token,
    });
    expect(entered).toMatchObject({ state: 'connected', account: { id: adaThere.email.toLowerCase() } });
    const wrong = world.upstream.enter(ada, connection, { username: benThere.email, password: token });
    await expect(wrong).rejects.toMatchObject({ code: 'upstream_auth' });
  });

  it('all share the API token or the password of a connection', async () => {
    const fields = { platform: 'cloud', site: site(), settings: { account: benThere.email } } as const;
    for (const authMode of ['api_token', 'basic'] as const) {
      const connection = await addConnection(world, {
        ...fields,
        authMode,
        secret: benThere.apiToken,
        expiresAt: sandbox.clock.now() + 10 * dayMs,
      });
      expect((await readAs(world, connection, ada)).me.id).toBe(benThere.accountId);
      expect(await world.upstream.status(ada, connection)).toMatchObject({
        state: 'expiring',
        account: { id: benThere.email },
      });
      const wrong = await addConnection(world, { ...fields, authMode, secret: 'wrong' });
      await expect(readAs(world, wrong, ada)).rejects.toMatchObject({ code: 'upstream_auth' });
      const empty = await addConnection(world, { ...fields, authMode });
      await expect(world.upstream.open(ada, empty)).rejects.toMatchObject({ code: 'configuration' });
      expect(await world.upstream.status(ada, empty)).toMatchObject({ state: 'not_connected' });
    }
  });

  it('a service account asks once for many callers, and again when its token is at its end', async () => {
    const account = sandbox.accounts.createServiceAccount({ name: 'Robot', scopes: readingScopes });
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: site(),
      authMode: 'service_account',
      settings: { clientId: account.clientId },
      secret: account.clientSecret,
    });
    const tokens = () =>
      [...sandbox.site.accounts.accessTokens.values()].filter(({ clientId }) => clientId === account.clientId)
        .length;
    const all = await Promise.all(
      Array.from({ length: 20 }, async () => world.upstream.open(ada, connection)),
    );
    await Promise.all(all.map((access) => access.authorization()));
    expect(tokens()).toBe(1);
    const accessOf = async () => confluenceOf(world, connection, await world.upstream.open(ada, connection));
    expect((await (await accessOf()).users.me(signal)).id).toBe(account.person.accountId);
    sandbox.clock.advance(hourMs);
    expect((await (await accessOf()).users.me(signal)).id).toBe(account.person.accountId);
    expect(tokens()).toBe(2);
    // Confluence took it back long before its end.
    sandbox.clock.advance(10 * 60_000);
    sandbox.site.accounts.accessTokens.clear();
    expect((await (await accessOf()).users.me(signal)).id).toBe(account.person.accountId);
    const wrong = await addConnection(world, { ...connection, slug: 'wrong-robot', secret: 'wrong' });
    await expect(world.upstream.open(ada, wrong)).rejects.toMatchObject({ code: 'configuration' });
    expect(await world.upstream.probeClientSecret(wrong)).toBe('wrong');
    expect(await world.upstream.probeClientSecret(connection)).toBe('right');
  });

  it('an access token is used as it is: entered by the operator, by the person, or handed over', async () => {
    const { connection: source } = await ownConnection();
    await connect(source, ada, adaThere.accountId);
    const token = async () =>
      (await (await world.upstream.open(ada, source)).authorization()).slice('Bearer '.length);
    const fields = { platform: 'cloud', site: site(), authMode: 'access_token' } as const;

    const operator = await addConnection(world, {
      ...fields,
      settings: { tokenFrom: 'operator' },
      secret: await token(),
    });
    expect((await readAs(world, operator, ben)).me.id).toBe(adaThere.accountId);

    const person = await addConnection(world, { ...fields, settings: { tokenFrom: 'person' } });
    await world.upstream.enter(ben, person, { text: `Bearer ${await token()}` });
    expect((await readAs(world, person, ben)).me.id).toBe(adaThere.accountId);
    await expect(world.upstream.open(ada, person)).rejects.toMatchObject({ code: 'upstream_auth' });

    const request = await addConnection(world, { ...fields, settings: { tokenFrom: 'request' } });
    const handedOver = new Secret(await token());
    expect((await readAs(world, request, { ...ben, handedOver })).me.id).toBe(adaThere.accountId);
    await expect(world.upstream.open(ben, request)).rejects.toMatchObject({
      code: 'upstream_auth',
      fields: { nextStep: expect.stringContaining('X-Confluence-Access-Token') },
    });
    await expect(
      world.upstream.open({ ...ben, handedOver: new Secret('a b') }, request),
    ).rejects.toMatchObject({
      code: 'invalid_input',
    });
    // A token that came along counts nowhere else.
    await expect(world.upstream.open({ ...ada, handedOver }, person)).rejects.toMatchObject({
      code: 'upstream_auth',
    });
    sandbox.clock.advance(hourMs);
    for (const connection of [operator, person, request])
      await expect(readAs(world, connection, { ...ben, handedOver })).rejects.toMatchObject({
        code: 'upstream_auth',
      });
    expect(await world.upstream.status(ben, person)).toMatchObject({ state: 'reconnect_required' });
  });

  it('tells a wrong client secret from a right one, and from no answer', async () => {
    const { connection, app } = await ownConnection();
    const unsaved = { platform: 'cloud', site: site(), clientId: app.clientId } as const;
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

describe('on Data Center', () => {
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
      atlassian: { authUrl: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9' },
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
    expect((await readAs(world, connection, ada)).me.id).toBe(one.userKey);
    expect((await readAs(world, connection, ben)).me.id).toBe(two.userKey);
    dataCenter.clock.advance(2 * hourMs);
    expect((await readAs(world, connection, ada)).me.id).toBe(one.userKey);
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
    expect((await readAs(world, shared, ben)).me.id).toBe(one.userKey);
    const password = await addConnection(world, {
      ...fields(),
      authMode: 'basic',
      settings: { account: two.username },
      secret: two.password,
    });
    expect((await readAs(world, password, ada)).me.id).toBe(two.userKey);

    const tokens = await addConnection(world, { ...fields(), authMode: 'pat_per_user' });
    await expect(world.upstream.enter(ada, tokens, { text: 'nonsense' })).rejects.toMatchObject({
      code: 'upstream_auth',
    });
    await world.upstream.enter(ada, tokens, { text: one.personalToken });
    await world.upstream.enter(ben, tokens, { text: two.personalToken });
    expect((await readAs(world, tokens, ada)).me.id).toBe(one.userKey);
    expect((await readAs(world, tokens, ben)).me.id).toBe(two.userKey);

    const passwords = await addConnection(world, { ...fields(), authMode: 'basic_per_user' });
    await expect(
      world.upstream.enter(ada, passwords, { username: one.username, password: 'wrong' }),
    ).rejects.toMatchObject({ code: 'upstream_auth' });
    await world.upstream.enter(ada, passwords, { text: `${one.username}:${one.password}` });
    expect((await readAs(world, passwords, ada)).me.id).toBe(one.userKey);

    const token = await addConnection(world, {
      ...fields(),
      authMode: 'access_token',
      settings: { tokenFrom: 'request' },
    });
    const handedOver = new Secret(two.personalToken);
    expect((await readAs(world, token, { ...ada, handedOver })).me.id).toBe(two.userKey);
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
