import { issueAccessToken } from '../../../sandbox/atlassian/grants.ts';
import { loginOf } from '../../../sandbox/datacenter/logins.ts';
import { canary, wideCanary } from '../ledger.ts';
import type { World } from '../world.ts';

/** A connection of one auth mode, and how somebody comes to their own account on it. */
export interface Mode {
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
  /** As the admin API takes it; absent where the configuration has the connection. */
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly own?:
    | { readonly kind: 'consent'; readonly as: Readonly<Record<string, string>> }
    | { readonly kind: 'typed'; readonly account: string; readonly secret: string }
    | { readonly kind: 'with each request'; readonly token: string };
}

/** Every mode of both platforms, each with secrets of its own. */
export function everyMode(world: World): readonly Mode[] {
  const { ledger, cloud, dataCenter, scopes, url } = world;
  const redirectUri = `${url}/integration-callback`;
  const [ana, , , second, third, fourth] = cloud.people;
  const [one, two, three, four] = [...dataCenter.site.people.values()].slice(-4);
  if (!ana || !second || !third || !fourth || !one || !two || !three || !four)
    throw new Error('The sandboxes have too few people.');

  const app = cloud.apps.create({ name: 'Own', redirectUri, scopes });
  const appSecret = ledger.plant('secret of a workspace’s app', wideCanary());
  secretsOf(world, app.clientId).splice(0, 1, appSecret);
  const robot = cloud.accounts.createServiceAccount({ name: 'Robot', scopes });
  const robotSecret = ledger.plant('secret of a service account', wideCanary());
  secretsOf(world, robot.clientId).splice(0, 1, robotSecret);
  const link = dataCenter.oauth.register({ name: 'Weir', redirectUri, scope: 'WRITE' });
  Object.assign(link, { clientSecret: ledger.plant('secret of an application link', wideCanary()) });

  const shared = ledger.plant('shared API token', third.apiToken);
  const personal = ledger.plant('personal API token', ana.apiToken);
  const cloudPassword = ledger.plant('shared password', second.apiToken);
  const ownCloudPassword = ledger.plant('personal password', fourth.apiToken);
  const scopedToken = () =>
    ledger.plant(
      'API token with scopes',
      cloud.accounts.createScopedToken({ accountId: ana.accountId, scopes }),
    );
  const cloudToken = (): string =>
    issueAccessToken(cloud.site, {
      clientId: robot.clientId,
      accountId: robot.person.accountId,
      scopes,
      chainId: null,
    }).access_token;
  const operators = 'access token of the operator';
  const ofPerson = 'access token of a person';
  const ofRequest = 'access token of a request';
  const on = (person: typeof one) => loginOf(person);
  return [
    { slug: 'configured-token', platform: 'cloud' },
    { slug: 'central', platform: 'cloud', own: { kind: 'consent', as: { account: ana.accountId } } },
    {
      slug: 'own-app',
      platform: 'cloud',
      auth: { mode: 'oauth', clientId: app.clientId, clientSecret: appSecret },
      own: { kind: 'consent', as: { account: ana.accountId } },
    },
    {
      slug: 'shared-token',
      platform: 'cloud',
      auth: { mode: 'api_token', email: third.email, token: shared },
    },
    {
      slug: 'shared-scoped-token',
      platform: 'cloud',
      auth: { mode: 'api_token', email: ana.email, token: scopedToken(), scoped: true },
    },
    {
      slug: 'own-token',
      platform: 'cloud',
      auth: { mode: 'api_token_per_user' },
      own: { kind: 'typed', account: ana.email, secret: personal },
    },
    {
      slug: 'own-scoped-token',
      platform: 'cloud',
      auth: { mode: 'api_token_per_user', scoped: true },
      own: { kind: 'typed', account: ana.email, secret: scopedToken() },
    },
    {
      slug: 'cloud-basic',
      platform: 'cloud',
      auth: { mode: 'basic', username: second.email, password: cloudPassword },
    },
    {
      slug: 'cloud-own-basic',
      platform: 'cloud',
      auth: { mode: 'basic_per_user' },
      own: { kind: 'typed', account: fourth.email, secret: ownCloudPassword },
    },
    {
      slug: 'service',
      platform: 'cloud',
      auth: { mode: 'service_account', clientId: robot.clientId, clientSecret: robotSecret },
    },
    {
      slug: 'cloud-operator-token',
      platform: 'cloud',
      auth: { mode: 'access_token', from: 'operator', token: ledger.plant(operators, cloudToken()) },
    },
    {
      slug: 'cloud-person-token',
      platform: 'cloud',
      auth: { mode: 'access_token', from: 'person' },
      own: { kind: 'typed', account: '', secret: ledger.plant(ofPerson, cloudToken()) },
    },
    {
      slug: 'cloud-request-token',
      platform: 'cloud',
      auth: { mode: 'access_token', from: 'request' },
      own: { kind: 'with each request', token: ledger.plant(ofRequest, cloudToken()) },
    },
    {
      slug: 'linked',
      platform: 'datacenter',
      auth: { mode: 'oauth', clientId: link.clientId, clientSecret: link.clientSecret },
      own: {
        kind: 'consent',
        as: { os_username: on(one).username, os_password: on(one).password },
      },
    },
    {
      slug: 'pat',
      platform: 'datacenter',
      auth: { mode: 'pat', token: ledger.plant('shared personal access token', one.apiToken) },
    },
    {
      slug: 'own-pat',
      platform: 'datacenter',
      auth: { mode: 'pat_per_user' },
      own: {
        kind: 'typed',
        account: '',
        secret: ledger.plant('own personal access token', two.apiToken),
      },
    },
    {
      slug: 'basic',
      platform: 'datacenter',
      auth: {
        mode: 'basic',
        username: on(one).username,
        password: ledger.plant('shared password', on(one).password),
      },
    },
    {
      slug: 'own-basic',
      platform: 'datacenter',
      auth: { mode: 'basic_per_user' },
      own: {
        kind: 'typed',
        account: on(two).username,
        secret: ledger.plant('personal password', on(two).password),
      },
    },
    {
      slug: 'operator-token',
      platform: 'datacenter',
      auth: { mode: 'access_token', from: 'operator', token: ledger.plant(operators, three.apiToken) },
    },
    {
      slug: 'person-token',
      platform: 'datacenter',
      auth: { mode: 'access_token', from: 'person' },
      own: { kind: 'typed', account: '', secret: ledger.plant(ofPerson, four.apiToken) },
    },
    {
      slug: 'request-token',
      platform: 'datacenter',
      auth: { mode: 'access_token', from: 'request' },
      own: { kind: 'with each request', token: ledger.plant(ofRequest, headerToken(world)) },
    },
  ];
}

/** Those that the sandbox takes, the newest first. */
export function secretsOf({ cloud }: World, clientId: string): string[] {
  const app = cloud.site.accounts.apps.get(clientId);
  if (!app) throw new Error('there is no such app');
  return app.secrets;
}

/** Of somebody whose token nothing else uses. */
function headerToken({ dataCenter }: World): string {
  const [first] = dataCenter.site.people.values();
  if (!first) throw new Error('nobody is on the Data Center');
  return Object.assign(first, { apiToken: canary() }).apiToken;
}
