import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { ClientOptions } from '@modelcontextprotocol/client';
import { openFoundation, type Foundation } from '../../../src/app/foundation.ts';
import { startInstallation } from '../../../src/app/installation.ts';
import { loopbackOnly, transportOf } from '../../../src/app/network.ts';
import { createConnectLinks } from '../../../src/auth/connect/connect-links.ts';
import { scopesOfConnection } from '../../../src/auth/connections/scope-report.ts';
import { createBrowserSessions } from '../../../src/auth/sessions/create-browser-sessions.ts';
import type { AtlassianAddresses } from '../../../src/auth/upstream/addresses.ts';
import { sealConnectionSecret, secretNameOf } from '../../../src/auth/upstream/connection-secrets.ts';
import { createUpstream, type CentralApp, type GrantStatus } from '../../../src/auth/upstream/upstream.ts';
import { discover } from '../../../src/governance/discover.ts';
import type { Caller } from '../../../src/gateway/call.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import { createKey } from '../../../src/store/agent-keys.ts';
import { putConnectionSecret } from '../../../src/store/connection-secrets.ts';
import {
  changeConnection,
  saveConnection,
  type ConnectionChange,
  type NewConnection,
  type StoredConnection,
} from '../../../src/store/connections.ts';
import type { StoreLocation } from '../../../src/store/open-store.ts';
import { ensurePerson, type Person } from '../../../src/store/people.ts';
import { bumpRevision } from '../../../src/store/revisions.ts';
import { replaceRoles, type Role } from '../../../src/store/roles.ts';
import { ensureWorkspace } from '../../../src/store/workspaces.ts';
import { letEverybody } from '../everybody-may.ts';
import { formBrowser, type FormBrowser } from '../form-browser.ts';
import { quietLog as log } from '../kept-log.ts';
import { testAuditKey, testMasterKeys } from '../weir.ts';

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
  addPerson(name: string, roles?: readonly Role[]): Promise<ConnectingPerson>;
  /** `secret`: of the app of its own, or of the account that all share. */
  addConnection(
    connection: Omit<NewConnection, 'workspaceId' | 'origin' | 'now'>,
    secret?: string,
  ): Promise<StoredConnection>;
  /** Puts another secret in the place of the one before, and looks at nothing. */
  replaceSecret(connection: StoredConnection, secret: string): Promise<void>;
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
  /** What happened about accounts of people, as `event outcome`, in order. */
  recorded(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startConnectSite({
  atlassian = { authUrl: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9' },
  centralApp,
  database = { kind: 'sqlite', file: ':memory:' },
}: {
  readonly atlassian?: AtlassianAddresses;
  readonly centralApp?: CentralApp;
  /** One that several processes share; of its own unless given. */
  readonly database?: StoreLocation;
} = {}): Promise<ConnectSite> {
  const foundation = await openFoundation({
    database,
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log,
  });
  const { store, ids, random, recorder, vault } = foundation;
  const { id: workspaceId } = await ensureWorkspace(
    store.db,
    { slug: 'main', name: 'Acme', now: await store.now() },
    ids,
  );
  const weir = await startInstallation({
    foundation,
    listenOn: { host: '127.0.0.1', port: 0 },
    network: loopbackOnly,
    atlassian,
    ...(centralApp && { centralApp }),
    signIn: { local: true },
    oauth: {},
    registersUnlessSaid: false,
    allowLoopbackDocuments: false,
    govern: (parts) => letEverybody(parts, workspaceId),
  });
  const { directory } = weir;
  const url = new URL(weir.mcpUrl).origin;
  // Looking at the same database, to prepare and to see what the pages did.
  const beside = { ...foundation, directory, transport: transportOf(loopbackOnly), address: () => url };
  const sessions = createBrowserSessions(beside);
  const links = createConnectLinks(beside);
  const upstream = createUpstream({
    ...beside,
    sealer: vault,
    atlassian,
    centralApp,
    scopesOf: scopesOfConnection,
  });

  async function changed(): Promise<void> {
    await bumpRevision(store.db, 'directory');
    await directory.refresh();
    // As the admin API does when a connection is saved.
    await discover(weir.governance.parts, { workspaceId });
  }
  async function keepSecret(connection: StoredConnection, secret: string): Promise<void> {
    const { id: connectionId, authMode, settings } = connection;
    const name = secretNameOf(authMode, settings.tokenFrom);
    if (name === undefined) throw new Error(`${authMode} has no secret`);
    const now = await store.now();
    const named = { workspaceId, connectionId, name, value: new Secret(secret), now };
    await putConnectionSecret(store.db, await sealConnectionSecret(vault, named));
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
    signIn,
    startSession,
    async addPerson(name, roles = []) {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
      const now = await store.now();
      const person = await ensurePerson(store.db, { workspaceId, email, name, now }, ids);
      await replaceRoles(store.db, { workspaceId, personId: person.id }, roles, now);
      await changed();
      const caller: Caller = {
        workspaceId,
        userId: person.id,
        userName: name,
        agentId: 'agt_client',
        clientName: 'Reader',
        transport: 'http',
      };
      return { person, caller, browser: await signIn(person) };
    },
    async addConnection(connection, secret) {
      const now = await store.now();
      const saved = await saveConnection(store.db, { ...connection, workspaceId, origin: 'admin', now }, ids);
      if (secret !== undefined) await keepSecret(saved, secret);
      await changed();
      return saved;
    },
    async replaceSecret(connection, secret) {
      await keepSecret(connection, secret);
      await changed();
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
      const holder = { workspaceId, personId: person.id, agentId: 'agt_client' };
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
      const connection = directory.connection(workspaceId, id);
      if (!connection) throw new Error(`no connection ${id}`);
      return upstream.status(caller, connection);
    },
    async recorded() {
      await recorder.flush();
      const rows = await store.db
        .selectFrom('audit_records')
        .select(['operation', 'outcome'])
        .where('kind', '=', 'governance')
        .where('operation', 'like', 'grant.%')
        .orderBy('id')
        .execute();
      return rows.map(({ operation, outcome }) => `${operation} ${outcome}`);
    },
    async close() {
      await weir.close();
      await beside.transport.close();
    },
  };
}
