import { createSiteAccounts } from '../auth/site-accounts.ts';
import type { NetworkSettings } from '../config/network-settings.ts';
import type { StdioSettings } from '../config/stdio-settings.ts';
import type { Caller, Connection } from '../gateway/call.ts';
import { RequestScope } from '../mcp/request-scope.ts';
import { runStdio, type StdioConnection, type StdioStreams } from '../mcp/stdio.ts';
import { catalogue } from '../operations/catalogue.ts';
import { operationId } from '../operations/operation.ts';
import { openAgent, openGovernance } from '../policy/open-governance.ts';
import { saveConnection } from '../store/connections.ts';
import { ensurePerson } from '../store/people.ts';
import { ensureWorkspace } from '../store/workspaces.ts';
import { siteAccount } from './site-account.ts';
import { compose } from './compose.ts';
import { authorizationOf } from './authorization.ts';
import type { Foundation } from './foundation.ts';
import { transportOf } from './network.ts';
import { siteOf } from './site-of.ts';
import { tracedTransport } from './traced-transport.ts';

export interface PersonalSettings {
  readonly foundation: Foundation;
  readonly site: StdioSettings;
  readonly network: NetworkSettings;
  /** `readonly`, `toolsets`, `surface`: what an MCP address could say in its query. */
  readonly query: URLSearchParams;
  /** Keys of the only spaces that are shown and changed; absent: every space. */
  readonly spaces?: readonly string[];
  readonly streams: StdioStreams;
}

export interface RunningPersonal {
  /** Resolves when the client has gone. */
  readonly closed: Promise<void>;
  /** Lets calls finish, commits the record, closes the database. */
  close(): Promise<void>;
}

/** One person's own server over standard input and output: one connection, their own account, all operations. */
export async function startPersonal(settings: PersonalSettings): Promise<RunningPersonal> {
  const { foundation, site, network, query, spaces, streams } = settings;
  const { store, ids, log } = foundation;
  const { siteUrl, apiBase } = siteOf({ slug: 'confluence', ...site });
  const now = await store.now();
  const { id: workspaceId } = await ensureWorkspace(
    store.db,
    { slug: 'personal', name: 'Personal', now },
    ids,
  );
  const email = site.auth.mode === 'api_token' ? site.auth.email : 'owner@localhost';
  const person = await ensurePerson(store.db, { workspaceId, email, name: email, now }, ids);
  const stored = await saveConnection(
    store.db,
    {
      workspaceId,
      slug: 'confluence',
      platform: site.platform,
      site: siteUrl,
      authMode: site.auth.mode,
      settings: { apiBase },
      origin: 'config',
      now,
    },
    ids,
  );
  const connection: Connection = { id: stored.id, slug: stored.slug, platform: stored.platform, siteUrl };
  const transport = tracedTransport(transportOf(network), foundation.traces);
  const authorization = authorizationOf(site);
  const governance = openGovernance({
    workspaceId,
    connectionIds: [connection.id],
    operations: catalogue.map((operation) => ({ id: operationId(operation), effect: operation.effect })),
    people: [person.id],
    ...(spaces && { constraints: { allowedSpaces: spaces.map((key) => ({ key })) } }),
  });
  const { protocol } = compose(foundation, {
    credentials: createSiteAccounts([
      siteAccount({ workspaceId, connection, apiBase, transport, authorizationOf: () => authorization }),
    ]),
    policy: {
      of: () => governance,
      asker: (caller) => ({ userId: caller.userId, groups: [], agentId: openAgent }),
    },
  });
  const caller: Caller = {
    workspaceId,
    userId: person.id,
    userName: person.name,
    agentId: 'agt_stdio',
    transport: 'stdio',
  };
  const connected: StdioConnection = runStdio(protocol, new RequestScope(caller, query), streams, log);
  return {
    closed: connected.closed,
    async close() {
      await connected.close();
      await transport.close();
      await foundation.close();
    },
  };
}
