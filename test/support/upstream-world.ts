import { createHash, randomBytes } from 'node:crypto';
import { scriptedBrowser } from '../../sandbox/atlassian/testing/scripted-browser.ts';
import type { RunningDataCenter } from '../../sandbox/datacenter/start.ts';
import type { RunningSandbox } from '../../sandbox/index.ts';
import { createRecorder } from '../../src/audit/recorder.ts';
import { openDirectory, type Directory, type DirectoryConnection } from '../../src/auth/directory.ts';
import type { AtlassianAddresses } from '../../src/auth/upstream/addresses.ts';
import { sealConnectionSecret, secretNameOf } from '../../src/auth/upstream/connection-secrets.ts';
import {
  createUpstream,
  type CentralApp,
  type Upstream,
  type UpstreamAccess,
  type Whose,
} from '../../src/auth/upstream/upstream.ts';
import { createCloudConfluence } from '../../src/confluence/cloud/confluence.ts';
import { createDataCenterConfluence } from '../../src/confluence/datacenter/confluence.ts';
import { createTransport, type Transport } from '../../src/confluence/http/transport.ts';
import type { Confluence } from '../../src/confluence/ports.ts';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { putConnectionSecret } from '../../src/store/connection-secrets.ts';
import { saveConnection, type NewConnection } from '../../src/store/connections.ts';
import type { Store } from '../../src/store/open-store.ts';
import { ensurePerson } from '../../src/store/people.ts';
import { bumpRevision } from '../../src/store/revisions.ts';
import { ensureWorkspace } from '../../src/store/workspaces.ts';
import type { Log } from '../../src/telemetry/log.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { newId } from './audit-entries.ts';
import { quietLog } from './kept-log.ts';
import { openVault } from './sealed-bases.ts';

/** The accounts of Confluence over a store, as the product puts them together. */
export interface UpstreamWorld {
  readonly store: Store;
  readonly vault: Vault;
  readonly directory: Directory;
  readonly transport: Transport;
  readonly upstream: Upstream;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly store: Store;
  readonly atlassian: AtlassianAddresses;
  readonly clock?: Clock;
  readonly centralApp?: CentralApp;
  readonly log?: Log;
  /** What stands between the product and the network or the vault. */
  readonly around?: { readonly transport?: (real: Transport) => Transport };
}

/** Scopes that the operations of these tests need. */
export const readingScopes = [
  'read:page:confluence',
  'read:space:confluence',
  'read:content-details:confluence',
  'write:page:confluence',
];

export const noAtlassian: AtlassianAddresses = {
  authUrl: 'http://127.0.0.1:9',
  apiUrl: 'http://127.0.0.1:9',
};

export async function openUpstreamWorld(options: WorldOptions): Promise<UpstreamWorld> {
  const { store, atlassian, centralApp, clock = systemClock, log = quietLog, around = {} } = options;
  const vault = await openVault(store, undefined, log);
  const directory = await openDirectory({ store, clock: systemClock, log });
  const real = createTransport({ version: '0', allowPrivate: ['127.0.0.0/8'], retry: { attempts: 0 } });
  const transport = around.transport?.(real) ?? real;
  const recorder = createRecorder({
    store,
    writer: newId('wrt'),
    key: new Secret('key of the record'.padEnd(40, '-')),
    ids: newId,
    log,
  });
  const upstream = createUpstream({
    store,
    sealer: vault,
    directory,
    transport,
    atlassian,
    centralApp,
    scopesOf: ({ settings }) => settings.scopes ?? readingScopes,
    recorder,
    ids: newId,
    clock,
    log,
  });
  return {
    store,
    vault,
    directory,
    transport,
    upstream,
    async close() {
      directory.close();
      await recorder.close();
      await vault.close();
      await real.close();
    },
  };
}

/** Somebody of a workspace. */
export async function addPerson(
  { store }: Pick<UpstreamWorld, 'store'>,
  name: string,
  slug = 'main',
): Promise<Whose> {
  const workspace = await ensureWorkspace(store.db, { slug, name: slug, now: 1 }, newId);
  const email = `${name.toLowerCase()}@example.com`;
  const person = await ensurePerson(store.db, { workspaceId: workspace.id, email, name, now: 1 }, newId);
  return { workspaceId: workspace.id, userId: person.id };
}

/** A connection with its secret, as the directory shows it. */
export async function addConnection(
  { store, vault, directory }: UpstreamWorld,
  fields: Pick<NewConnection, 'platform' | 'site' | 'authMode'> &
    Partial<NewConnection> & {
      readonly secret?: string;
      readonly expiresAt?: number;
      readonly workspace?: string;
    },
): Promise<DirectoryConnection> {
  const { secret, expiresAt, workspace: workspaceSlug = 'main', ...given } = fields;
  const workspace = await ensureWorkspace(
    store.db,
    { slug: workspaceSlug, name: workspaceSlug, now: 1 },
    newId,
  );
  const connection = await saveConnection(
    store.db,
    { workspaceId: workspace.id, slug: newId('wiki'), settings: {}, origin: 'admin', now: 1, ...given },
    newId,
  );
  const name = secretNameOf(connection.authMode, connection.settings.tokenFrom);
  if (secret !== undefined && name !== undefined) {
    const sealed = await sealConnectionSecret(vault, {
      workspaceId: workspace.id,
      connectionId: connection.id,
      name,
      value: new Secret(secret),
      ...(expiresAt !== undefined && { expiresAt }),
      now: 1,
    });
    await putConnectionSecret(store.db, sealed);
  }
  await bumpRevision(store.db, 'directory');
  await directory.refresh();
  const found = directory.connection(workspace.id, connection.id);
  if (!found) throw new Error('the directory does not show the connection');
  return found;
}

export const redirectUri = 'http://localhost:9/callback';

/** What a person's browser brings back from the consent. */
export interface Consented {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** A browser goes to the consent of a Cloud and allows it as an account of the sandbox. */
export async function consentOnCloud(
  { upstream }: Pick<UpstreamWorld, 'upstream'>,
  sandbox: RunningSandbox,
  connection: DirectoryConnection,
  as: { readonly accountId: string; readonly site?: string },
): Promise<Consented> {
  const { verifier, url } = await consentAddress(upstream, connection);
  const login = await scriptedBrowser(sandbox.siteUrl).open(url.href);
  const consent = await login.submit({ account: as.accountId });
  const back = await consent.submit({ site: as.site ?? sandbox.cloudId, decision: 'accept' });
  return { code: codeIn(back), verifier, redirectUri };
}

/** The same on a Data Center, by user name. */
export async function consentOnDataCenter(
  { upstream }: Pick<UpstreamWorld, 'upstream'>,
  site: RunningDataCenter,
  connection: DirectoryConnection,
  username: string,
): Promise<Consented> {
  const { verifier, url } = await consentAddress(upstream, connection);
  const { password } = site.people.find((person) => person.username === username) ?? { password: '' };
  const login = await scriptedBrowser(new URL(site.siteUrl).origin).open(url.href);
  const consent = await login.submit({ os_username: username, os_password: password });
  return { code: codeIn(await consent.submit({ decision: 'allow' })), verifier, redirectUri };
}

async function consentAddress(upstream: Upstream, connection: DirectoryConnection) {
  const verifier = randomBytes(32).toString('base64url');
  const url = await upstream.authorizationUrl(connection, {
    state: 'state-of-the-test',
    redirectUri,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
    scopes: upstream.requestedScopes(connection),
  });
  return { verifier, url };
}

function codeIn(page: { readonly outside: URL | null; readonly url: string; readonly text: string }): string {
  const code = page.outside?.searchParams.get('code');
  if (!code) throw new Error(`no code: ${page.outside?.href ?? page.url} ${page.text.slice(0, 500)}`);
  return code;
}

/** Confluence as the adapters see it through an opened account. */
export function confluenceOf(
  { transport }: Pick<UpstreamWorld, 'transport'>,
  { platform }: Pick<DirectoryConnection, 'platform'>,
  access: UpstreamAccess,
): Confluence {
  const options = {
    siteUrl: access.siteUrl,
    apiBase: access.apiBase,
    authorization: () => access.authorization(),
    renewAuthorization: (refused: string) => access.renew(refused),
    transport,
    personKey: access.accountKey,
  };
  return platform === 'cloud' ? createCloudConfluence(options) : createDataCenterConfluence(options);
}
