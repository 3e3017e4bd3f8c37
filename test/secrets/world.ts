import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningDataCenter } from '../../sandbox/datacenter/start.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/index.ts';
import { createPerson } from '../../sandbox/model/people.ts';
import { scopesOfConnection } from '../../src/auth/connections/scope-report.ts';
import type { StoreLocation } from '../../src/store/open-store.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { everybodyMay } from '../support/everybody-may.ts';
import { freePort } from '../support/free-port.ts';
import { startCompanyProvider, type CompanyProvider } from '../support/signing-in/company-provider.ts';
import { startStreamTarget, type StreamTarget } from '../support/stream-target.ts';
import { startForwardProxy } from './forward-proxy.ts';
import { startEndpoints } from './endpoints.ts';
import type { Exchange } from './exchange.ts';
import { startInstallationProcess, type Installation } from './installation.ts';
import { canary, createLedger, wideCanary, type Ledger } from './ledger.ts';
import { noteMinted, type Party } from './minted.ts';
import { clientFiles, startTlsFront, type TlsFront } from './tls-front.ts';
import { watchClients } from './watch-clients.ts';
import { watchServers } from './watch-servers.ts';

/** Everything around one installation, all of it watched. */
export interface World {
  readonly ledger: Ledger;
  /** What clients of Weir asked and got. */
  readonly answers: readonly Exchange[];
  /** What Confluence, the identity provider and the endpoints of administrators were asked and answered. */
  readonly outside: readonly Exchange[];
  /** What Weir told the endpoints of administrators, of that. */
  deliveries(): readonly Exchange[];
  readonly cloud: RunningSandbox;
  readonly dataCenter: RunningDataCenter;
  /** Before the Data Center. */
  readonly front: TlsFront;
  readonly company: CompanyProvider;
  readonly collector: StreamTarget;
  readonly hookUrl: string;
  readonly weir: Installation;
  /** Of Weir. */
  readonly url: string;
  /** Where the installation's database is. */
  readonly database: StoreLocation;
  /** An empty one and a folder, for a backup of it. */
  readonly spare: { readonly database: StoreLocation; readonly folder: string };
  /** Owner and operator, who also audits; somebody of the Cloud site; somebody whom the company knows. */
  readonly people: { readonly ana: Person; readonly ben: Person; readonly cid: Person };
  /** Ana's, of the configuration. */
  readonly key: string;
  /** All scopes that an app asks for. */
  readonly scopes: readonly string[];
  /** Reads the exchanges once more, since answers are streams. */
  noteAll(): void;
  close(): Promise<void>;
}

interface Person {
  readonly email: string;
  readonly name: string;
}

/** On an empty database, with another one to restore into. */
export async function startWorld(emptyLocation: () => Promise<StoreLocation>): Promise<World> {
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await build(emptyLocation, closing)), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function build(
  emptyLocation: () => Promise<StoreLocation>,
  closing: (() => unknown)[],
): Promise<Omit<World, 'close'>> {
  const closed = <T extends { close(): Promise<void> }>(opened: T): T => {
    closing.push(() => opened.close());
    return opened;
  };
  const folder = mkdtempSync(join(tmpdir(), 'weir-secrets-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const ledger = createLedger();
  const answers: Exchange[] = [];
  const outside: Exchange[] = [];
  closing.push(watchServers((exchange) => outside.push(exchange)));
  const cloud = closed(await startSandbox());
  const dataCenter = closed(await startSandbox({ platform: 'datacenter' }));
  giveSecrets(cloud, dataCenter);
  const front = closed(await startTlsFront(dataCenter.siteUrl));
  let url = '';
  const company = closed(await startCompanyProvider({ redirectUri: () => `${url}/sign-in/oidc/callback` }));
  const collector = closed(await startStreamTarget());
  const endpoints = closed(await startEndpoints());
  const proxy = closed(await startForwardProxy());

  const scopes = [...scopesOfConnection({ platform: 'cloud', settings: {} }), 'offline_access', 'read:me'];
  const central = cloud.apps.create({ name: 'Weir', redirectUri: 'http://localhost:9/callback', scopes });
  const [ana, ben, shared] = cloud.people;
  const app = cloud.site.accounts.apps.get(central.clientId);
  if (!ana || !ben || !shared || !app) throw new Error('The sandbox has too few people, or no app.');
  const centralSecret = wideCanary();
  app.secrets = [centralSecret];
  const people = {
    ana: { email: ana.email, name: ana.displayName },
    ben: { email: ben.email, name: ben.displayName },
    cid: { email: 'cid@weir.test', name: 'Cid' },
  };
  company.people.set('sub-cid', { email: people.cid.email, email_verified: true });

  const databasePassword = canary();
  const locate = async (data: string): Promise<StoreLocation> => {
    const location = await emptyLocation();
    return location.kind === 'sqlite'
      ? { kind: 'sqlite', file: join(data, 'weir.db') }
      : withPassword(location.url, ledger.plant('password of the database', databasePassword));
  };
  const database = await locate(join(folder, 'data'));
  const spareFolder = join(folder, 'restored');
  mkdirSync(spareFolder);
  const spare = { database: await locate(spareFolder), folder: spareFolder };
  const proxyPassword = ledger.plant('password of the proxy', canary());
  const secrets = {
    'audit-key': ledger.plant('key of the record', canary()),
    'master-key': ledger.plant('master key', canary()),
    'central-secret': ledger.plant('secret of the central app', centralSecret),
    'oidc-secret': ledger.plant('secret at the identity provider', company.clientSecret),
    'network-header': ledger.plant('header of the operator’s network', canary()),
    proxy: `http://weir:${encodeURIComponent(proxyPassword)}@127.0.0.1:${proxy.port}`,
    'shared-token': ledger.plant('shared API token', shared.apiToken),
    ...clientFiles(ledger),
    'ana-key': ledger.plant(
      'agent key of the configuration',
      `weir_${randomBytes(32).toString('base64url')}`,
    ),
    ...(database.kind === 'postgres' && { 'database-url': database.url.reveal() }),
  };
  const port = await freePort();
  const tracesHeader = ledger.plant('header for the collector of traces', canary());
  const weir = await startInstallationProcess(folder, {
    config: {
      ...fixedConfig,
      // Passkeys want a name.
      server: { port, publicUrl: `http://localhost:${port}` },
      ...(database.kind === 'postgres' && { database: { url: { file: 'database-url' } } }),
      centralApp: { clientId: central.clientId, clientSecret: { file: 'central-secret' } },
      atlassian: { authUrl: cloud.atlassian.authUrl, apiUrl: cloud.atlassian.apiUrl },
      signIn: {
        local: true,
        atlassian: {},
        oidc: {
          issuer: company.issuer,
          clientId: company.clientId,
          clientSecret: { file: 'oidc-secret' },
          name: 'Acme',
        },
      },
      connections: [
        { slug: 'central', platform: 'cloud', site: cloud.siteUrl, auth: { mode: 'oauth_central' } },
        {
          slug: 'configured-token',
          platform: 'cloud',
          site: cloud.siteUrl,
          auth: { mode: 'api_token', email: shared.email, token: { file: 'shared-token' } },
        },
      ],
      people: [
        { ...people.ana, roles: ['owner', 'auditor'], operator: true, key: { file: 'ana-key' } },
        { ...people.ben, roles: ['viewer'] },
        { ...people.cid, roles: ['viewer'] },
      ],
    },
    secrets,
    env: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoints.tracesUrl,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: `x-collector=${encodeURIComponent(tracesHeader)}`,
    },
  });
  closing.push(() => weir.stop());
  url = new URL(weir.hello['mcpUrl'] ?? '').origin;
  ledger.plant('link that signs in once', tokenIn(weir.hello['signInLink']));
  cloud.apps.change(central.clientId, { redirectUri: `${url}/integration-callback` });
  closing.push(
    watchClients(
      ({ origin }) => origin === url,
      (exchange) => answers.push(exchange),
    ),
  );
  const endpointHosts = new Set([endpoints.hookUrl, collector.url].map((address) => new URL(address).host));
  const parties = new Map<string, Party>([
    [new URL(cloud.siteUrl).host, 'confluence'],
    [new URL(dataCenter.siteUrl).host, 'confluence'],
    [new URL(company.issuer).host, 'company'],
  ]);

  return {
    ledger,
    answers,
    outside,
    deliveries: () => outside.filter(({ url: { host } }) => endpointHosts.has(host)),
    cloud,
    dataCenter,
    front,
    company,
    collector,
    hookUrl: endpoints.hookUrl,
    weir,
    url,
    database,
    spare,
    people,
    key: secrets['ana-key'],
    scopes,
    noteAll() {
      for (const exchange of outside) {
        const party = parties.get(exchange.url.host);
        if (party) noteMinted(ledger, party, exchange);
      }
      for (const exchange of answers) noteMinted(ledger, 'weir', exchange);
      // It was started with it, and wrote what it was asked to write.
      if (database.kind === 'postgres') ledger.prove('password of the database');
      if (proxy.shown.has(`weir:${proxyPassword}`)) ledger.prove('password of the proxy');
    },
  };
}

/** What does not depend on who is around. */
const fixedConfig = {
  apiVersion: 'weir/v1',
  logLevel: 'debug',
  auditKey: { file: 'audit-key' },
  vault: { masterKey: { file: 'master-key' } },
  oauth: { dynamicRegistration: true },
  network: {
    allowPrivate: ['127.0.0.0/8'],
    proxy: { file: 'proxy' },
    caFile: 'ca.pem',
    clientCertFile: 'client.pem',
    clientKeyFile: 'client.key',
    clientKeyPassphrase: { file: 'passphrase' },
    headers: { 'x-operators-network': { file: 'network-header' } },
  },
  governance: {
    ...everybodyMay,
    rules: {
      'ask-before-delete': {
        target: { tools: ['pages.delete'] },
        outcome: { kind: 'approval_required', by: { kind: 'person' } },
      },
    },
    recordKeeping: { values: 'all' },
  },
};

/** Tokens and passwords whose characters escaping changes. */
function giveSecrets(cloud: RunningSandbox, dataCenter: RunningDataCenter): void {
  for (const person of cloud.site.people.values()) Object.assign(person, { apiToken: wideCanary() });
  // A token that somebody enters as such is ASCII.
  Object.assign([...cloud.site.people.values()][0] ?? {}, { apiToken: canary() });
  // Passwords follow from user names there.
  for (let index = 0; index < 4; index += 1) {
    createPerson(dataCenter.site, {
      displayName: `Person ${index}`,
      email: `${canary().toLowerCase()}@dc.test`,
      apiToken: canary(),
    });
  }
}

/** The server of tests lets everybody in, and is told the password all the same. */
function withPassword(without: Secret, password: string): StoreLocation {
  const url = `${without.reveal()}&password=${encodeURIComponent(password)}`;
  return { kind: 'postgres', url: new Secret(url) };
}

function tokenIn(link: string | undefined): string {
  const token = link === undefined ? null : new URL(link).searchParams.get('token');
  if (token === null) throw new Error('weir start printed no link.');
  return token;
}
