import { createAuditValues } from '../../src/audit/values.ts';
import { createRecorder } from '../../src/audit/recorder.ts';
import type { GrantStatus } from '../../src/auth/upstream/upstream.ts';
import { openDirectory, type Directory } from '../../src/auth/directory.ts';
import { createKeyAuthenticator } from '../../src/auth/key-authenticator.ts';
import { createMetadataTransport } from '../../src/auth/server/metadata-transport.ts';
import { createOAuthServer, type OAuthServer } from '../../src/auth/server/oauth-server.ts';
import { createTokenAuthenticator, type ServiceIdentity } from '../../src/auth/server/tokens.ts';
import { createBrowserSessions } from '../../src/auth/sessions/create-browser-sessions.ts';
import { createSiteAccounts } from '../../src/auth/site-accounts.ts';
import { basicAuthorization } from '../../src/app/authorization.ts';
import { compose } from '../../src/app/compose.ts';
import type { Foundation } from '../../src/app/foundation.ts';
import { loopbackOnly, transportOf } from '../../src/app/network.ts';
import { siteAccount } from '../../src/app/site-account.ts';
import { membersPolicy } from './members-policy.ts';
import type { Caller } from '../../src/gateway/call.ts';
import { createHttpApp } from '../../src/http/app.ts';
import { createAuthenticate } from '../../src/http/authenticate.ts';
import { createClientAddress } from '../../src/http/client-address.ts';
import { bearerGate } from '../../src/http/gate.ts';
import { listen } from '../../src/http/listen.ts';
import { createToolsetRoutes } from '../../src/http/mcp-route.ts';
import { createOAuthMount } from '../../src/http/oauth-mount.ts';
import { requireScopes } from '../../src/http/step-up.ts';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { createIds } from '../../src/kernel/ids.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { version } from '../../src/kernel/version.ts';
import { calledOperation } from '../../src/mcp/called-operation.ts';
import { createSurfaces } from '../../src/mcp/gateway-tools.ts';
import { createMcpHttpHandler, type McpHttpHandler } from '../../src/mcp/http-handler.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import { createClientsPages } from '../../src/pages/clients-routes.ts';
import { serverErrorPage } from '../../src/pages/consent/refusals.ts';
import { startPage } from '../../src/pages/start-page.ts';
import { saveConnection } from '../../src/store/connections.ts';
import { openStore, type StoreLocation } from '../../src/store/open-store.ts';
import { ensurePerson, type Person } from '../../src/store/people.ts';
import { bumpRevision } from '../../src/store/revisions.ts';
import { ensureWorkspace, type Workspace } from '../../src/store/workspaces.ts';
import { createVault } from '../../src/vault/vault.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/index.ts';
import { oauthBrowser, type OAuthBrowser } from './oauth-browser.ts';
import { quietLog } from './stores.ts';
import { testAuditKey, testMasterKeys } from './weir.ts';

export interface OAuthWeirOptions {
  readonly database?: StoreLocation;
  /** Of the database, on SQLite. */
  readonly clock?: Clock;
  /** The address that people know; another replica's. */
  readonly publicUrl?: string;
  readonly sandbox?: RunningSandbox;
  /** Reverse proxies that are believed. */
  readonly trustedProxies?: readonly string[];
  readonly registrationAllowed?: () => boolean;
  readonly serviceIdentity?: (agentId: string) => ServiceIdentity | undefined;
}

/** The OAuth server with MCP behind it, over the sandbox: workspaces `red` and `blue`, the sandbox's people in `red`. */
export interface OAuthWeir {
  /** Where this process listens. */
  readonly url: string;
  /** The issuer. */
  readonly address: string;
  readonly server: OAuthServer;
  readonly foundation: Foundation;
  readonly directory: Directory;
  readonly red: Workspace;
  readonly blue: Workspace;
  /** The callers of requests that reached the protocol, in their order. */
  readonly callers: readonly Caller[];
  /** People of the workspace, in the order of the sandbox's. */
  person(index: number): Person;
  /** Makes somebody a member of `blue` too. */
  joinBlue(index: number): Promise<void>;
  /** A connection of `red` that each person connects themself to; `status` says how theirs stands. */
  addPersonalConnection(status: () => GrantStatus['state']): Promise<void>;
  /** Signs somebody in: the value of `Set-Cookie`. */
  signIn(index: number): Promise<string>;
  /** Somebody's browser, signed in. */
  browserOf(index: number): Promise<OAuthBrowser>;
  close(): Promise<void>;
}

export async function startOAuthWeir(options: OAuthWeirOptions = {}): Promise<OAuthWeir> {
  const { clock = systemClock, database = { kind: 'sqlite', file: ':memory:' } } = options;
  const sandbox = options.sandbox ?? (await startSandbox());
  const foundation = await openTestFoundation(database, clock);
  const { store, ids } = foundation;
  const now = await store.now();
  const red = await ensureWorkspace(store.db, { slug: 'red', name: 'Red team', now }, ids);
  const blue = await ensureWorkspace(store.db, { slug: 'blue', name: 'Blue team', now }, ids);
  const accounts = new Map<string, Secret>();
  const people: Person[] = [];
  const join = async (workspace: Workspace, index: number): Promise<Person> => {
    const found = sandbox.people[index];
    if (!found) throw new Error(`The sandbox has no person ${index}.`);
    const { email, displayName: name, apiToken } = found;
    const person = await ensurePerson(store.db, { workspaceId: workspace.id, email, name, now }, ids);
    accounts.set(person.id, new Secret(basicAuthorization(email, apiToken)));
    return person;
  };
  for (const index of sandbox.people.keys()) people.push(await join(red, index));
  const siteUrl = `${sandbox.siteUrl}/wiki`;
  const stored = await saveConnection(
    store.db,
    {
      workspaceId: red.id,
      slug: 'sandbox',
      platform: 'cloud',
      site: siteUrl,
      authMode: 'api_token',
      settings: {},
      origin: 'config',
      now,
    },
    ids,
  );
  await bumpRevision(store.db, 'directory');
  const directory = await openDirectory(foundation);

  let ownUrl = '';
  const address = (): string => options.publicUrl ?? ownUrl;
  const siteTransport = transportOf(loopbackOnly);
  const credentials = createSiteAccounts([
    siteAccount({
      workspaceId: red.id,
      connection: { id: stored.id, slug: stored.slug, platform: 'cloud', siteUrl },
      apiBase: sandbox.siteUrl,
      transport: siteTransport,
      authorizationOf: (userId) => accounts.get(userId),
    }),
  ]);
  const { gateway, protocol } = compose(foundation, {
    credentials,
    policy: membersPolicy(directory),
    address,
  });
  const documents = createMetadataTransport({ version, allowLoopback: true });
  const server = createOAuthServer({
    ...foundation,
    directory,
    address,
    transport: documents,
    allowLoopbackDocuments: true,
    documentHosts: async () => [],
    registrationAllowed: async () => options.registrationAllowed?.() ?? true,
    errorPage: serverErrorPage,
  });
  const sessions = createBrowserSessions({ ...foundation, address });
  const groups = [...new Set(catalogue.map(({ group }) => group))];
  const callers: Caller[] = [];
  const protocolHandler = createMcpHttpHandler(protocol, quietLog);
  const noting: McpHttpHandler = {
    ...protocolHandler,
    handle: (request, scope, body) => {
      callers.push(scope.caller);
      return protocolHandler.handle(request, scope, body);
    },
  };
  const mcp = requireScopes(noting, {
    calledOperation: calledOperation(gateway, createSurfaces(), groups),
    address,
  });
  const gate = bearerGate(
    createAuthenticate({
      findKeyHolder: createKeyAuthenticator(store, foundation.clock),
      findTokenHolder: createTokenAuthenticator({
        ...foundation,
        directory,
        ...(options.serviceIdentity && { serviceIdentity: options.serviceIdentity }),
      }),
      directory,
    }),
    quietLog,
    address,
  );
  const clientAddress = createClientAddress({ trustedProxies: options.trustedProxies ?? [] });
  let personalState: () => GrantStatus['state'] = () => 'connected';
  const app = createHttpApp({
    gate,
    mcp,
    clientAddress,
    hostnames: [],
    ready: async () => true,
    startPage: () => startPage({ mcpUrl: `${address()}/mcp`, version, tools: [] }),
    mounts: [
      createToolsetRoutes({ gate, mcp, clientAddress }),
      createOAuthMount({
        server,
        clientAddress,
        sessions,
        directory,
        grants: {
          status: async () => ({ state: personalState() }),
          requestedScopes: () => ['read:page:confluence', 'write:page:confluence'],
        },
        log: quietLog,
        clock: systemClock,
      }),
      createClientsPages({ sessions, directory, grants: server.administration, log: quietLog }),
    ],
    log: quietLog,
    clock: systemClock,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  ownUrl = listener.url;

  const person = (index: number): Person => {
    const found = people[index];
    if (!found) throw new Error(`There is no person ${index}.`);
    return found;
  };
  const signIn = (index: number): Promise<string> => sessions.start(person(index).accountId ?? '', 'link');
  return {
    url: ownUrl,
    address: address(),
    server,
    foundation,
    directory,
    red,
    blue,
    callers,
    person,
    async joinBlue(index) {
      await join(blue, index);
      await bumpRevision(store.db, 'directory');
      await directory.refresh();
    },
    async addPersonalConnection(status) {
      personalState = status;
      const personal = { slug: 'own', platform: 'cloud', site: 'https://own.atlassian.net/wiki' } as const;
      await saveConnection(
        store.db,
        { workspaceId: red.id, ...personal, authMode: 'oauth', settings: {}, origin: 'admin', now },
        ids,
      );
      await bumpRevision(store.db, 'directory');
      await directory.refresh();
    },
    signIn,
    async browserOf(index) {
      const browser = oauthBrowser(address(), () => ownUrl);
      browser.keep(await signIn(index));
      return browser;
    },
    async close() {
      await listener.close(() => mcp.close(0));
      server.close();
      directory.close();
      await Promise.all([documents.close(), siteTransport.close()]);
      await foundation.close();
      if (!options.sandbox) await sandbox.close();
    },
  };
}

async function openTestFoundation(database: StoreLocation, clock: Clock): Promise<Foundation> {
  const random = systemRandom;
  const ids = createIds(systemClock, random);
  const log = quietLog;
  const store = await openStore(database, { clock, log });
  const vault = await createVault({ store, masterKeys: testMasterKeys, ids, random, log });
  const recorder = createRecorder({ store, writer: ids('wrt'), key: testAuditKey, ids, log });
  return {
    // Of the process; the database has its own.
    clock: systemClock,
    random,
    ids,
    log,
    store,
    recorder,
    auditKey: testAuditKey,
    auditHead: undefined,
    auditValues: createAuditValues({ store, vault, auditKey: testAuditKey, clock: systemClock }),
    vault,
    async close() {
      await recorder.close();
      await vault.close();
      await store.close();
    },
  };
}
