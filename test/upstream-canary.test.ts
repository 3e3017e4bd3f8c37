import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningDataCenter } from '../sandbox/datacenter/start.ts';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import { movableClock } from '../sandbox/model/movable-clock.ts';
import type { DirectoryConnection } from '../src/auth/directory.ts';
import type { Whose } from '../src/auth/upstream/upstream.ts';
import type { Transport } from '../src/confluence/http/transport.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { Secret } from '../src/kernel/secret.ts';
import { openStore, type StoreLocation } from '../src/store/open-store.ts';
import { createLog } from '../src/telemetry/log.ts';
import { findPlanted } from './support/canary.ts';
import { filesOfDatabase } from './support/database-files.ts';
import { describeEachStore } from './support/stores.ts';
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

let cloud: RunningSandbox;
let dataCenter: RunningDataCenter;
beforeAll(async () => {
  cloud = await startSandbox();
  dataCenter = await startSandbox({ platform: 'datacenter' });
});
afterAll(async () => {
  await cloud.close();
  await dataCenter.close();
});

const secretFields = /"(?:access_token|refresh_token|client_secret|code|code_verifier)":"([^"]+)"/g;
const secretParameters = new Set(['refresh_token', 'client_secret', 'code', 'code_verifier']);

/** Every secret that crosses the wire, whoever made it. */
function wiretap(real: Transport, secrets: Set<string>): Transport {
  return {
    ...real,
    async send(request, abort) {
      const [scheme = '', credentials = ''] = (request.authorization ?? '').split(' ');
      if (scheme === 'Bearer') secrets.add(credentials);
      if (scheme === 'Basic')
        secrets.add(
          Buffer.from(credentials, 'base64')
            .toString('utf8')
            .replace(/^[^:]*:/, ''),
        );
      const isForm = request.contentType !== undefined;
      for (const [name, value] of isForm ? new URLSearchParams(request.body) : [])
        if (secretParameters.has(name)) secrets.add(value);
      const answer = await real.send(request, abort);
      const isTokens = request.path.endsWith('/token');
      for (const text of isTokens ? [request.body ?? '', answer.body.toString('utf8')] : [])
        for (const [, value = ''] of text.matchAll(secretFields)) secrets.add(value);
      return answer;
    },
  };
}

interface Used {
  readonly connection: DirectoryConnection;
  readonly whose: Whose & { readonly handedOver?: Secret };
}

/** One connection of each mode and platform, signed in, with the secrets that nobody should ever see. */
async function everyMode(world: UpstreamWorld, ada: Whose): Promise<Used[]> {
  const [there] = cloud.people;
  const [onDataCenter] = dataCenter.people;
  if (!there || !onDataCenter) throw new Error('people expected');
  const { accountId, email, apiToken } = there;
  const { username, password, personalToken } = onDataCenter;
  const site = { platform: 'cloud', site: `${cloud.siteUrl}/wiki` } as const;
  const server = { platform: 'datacenter', site: dataCenter.siteUrl } as const;
  const used: Used[] = [];
  const add = async (fields: Parameters<typeof addConnection>[1]): Promise<DirectoryConnection> => {
    const connection = await addConnection(world, fields);
    used.push({ connection, whose: ada });
    return connection;
  };

  const app = cloud.apps.create({ name: 'Own', redirectUri, scopes: readingScopes });
  const centralOne = await add({ ...site, authMode: 'oauth_central' });
  const own = await add({
    ...site,
    authMode: 'oauth',
    settings: { clientId: app.clientId },
    secret: app.clientSecret,
  });
  for (const connection of [centralOne, own])
    await world.upstream.redeem(
      ada,
      connection,
      await consentOnCloud(world, cloud, connection, { accountId }),
    );
  await add({ ...site, authMode: 'api_token', settings: { account: email }, secret: apiToken });
  await add({ ...site, authMode: 'basic', settings: { account: email }, secret: apiToken });
  await world.upstream.enter(ada, await add({ ...site, authMode: 'api_token_per_user' }), {
    text: `${email}:${apiToken}`,
  });
  const scoped = cloud.accounts.createScopedToken({ accountId, scopes: readingScopes });
  const withScopes = await add({ ...site, authMode: 'api_token_per_user', settings: { scopedTokens: true } });
  await world.upstream.enter(ada, withScopes, { username: email, password: scoped });
  const robot = cloud.accounts.createServiceAccount({ name: 'Robot', scopes: readingScopes });
  await add({
    ...site,
    authMode: 'service_account',
    settings: { clientId: robot.clientId },
    secret: robot.clientSecret,
  });

  const link = dataCenter.oauth.register({ name: 'Weir', redirectUri, scope: 'WRITE' });
  const linked = await add({
    ...server,
    authMode: 'oauth',
    settings: { clientId: link.clientId },
    secret: link.clientSecret,
  });
  await world.upstream.redeem(ada, linked, await consentOnDataCenter(world, dataCenter, linked, username));
  await add({ ...server, authMode: 'pat', secret: personalToken });
  await world.upstream.enter(ada, await add({ ...server, authMode: 'pat_per_user' }), {
    text: personalToken,
  });
  await add({ ...server, authMode: 'basic', settings: { account: username }, secret: password });
  await world.upstream.enter(ada, await add({ ...server, authMode: 'basic_per_user' }), {
    username,
    password,
  });

  await add({
    ...server,
    authMode: 'access_token',
    settings: { tokenFrom: 'operator' },
    secret: personalToken,
  });
  const typed = await add({ ...server, authMode: 'access_token', settings: { tokenFrom: 'person' } });
  await world.upstream.enter(ada, typed, { text: personalToken });
  const handed = await addConnection(world, {
    ...server,
    authMode: 'access_token',
    settings: { tokenFrom: 'request' },
  });
  const [, other] = dataCenter.people;
  used.push({ connection: handed, whose: { ...ada, handedOver: new Secret(other?.personalToken ?? '') } });
  return used;
}

describeEachStore('what Weir keeps and logs of accounts in every mode', ({ emptyLocation }) => {
  const logFolder = mkdtempSync(join(tmpdir(), 'weir-log-'));
  afterAll(() => rmSync(logFolder, { recursive: true, force: true }));

  it('shows no secret in any form, and does show what is none', async () => {
    const location: StoreLocation = await emptyLocation();
    const lines: string[] = [];
    const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
    const store = await openStore(location, { clock: systemClock, log });
    const secrets = new Set<string>();
    const central = cloud.apps.create({ name: 'Weir', redirectUri, scopes: readingScopes });
    const clock = movableClock(systemClock);
    const world = await openUpstreamWorld({
      store,
      log,
      clock,
      atlassian: cloud.atlassian,
      centralApp: { clientId: central.clientId, clientSecret: new Secret(central.clientSecret) },
      around: { transport: (real) => wiretap(real, secrets) },
    });
    const control = 'control plant: "2f9+c"';
    await addPerson(world, control);
    const ada = await addPerson(world, 'Ada');
    const used = await everyMode(world, ada);
    const shown: unknown[] = [];

    const useAll = async (): Promise<void> => {
      for (const { connection, whose } of used) {
        const access = await world.upstream.open(whose, connection);
        await confluenceOf(world, connection, access).users.me(signal);
        await access.renew().catch((error: unknown) => shown.push(error));
        shown.push(access, await world.upstream.status(whose, connection), connection);
      }
    };
    await useAll();
    // Everything that can fail does, and is logged.
    clock.advance(2 * 3_600_000);
    cloud.faults.add({ match: { method: 'POST' }, times: 1, status: 502, body: '<html>no</html>' });
    cloud.accounts.revokeGrants(cloud.people[0]?.accountId ?? '');
    for (const { connection, whose } of used) {
      const use = async () => {
        const access = await world.upstream.open(whose, connection);
        await access.authorization();
        shown.push(await access.renew());
      };
      await use().catch((error: unknown) => {
        log.error('test.failed', { error });
        shown.push(error, JSON.stringify(error));
      });
    }
    cloud.faults.clear();
    await world.close();

    expect(used.map(({ connection }) => connection.authMode)).toHaveLength(15);
    // Client secrets, codes, verifiers, access and refresh tokens, API tokens, personal tokens, passwords.
    expect(secrets.size).toBeGreaterThan(20);
    const headers = shown.filter(
      (value): value is string => typeof value === 'string' && /^(?:Bearer|Basic) /.test(value),
    );
    const told = shown.filter((value) => !headers.includes(String(value)));
    writeFileSync(join(logFolder, 'log'), lines.join(''));
    writeFileSync(join(logFolder, 'shown'), JSON.stringify(told.map((value) => [value, String(value)])));
    const folder = await filesOfDatabase(store, location);
    expect(findPlanted(folder, control)).not.toEqual([]);
    expect(findPlanted(logFolder, 'upstream.grant_ended')).not.toEqual([]);
    for (const secret of secrets) {
      expect(findPlanted(folder, secret)).toEqual([]);
      expect(findPlanted(logFolder, secret)).toEqual([]);
    }
    await store.close();
    expect(readFileSync(join(logFolder, 'log'), 'utf8')).toContain('test.failed');
  });
});
