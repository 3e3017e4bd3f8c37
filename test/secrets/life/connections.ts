import { expect } from 'vitest';
import { issueAccessToken } from '../../../sandbox/atlassian/grants.ts';
import type { FormBrowser } from '../../support/form-browser.ts';
import { textOf } from '../../support/weir.ts';
import { fieldsOf } from '../exchange.ts';
import { canary, wideCanary } from '../ledger.ts';
import type { World } from '../world.ts';
import type { Admin } from './admin.ts';
import type { CallTool } from './agents.ts';
import { everyMode, secretsOf, type Mode } from './modes.ts';

interface Who {
  readonly admin: Admin;
  readonly browser: FormBrowser;
  readonly call: CallTool;
}

const connections = '/workspaces/main/connections';

/** Every mode is set up, connected, used, refused, refreshed and given other secrets. Answers how many modes there were. */
export async function useEveryMode(world: World, who: Who): Promise<number> {
  const modes = everyMode(world);
  await enterRefused(world, who);
  shortenServiceTokens(world);
  for (const { slug, platform, auth } of modes)
    if (auth) await who.admin('POST', connections, { slug, platform, site: siteOf(world, platform), auth });
  for (const mode of modes) await connect(world, who, mode);
  await useAll(who, modes, 'ok');
  await meetQuotingErrors(world, who, modes);
  await outliveTokens(world, who, modes);
  const robots = modes.filter(({ auth }) => auth?.['mode'] === 'service_account');
  // Half a second after the last short one was given, Weir asks for another.
  await expect
    .poll(
      async () => {
        await useAll(who, robots, 'ok');
        return serviceTokens(world).size;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(1);
  await rotate(world, who);
  return modes.length;
}

function siteOf({ cloud, dataCenter }: World, platform: Mode['platform']): string {
  return platform === 'cloud' ? cloud.siteUrl : dataCenter.siteUrl;
}

/** What is tried and not taken: of it nothing may stay anywhere. */
async function enterRefused({ ledger, cloud, dataCenter }: World, { admin }: Who): Promise<void> {
  const wrong = (): string => ledger.plant('refused credential', canary());
  const [somebody] = cloud.people;
  const { clientId } = cloud.apps.create({ name: 'App', redirectUri: 'http://localhost:9/cb', scopes: [] });
  const onCloud = { platform: 'cloud', site: cloud.siteUrl };
  const onDataCenter = { platform: 'datacenter', site: dataCenter.siteUrl };
  const tries = [
    { ...onCloud, auth: { mode: 'oauth', clientId, clientSecret: wrong() } },
    { ...onCloud, auth: { mode: 'api_token', email: somebody?.email, token: wrong() } },
    { ...onCloud, auth: { mode: 'basic', username: 'somebody', password: wrong() } },
    { ...onCloud, auth: { mode: 'service_account', clientId: 'nobody', clientSecret: wrong() } },
    { ...onCloud, auth: { mode: 'access_token', from: 'operator', token: wrong() } },
    { ...onDataCenter, auth: { mode: 'oauth', clientId: 'nobody', clientSecret: wrong() } },
    { ...onDataCenter, auth: { mode: 'pat', token: wrong() } },
    { ...onDataCenter, auth: { mode: 'basic', username: 'somebody', password: wrong() } },
  ];
  for (const [index, fields] of tries.entries()) {
    const slug = `refused-${index}`;
    const { status } = await admin('POST', connections, { slug, ...fields }, 'any');
    // Some are saved as failed, so that an administrator can mend them.
    if (status === 201) await admin('DELETE', `${connections}/${slug}`);
  }
}

async function connect(world: World, { admin, browser }: Who, { slug, platform, own }: Mode): Promise<void> {
  if (!own || own.kind === 'with each request') return;
  const { body } = await admin('GET', '/me/connections?limit=200');
  const items = body['items'] as readonly { readonly slug: string; readonly connectUrl: string }[];
  const page = await browser.open(items.find((item) => item.slug === slug)?.connectUrl ?? '');
  if (own.kind === 'typed') {
    const wrong = world.ledger.plant('refused credential', canary());
    const refused = await page.submit({ account: own.account, secret: wrong });
    expect(refused.status, `${slug}: ${refused.text}`).toBe(401);
    const done = await refused.submit({ account: own.account, secret: own.secret });
    expect(done.text, slug).toContain('Confluence is connected');
    return;
  }
  const away = await page.submit();
  const isLogin = /login/.test(away.url.pathname) || /signin/.test(away.url.pathname);
  const asked = isLogin ? await away.submit(own.as) : away;
  const decision =
    platform === 'cloud' ? { site: world.cloud.cloudId, decision: 'accept' } : { decision: 'allow' };
  const done = await asked.submit(decision);
  expect(done.text, slug).toContain('Confluence is connected');
}

async function useAll(
  { call }: Who,
  modes: readonly Mode[],
  wanted: 'ok' | 'refused' | 'any',
): Promise<void> {
  await Promise.all(
    modes.map(async ({ slug, own }) => {
      const headers = own?.kind === 'with each request' ? { 'x-confluence-access-token': own.token } : {};
      const said = async (): Promise<string> => {
        const result = await call('confluence_list_spaces', { connection: slug, limit: 1 }, headers);
        return result.isError === true ? `refused: ${textOf(result)}` : 'ok';
      };
      if (wanted === 'any') await said();
      else if (wanted === 'refused') expect(await said(), slug).toMatch(/^refused/);
      // A renewal that failed is tried again in a while, and a secret that was replaced may be used for a moment.
      else await expect.poll(said, { message: slug, timeout: 60_000, interval: 500 }).toBe('ok');
    }),
  );
}

/** A proxy that quotes requests in its error pages, before the API and before the token endpoints. */
async function meetQuotingErrors(world: World, who: Who, modes: readonly Mode[]): Promise<void> {
  const { cloud, dataCenter } = world;
  const sites = [cloud, dataCenter];
  for (const status of [400, 403, 500]) {
    for (const { faults } of sites)
      faults.add({ match: { path: /\/rest\/api|\/api\/v2/ }, quotesRequest: true, status });
    await useAll(who, modes, 'refused');
    for (const { faults } of sites) faults.clear();
  }
  endAccessTokens(world);
  for (const { faults } of sites) faults.add({ match: { path: /token$/ }, quotesRequest: true, status: 400 });
  await useAll(who, modes, 'any');
  for (const { faults } of sites) faults.clear();
}

/**
 * Until faults are cleared, tokens of the service account are said to live a second, so that Weir asks for others: the
 * site's clock cannot end them, since Weir goes by its own.
 */
function shortenServiceTokens({ cloud }: World): void {
  const robot = [...cloud.site.accounts.apps.values()].find(
    ({ serviceAccountId }) => serviceAccountId !== null,
  );
  if (!robot?.serviceAccountId) throw new Error('there is no service account');
  const tokens = issueAccessToken(cloud.site, {
    clientId: robot.clientId,
    accountId: robot.serviceAccountId,
    scopes: robot.scopes,
    chainId: null,
  });
  cloud.faults.add({
    match: { path: /token$/, body: /client_credentials/ },
    status: 200,
    body: { ...tokens, expires_in: 1 },
  });
}

/** Those that Weir was given by client credentials. */
function serviceTokens({ outside }: World): ReadonlySet<string> {
  const asked = outside.filter(({ requestBody }) => requestBody.includes('client_credentials'));
  const fields = asked.flatMap((exchange) => fieldsOf(exchange.answerBody().toString('utf8')));
  return new Set(fields.filter(([name]) => name === 'access_token').map(([, token]) => token));
}

/** Access tokens end before their time: those of grants are renewed, those that are used as they are fail. */
async function outliveTokens(world: World, who: Who, modes: readonly Mode[]): Promise<void> {
  endAccessTokens(world);
  const renewable = modes.filter(({ slug }) => !/^cloud-\w+-token$/.test(slug));
  await useAll(who, renewable, 'ok');
  await useAll(
    who,
    modes.filter((mode) => !renewable.includes(mode)),
    'refused',
  );
}

/** Not those of the service account, of which Weir does not ask for another one within a minute where one is refused. */
function endAccessTokens({ cloud, dataCenter, ledger }: World): void {
  const entered = new Set(ledger.planted.map(({ value }) => value));
  for (const [token, { chainId }] of cloud.site.accounts.accessTokens)
    if (chainId !== null || entered.has(token)) cloud.site.accounts.accessTokens.delete(token);
  dataCenter.clock.advance(3 * 3_600_000);
}

/** Other secrets at the site, the old ones refused, the new ones put in their place. */
async function rotate(world: World, who: Who): Promise<void> {
  const { admin, call } = who;
  const { ledger, cloud } = world;
  const { body } = await admin('GET', `${connections}/own-app`);
  const kept = secretsOf(world, String(body['clientId']));
  kept.splice(0, 1, ledger.plant('rotated secret of a workspace’s app', wideCanary()));
  await admin('POST', `${connections}/own-app/test`, undefined, 'any');
  await admin('PUT', `${connections}/own-app/secret`, { secret: kept[0] });

  const { body: shared } = await admin('GET', `${connections}/shared-token`);
  const account = [...cloud.site.people.values()].find(({ email }) => email === shared['account']);
  if (!account) throw new Error('the shared account is gone');
  const token = ledger.plant('rotated API token', wideCanary());
  Object.assign(account, { apiToken: token });
  const refused = await call('confluence_list_spaces', { connection: 'shared-token' });
  expect(refused.isError).toBe(true);
  await admin('PUT', `${connections}/shared-token/secret`, { secret: token });
  await useAll(who, [{ slug: 'shared-token', platform: 'cloud' }], 'ok');
}
