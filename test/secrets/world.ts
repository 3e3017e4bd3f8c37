import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import type { Exchange } from './exchange.ts';
import { startInstallationProcess, type Installation } from './installation.ts';
import { canary, createLedger, wideCanary, type Ledger } from './ledger.ts';
import { noteMinted, type Party } from './minted.ts';
import { watchClients } from './watch-clients.ts';
import { watchServers } from './watch-servers.ts';

/** Everything around one installation, all of it watched. */
export interface World {
  readonly ledger: Ledger;
  /** What clients of Weir asked and got. */
  readonly answers: readonly Exchange[];
  /** What Confluence, the identity provider and the endpoints of administrators were asked and answered. */
  readonly outside: readonly Exchange[];
  readonly cloud: RunningSandbox;
  readonly dataCenter: RunningDataCenter;
  readonly company: CompanyProvider;
  readonly collector: StreamTarget;
  readonly hookUrl: string;
  readonly weir: Installation;
  /** Of Weir. */
  readonly url: string;
  /** Where the installation's database is. */
  readonly database: StoreLocation;
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

export async function startWorld(location: StoreLocation): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-secrets-'));
  const ledger = createLedger();
  const answers: Exchange[] = [];
  const outside: Exchange[] = [];
  const stopWatching = watchServers((exchange) => outside.push(exchange));
  const cloud = await startSandbox();
  const dataCenter = await startSandbox({ platform: 'datacenter' });
  for (const person of cloud.site.people.values()) Object.assign(person, { apiToken: wideCanary() });
  // A token that somebody enters as such is ASCII.
  Object.assign([...cloud.site.people.values()][0] ?? {}, { apiToken: canary() });
  for (let index = 0; index < 4; index += 1) {
    createPerson(dataCenter.site, {
      displayName: `Person ${index}`,
      email: `${canary().toLowerCase()}@dc.test`,
      apiToken: canary(),
    });
  }
  let url = '';
  const company = await startCompanyProvider({ redirectUri: () => `${url}/sign-in/oidc/callback` });
  const collector = await startStreamTarget();
  const hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { id } = JSON.parse(Buffer.concat(chunks).toString()) as { id: string };
      if (request.url?.endsWith('/fails')) response.statusCode = 500;
      response.end(JSON.stringify({ id, decision: 'allow' }));
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));

  const scopes = [...scopesOfConnection({ platform: 'cloud', settings: {} }), 'offline_access', 'read:me'];
  const central = cloud.apps.create({ name: 'Weir', redirectUri: 'http://localhost:9/callback', scopes });
  const [ana, ben, shared] = cloud.people;
  if (!ana || !ben || !shared) throw new Error('The sandbox has too few people.');
  const app = cloud.site.accounts.apps.get(central.clientId);
  if (!app) throw new Error('The app was not made.');
  app.secrets = [wideCanary()];
  const people = {
    ana: { email: ana.email, name: ana.displayName },
    ben: { email: ben.email, name: ben.displayName },
    cid: { email: 'cid@weir.test', name: 'Cid' },
  };
  company.people.set('sub-cid', { email: people.cid.email, email_verified: true });

  const database =
    location.kind === 'sqlite'
      ? location
      : withPassword(location.url, ledger.plant('password of the database', canary()));
  const secrets = {
    'audit-key': ledger.plant('key of the record', canary()),
    'master-key': ledger.plant('master key', canary()),
    'central-secret': ledger.plant('secret of the central app', app.secrets[0] ?? ''),
    'oidc-secret': ledger.plant('secret at the identity provider', company.clientSecret),
    'network-header': ledger.plant('header of the operator’s network', canary()),
    'shared-token': ledger.plant('shared API token', shared.apiToken),
    'ana-key': ledger.plant('agent key of the configuration', `weir_${canary().replaceAll(/[^\w-]/g, '-')}`),
    ...(database.kind === 'postgres' && { 'database-url': database.url.reveal() }),
  };
  const config = {
    apiVersion: 'weir/v1',
    server: { port: await freePort() },
    logLevel: 'debug',
    ...(database.kind === 'postgres' && { database: { url: { file: 'database-url' } } }),
    auditKey: { file: 'audit-key' },
    vault: { masterKey: { file: 'master-key' } },
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
    oauth: { dynamicRegistration: true },
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
    network: {
      allowPrivate: ['127.0.0.0/8'],
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
  const weir = await startInstallationProcess(folder, { config, secrets });
  url = new URL(weir.hello['mcpUrl'] ?? '').origin;
  if (database.kind === 'postgres') ledger.prove('password of the database');
  noteLink(ledger, weir.hello['signInLink']);
  cloud.apps.change(central.clientId, { redirectUri: `${url}/integration-callback` });
  const stopClients = watchClients(
    ({ origin }) => origin === url,
    (exchange) => answers.push(exchange),
  );
  const companyHost = new URL(company.issuer).host;
  const hosts = new Map<string, Party>([
    [new URL(cloud.siteUrl).host, 'confluence'],
    [new URL(dataCenter.siteUrl).host, 'confluence'],
    [companyHost, 'company'],
  ]);

  return {
    ledger,
    answers,
    outside,
    cloud,
    dataCenter,
    company,
    collector,
    hookUrl: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/check`,
    weir,
    url,
    database:
      database.kind === 'sqlite' ? { kind: 'sqlite', file: join(weir.dataFolder, 'weir.db') } : database,
    people,
    key: secrets['ana-key'],
    scopes,
    noteAll() {
      for (const exchange of outside) {
        const party = hosts.get(exchange.url.host);
        if (party) noteMinted(ledger, party, exchange);
      }
      for (const exchange of answers) noteMinted(ledger, 'weir', exchange);
    },
    async close() {
      stopClients();
      stopWatching();
      await weir.stop();
      await Promise.all([cloud.close(), dataCenter.close(), company.close(), collector.close()]);
      hook.closeAllConnections();
      await new Promise((resolve) => hook.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server of tests lets everybody in, and is told the password all the same. */
function withPassword(without: Secret, password: string): StoreLocation {
  const url = `${without.reveal()}&password=${encodeURIComponent(password)}`;
  return { kind: 'postgres', url: new Secret(url) };
}

function noteLink(ledger: Ledger, link: string | undefined): void {
  const token = link === undefined ? null : new URL(link).searchParams.get('token');
  if (token === null) throw new Error('weir start printed no link.');
  ledger.plant('link that signs in once', token);
}
