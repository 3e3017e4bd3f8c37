import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { ClientOptions } from '@modelcontextprotocol/client';
import { openFoundation, type Foundation } from '../../../src/app/foundation.ts';
import { loopbackOnly, transportOf } from '../../../src/app/network.ts';
import { createConnectLinks, linkLifetimeMs } from '../../../src/auth/connect/connect-links.ts';
import { createConnectWaiting } from '../../../src/auth/connect/connect-waiting.ts';
import { scopesOfConnection } from '../../../src/auth/connections/scope-report.ts';
import { wholeProfile } from '../../../src/app/whole-profile.ts';
import { openDirectory, type Directory } from '../../../src/auth/directory.ts';
import { createKeyAuthenticator } from '../../../src/auth/key-authenticator.ts';
import { createBrowserSessions } from '../../../src/auth/sessions/create-browser-sessions.ts';
import { createErrands } from '../../../src/auth/sessions/create-errands.ts';
import { sealConnectionSecret } from '../../../src/auth/upstream/connection-secrets.ts';
import type { AtlassianAddresses } from '../../../src/auth/upstream/addresses.ts';
import {
  createUpstream,
  type CentralApp,
  type GrantStatus,
  type Upstream,
} from '../../../src/auth/upstream/upstream.ts';
import { createGateway } from '../../../src/gateway/pipeline.ts';
import type { Caller } from '../../../src/gateway/call.ts';
import { createHttpApp } from '../../../src/http/app.ts';
import { bearerGate } from '../../../src/http/gate.ts';
import { listen } from '../../../src/http/listen.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import { createConnectQuestion } from '../../../src/mcp/connect-question.ts';
import { createGatewayTools, createSurfaces } from '../../../src/mcp/gateway-tools.ts';
import { createMcpHttpHandler } from '../../../src/mcp/http-handler.ts';
import { createProtocol } from '../../../src/mcp/protocol.ts';
import { catalogue } from '../../../src/operations/catalogue.ts';
import { createConnectRoutes } from '../../../src/pages/connect/routes.ts';
import { errorPage } from '../../../src/pages/error-page.ts';
import { createKey } from '../../../src/store/agent-keys.ts';
import { putConnectionSecret } from '../../../src/store/connection-secrets.ts';
import {
  changeConnection,
  saveConnection,
  type ConnectionChange,
  type NewConnection,
  type StoredConnection,
} from '../../../src/store/connections.ts';
import { ensurePerson, type Person } from '../../../src/store/people.ts';
import { bumpRevision } from '../../../src/store/revisions.ts';
import { ensureWorkspace, type Workspace } from '../../../src/store/workspaces.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { sharedSecret } from '../../../src/vault/shared-secret.ts';
import { formBrowser, type FormBrowser } from '../form-browser.ts';
import { testAuditKey, testMasterKeys } from '../weir.ts';
import { credentialsOver } from './credentials.ts';

/** A person of the workspace, whose browser is signed in. */
export interface ConnectingPerson {
  readonly person: Person;
  readonly caller: Caller;
  readonly browser: FormBrowser;
}

/** Weir's pages for connecting and its MCP address, served, with the parts that they stand on. */
export interface ConnectSite {
  readonly url: string;
  readonly foundation: Foundation;
  readonly upstream: Upstream;
  readonly directory: Directory;
  readonly workspace: Workspace;
  addPerson(name: string): Promise<ConnectingPerson>;
  /** `clientSecret`: of the app of its own. */
  addConnection(
    connection: Omit<NewConnection, 'workspaceId' | 'origin' | 'now'>,
    clientSecret?: string,
  ): Promise<StoredConnection>;
  change(connection: StoredConnection, change: Omit<ConnectionChange, 'now'>): Promise<void>;
  /** The link that a call of the person leads to. */
  linkFor(caller: Caller, connection: StoredConnection): Promise<string>;
  /** Another browser of the same person. */
  signIn(person: Person): Promise<FormBrowser>;
  /** The value of `Set-Cookie` of a new session. */
  startSession(person: Person): Promise<string>;
  /** An MCP client with a key of the person. */
  connectClient(person: Person, options?: ClientOptions): Promise<Client>;
  status(caller: Caller, connection: StoredConnection): Promise<GrantStatus>;
  /** What happened about accounts, as `event outcome`, in order. */
  recorded(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const log = createLog({ level: 'silent' });

export async function startConnectSite({
  atlassian = { authUrl: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9' },
  centralApp,
}: {
  readonly atlassian?: AtlassianAddresses;
  readonly centralApp?: CentralApp;
} = {}): Promise<ConnectSite> {
  const foundation = await openFoundation({
    database: { kind: 'sqlite', file: ':memory:' },
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log,
  });
  const { store, ids, random, recorder, vault, clock } = foundation;
  const directory = await openDirectory(foundation);
  const transport = transportOf(loopbackOnly);
  const workspace = await ensureWorkspace(
    store.db,
    { slug: 'main', name: 'Acme', now: await store.now() },
    ids,
  );
  let url = '';
  const shared = { ...foundation, directory, transport, address: () => url };
  const sessions = createBrowserSessions(shared);
  const links = createConnectLinks(shared);
  const upstream = createUpstream({
    ...shared,
    sealer: vault,
    atlassian,
    centralApp,
    scopesOf: scopesOfConnection,
  });
  const gateway = createGateway({
    ...shared,
    catalogue,
    credentials: credentialsOver({ ...shared, upstream, links }),
    shapeOf: () => '',
    digestOf: () => '',
    profileOf: () => wholeProfile,
    onFailure: () => undefined,
  });
  const question = createConnectQuestion({
    key: await sharedSecret(shared, 'mcp.request-state'),
    waiting: createConnectWaiting({ store, times: { legMs: 200, lookMs: 10 } }),
    ttlMs: linkLifetimeMs,
  });
  const tools = createGatewayTools(gateway, createSurfaces(), [], question);
  const protocol = createProtocol({ tools }, { name: 'weir', title: 'Weir', version: '1' }, log);
  const mcp = createMcpHttpHandler(protocol, log);
  const findHolder = createKeyAuthenticator(store, clock);
  const listener = await listen(
    createHttpApp({
      gate: bearerGate(async (key) => {
        const holder = await findHolder(key);
        return holder && { ...holder, userId: holder.personId, userName: holder.personName };
      }, log),
      mcp,
      hostnames: [],
      ready: async () => true,
      startPage: () => errorPage({ title: 'Start', what: 'The start page.', next: '' }),
      mounts: [createConnectRoutes({ ...shared, sessions, links, upstream, errands: createErrands(shared) })],
      log,
      clock,
    }),
    { host: '127.0.0.1', port: 0 },
  );
  url = listener.url;

  async function changed(): Promise<void> {
    await bumpRevision(store.db, 'directory');
    await directory.refresh();
  }
  async function startSession({ accountId }: Person): Promise<string> {
    if (accountId === undefined) throw new Error('a person without an account');
    return sessions.start(accountId, 'link');
  }
  async function signIn(person: Person): Promise<FormBrowser> {
    const browser = formBrowser();
    browser.keep(await startSession(person));
    return browser;
  }
  return {
    url,
    foundation,
    upstream,
    directory,
    workspace,
    signIn,
    startSession,
    async addPerson(name) {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
      const now = await store.now();
      const person = await ensurePerson(store.db, { workspaceId: workspace.id, email, name, now }, ids);
      await changed();
      const caller: Caller = {
        workspaceId: workspace.id,
        userId: person.id,
        userName: name,
        agentId: 'agt_client',
        clientName: 'Reader',
        transport: 'http',
      };
      return { person, caller, browser: await signIn(person) };
    },
    async addConnection(connection, clientSecret) {
      const now = await store.now();
      const saved = await saveConnection(
        store.db,
        { ...connection, workspaceId: workspace.id, origin: 'admin', now },
        ids,
      );
      if (clientSecret !== undefined) {
        const secret = {
          workspaceId: workspace.id,
          connectionId: saved.id,
          name: 'client_secret',
          value: new Secret(clientSecret),
          now,
        } as const;
        await putConnectionSecret(store.db, await sealConnectionSecret(vault, secret));
      }
      await changed();
      return saved;
    },
    async change(connection, change) {
      await changeConnection(store.db, connection, { ...change, now: await store.now() });
      await changed();
    },
    async linkFor(caller, connection) {
      const link = await links.addressFor(caller, connection);
      if (link === undefined) throw new Error('there is no link for this call');
      return link;
    },
    async connectClient(person, options) {
      const holder = { workspaceId: workspace.id, personId: person.id, agentId: 'agt_client' };
      const { key } = await createKey(store.db, { ...holder, now: await store.now() }, { ids, random });
      const client = new Client(
        { name: 'Reader', version: '1' },
        { versionNegotiation: { mode: 'auto' }, ...options },
      );
      const headers = { authorization: `Bearer ${key.reveal()}` };
      await client.connect(
        new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
      );
      return client;
    },
    async status(caller, { id }) {
      const connection = directory.connection(workspace.id, id);
      if (!connection) throw new Error(`no connection ${id}`);
      return upstream.status(caller, connection);
    },
    async recorded() {
      await recorder.flush();
      const rows = await store.db
        .selectFrom('audit_records')
        .select(['operation', 'outcome'])
        .where('kind', '=', 'governance')
        .orderBy('id')
        .execute();
      return rows.map(({ operation, outcome }) => `${operation} ${outcome}`);
    },
    async close() {
      directory.close();
      await listener.close(() => mcp.close(0));
      await transport.close();
      await foundation.close();
    },
  };
}
