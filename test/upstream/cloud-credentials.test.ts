import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/kernel/secret.ts';
import { addConnection, confluenceOf, readingScopes } from '../support/upstream-world.ts';
import { startCloudWorld, type CloudWorld } from './cloud-world.ts';
import { readAs } from './read-as.ts';

const { signal } = new AbortController();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('credentials on Cloud', () => {
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

  it('people bring API tokens of their own, checked when they are entered', async () => {
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: world.site,
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
    expect((await readAs(world, connection, ada)).id).toBe(adaThere.accountId);
    expect((await readAs(world, connection, ben)).id).toBe(benThere.accountId);

    // Another account in its place leaves nothing of the first one.
    await world.upstream.enter(ben, connection, { username: adaThere.email, password: adaThere.apiToken });
    const own = await world.grants(`${connection.id}:${ben.userId}`);
    expect(own).toMatchObject([{ account_id: adaThere.accountId }]);
  });

  it('a token that Confluence takes no more has to be entered again', async () => {
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: world.site,
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
      id: adaThere.accountId,
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
    expect((await world.grants(`${connection.id}:${ada.userId}`)).at(0)).toMatchObject({
      access_sealed: null,
      reason: 'refused',
    });
  });

  it('a token is not used past the end that was given with it', async () => {
    const connection = await addConnection(world, {
      platform: 'cloud',
      site: world.site,
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
      site: world.site,
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
    const fields = { platform: 'cloud', site: world.site, settings: { account: benThere.email } } as const;
    for (const authMode of ['api_token', 'basic'] as const) {
      const connection = await addConnection(world, {
        ...fields,
        authMode,
        secret: benThere.apiToken,
        expiresAt: sandbox.clock.now() + 10 * dayMs,
      });
      expect((await readAs(world, connection, ada)).id).toBe(benThere.accountId);
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
      site: world.site,
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
    const { connection: source } = await world.ownApp();
    await world.connect(source, ada, adaThere.accountId);
    const token = async () =>
      (await (await world.upstream.open(ada, source)).authorization()).slice('Bearer '.length);
    const fields = { platform: 'cloud', site: world.site, authMode: 'access_token' } as const;

    const operator = await addConnection(world, {
      ...fields,
      settings: { tokenFrom: 'operator' },
      secret: await token(),
    });
    expect((await readAs(world, operator, ben)).id).toBe(adaThere.accountId);

    const person = await addConnection(world, { ...fields, settings: { tokenFrom: 'person' } });
    await world.upstream.enter(ben, person, { text: `Bearer ${await token()}` });
    expect((await readAs(world, person, ben)).id).toBe(adaThere.accountId);
    await expect(world.upstream.open(ada, person)).rejects.toMatchObject({ code: 'upstream_auth' });

    const request = await addConnection(world, { ...fields, settings: { tokenFrom: 'request' } });
    const handedOver = new Secret(await token());
    expect((await readAs(world, request, { ...ben, handedOver })).id).toBe(adaThere.accountId);
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
});
