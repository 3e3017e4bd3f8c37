import type { Hono } from 'hono';
import { createAdminApi } from '../../src/admin-api/admin-api.ts';
import type { AdminApiParts } from '../../src/admin-api/parts.ts';
import { requestHeader } from '../../src/admin-api/visitor.ts';
import { createRecordStreams } from '../../src/audit/streams/record-streams.ts';
import { createConnections, type Connections } from '../../src/auth/connections/connections.ts';
import { scopesOfConnection } from '../../src/auth/connections/scope-report.ts';
import { openDirectory, type Directory } from '../../src/auth/directory.ts';
import { createKeyAuthenticator } from '../../src/auth/key-authenticator.ts';
import { createAdministration } from '../../src/auth/server/administration.ts';
import { createEvents } from '../../src/auth/server/events.ts';
import { createBrowserSessions } from '../../src/auth/sessions/create-browser-sessions.ts';
import { createJournal } from '../../src/auth/sign-in/journal.ts';
import { createSignInLinks } from '../../src/auth/sign-in/links.ts';
import { createUpstream, type Upstream } from '../../src/auth/upstream/upstream.ts';
import { loopbackOnly, transportOf } from '../../src/app/network.ts';
import { openGovernedCalls } from '../../src/app/governed-calls.ts';
import { openFoundation, type Foundation } from '../../src/app/foundation.ts';
import type { OAuthSettings } from '../../src/config/load-config.ts';
import { openGovernance, type GovernanceSnapshot } from '../../src/governance/snapshot.ts';
import { listen } from '../../src/http/listen.ts';
import { catalogue as wholeCatalogue } from '../../src/operations/catalogue.ts';
import type { Operation } from '../../src/operations/operation.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { setOperator } from '../../src/store/accounts.ts';
import { createKey } from '../../src/store/agent-keys.ts';
import type { StoreLocation } from '../../src/store/open-store.ts';
import { ensurePerson, type Person } from '../../src/store/people.ts';
import { replaceRoles, type Role } from '../../src/store/roles.ts';
import { bumpRevision } from '../../src/store/revisions.ts';
import { ensureWorkspace, type Workspace } from '../../src/store/workspaces.ts';
import { quietLog } from './stores.ts';
import { testAuditKey, testMasterKeys } from './weir.ts';

export interface AdminAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly headers: Headers;
  /** JSON; tests compare it with what they expect. */
  readonly body: Record<string, unknown>;
}

/** Asks the admin API as somebody. */
export type Ask = (
  method: string,
  path: string,
  more?: { readonly body?: unknown; readonly ifMatch?: string; readonly headers?: Record<string, string> },
) => Promise<AdminAnswer>;

export interface AdminWeir {
  readonly foundation: Foundation;
  readonly directory: Directory;
  readonly snapshot: GovernanceSnapshot;
  readonly upstream: Upstream;
  readonly connections: Connections;
  readonly address: string;
  workspace(slug: string): Promise<Workspace>;
  person(workspace: Workspace, name: string, roles?: readonly Role[]): Promise<Person>;
  /** As a signed-in browser. */
  browser(person: Pick<Person, 'accountId'>, options?: { readonly isOperator?: boolean }): Promise<Ask>;
  /** The cookie of a browser that the person is signed in with. */
  cookie(person: Pick<Person, 'accountId'>): Promise<string>;
  /** With an agent key of the person. */
  withKey(person: Person): Promise<Ask>;
  /** With a token that has these scopes. */
  withToken(person: Person, scopes: readonly string[]): Ask;
  readonly stranger: Ask;
  close(): Promise<void>;
}

const nowhere = { authUrl: 'http://127.0.0.1:1/auth', apiUrl: 'http://127.0.0.1:1/api' };

/** The admin API with the real parts below it, over HTTP on this machine. */
export async function startAdminWeir({
  database,
  atlassian = nowhere,
  oauthSettings = {},
  outgoingAddresses = [],
  centralApp,
  catalogue = wholeCatalogue,
}: {
  readonly database: StoreLocation;
  readonly atlassian?: { readonly authUrl: string; readonly apiUrl: string };
  readonly oauthSettings?: OAuthSettings;
  readonly outgoingAddresses?: readonly string[];
  readonly centralApp?: { readonly clientId: string; readonly clientSecret: string };
  /** What this Weir offers: another one is another version of it. */
  readonly catalogue?: readonly Operation[];
}): Promise<AdminWeir> {
  const foundation = await openFoundation({
    database,
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log: quietLog,
  });
  const { store, clock, ids, random, recorder, vault, log } = foundation;
  const directory = await openDirectory({ store, clock, log });
  const snapshot = await openGovernance({ store, clock, log, directory });
  const transport = transportOf(loopbackOnly);
  let ownAddress = '';
  const address = (): string => ownAddress;
  const app = centralApp && { ...centralApp, clientSecret: new Secret(centralApp.clientSecret) };
  const upstream = createUpstream({
    ...foundation,
    sealer: vault,
    directory,
    transport,
    atlassian,
    centralApp: app,
    scopesOf: scopesOfConnection,
  });
  const sessions = createBrowserSessions({ store, random, address });
  const administration = { store, recorder, directory, ids };
  const connections = createConnections({
    ...administration,
    sealer: vault,
    transport,
    atlassian,
    clock,
    upstream,
    hasCentralApp: app !== undefined,
    outgoingAddresses,
  });
  const findHolder = createKeyAuthenticator(store, clock);
  const tokens = new Map<string, { readonly person: Person; readonly scopes: readonly string[] }>();
  const streams = createRecordStreams({ store, vault, transport, clock, ids, random, log });
  const governedCalls = await openGovernedCalls({
    ...foundation,
    directory,
    plainTransport: transport,
    address,
  });
  const parts: AdminApiParts = {
    ...administration,
    audit: {
      key: foundation.auditKey,
      headFile: foundation.auditHead,
      values: foundation.auditValues,
      streams,
    },
    connections,
    upstream,
    random,
    vault,
    log,
    sessions,
    address,
    oauthSettings,
    registersUnlessSaid: false,
    oauth: createAdministration({
      store,
      directory,
      ids,
      random,
      record: createEvents({ recorder, clock, ids }),
    }),
    governance: { snapshot, catalogue },
    calls: governedCalls,
    signInLinks: createSignInLinks({ store, random, address, note: createJournal({ store, recorder, ids }) }),
    async authenticate(token) {
      const given = tokens.get(token);
      const slugOf = (id: string): string =>
        directory.workspaces().find((workspace) => workspace.id === id)?.slug ?? '';
      if (given) {
        const { workspaceId, id: userId, name: userName } = given.person;
        const workspaceSlug = slugOf(workspaceId);
        return { workspaceId, userId, userName, workspaceSlug, agentId: 'agt_token', scopes: given.scopes };
      }
      const holder = await findHolder(token);
      return (
        holder && {
          workspaceId: holder.workspaceId,
          workspaceSlug: holder.workspaceSlug,
          userId: holder.personId,
          userName: holder.personName,
          agentId: holder.agentId,
        }
      );
    },
  };
  const api: Hono = createAdminApi(parts);
  const listener = await listen(api, { host: '127.0.0.1', port: 0 });
  ownAddress = listener.url;

  const askWith =
    (credentials: Record<string, string>): Ask =>
    async (method, path, { body, ifMatch, headers } = {}) => {
      const response = await fetch(`${ownAddress}/api/v1${path}`, {
        method,
        headers: {
          ...credentials,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        etag: response.headers.get('etag'),
        headers: response.headers,
        body: isJson(response) && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
      };
    };

  return {
    foundation,
    directory,
    snapshot,
    upstream,
    connections,
    address: ownAddress,
    async workspace(slug) {
      const workspace = await ensureWorkspace(store.db, { slug, name: slug, now: 1 }, ids);
      await bump();
      return workspace;
    },
    async person({ id: workspaceId }, name, roles = []) {
      const email = `${name}@example.test`;
      const person = await ensurePerson(store.db, { workspaceId, email, name, now: 1 }, ids);
      await replaceRoles(store.db, { workspaceId, personId: person.id }, roles, 1);
      await bump();
      return person;
    },
    async browser({ accountId = '' }, { isOperator = false } = {}) {
      await setOperator(store.db, accountId, isOperator);
      return askWith({
        cookie: await cookieOf(accountId),
        origin: ownAddress,
        'sec-fetch-site': 'same-origin',
        [requestHeader]: 'test',
      });
    },
    cookie: ({ accountId = '' }) => cookieOf(accountId),
    async withKey({ workspaceId, id: personId }) {
      const holder = { workspaceId, personId, agentId: 'agt_test', now: 1 };
      const { key } = await createKey(store.db, holder, { ids, random });
      return askWith({ authorization: `Bearer ${key.reveal()}` });
    },
    withToken(person, scopes) {
      const token = ids('tok');
      tokens.set(token, { person, scopes });
      return askWith({ authorization: `Bearer ${token}` });
    },
    stranger: askWith({}),
    async close() {
      await listener.close(async () => undefined);
      snapshot.close();
      directory.close();
      await governedCalls.close();
      await streams.close();
      await transport.close();
      await foundation.close();
    },
  };

  async function cookieOf(accountId: string): Promise<string> {
    const [cookie = ''] = (await sessions.start(accountId, 'link')).split(';');
    return cookie;
  }

  async function bump(): Promise<void> {
    await bumpRevision(store.db, 'directory');
    await directory.refresh();
  }
}

function isJson({ headers }: Response): boolean {
  return /^application\/(\w+\+)?json(;|$)/.test(headers.get('content-type') ?? '');
}
