import type { Guard } from '../auth/connections/connections.ts';
import { scopeReport } from '../auth/connections/scope-report.ts';
import { Secret } from '../kernel/secret.ts';
import { findConnection, pageOfConnections, type StoredConnection } from '../store/connections.ts';
import {
  connection,
  connectionChange,
  connectionParams,
  listOf,
  listQuery,
  newConnection,
  scopeReport as scopeReportSchema,
  scopesQuery,
  secretChange,
  workspaceParams,
} from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { enteredAuth } from './entered-auth.ts';
import { checkMatch } from './etag.ts';
import { discoverOn } from './governance-parts.ts';
import { found, notConfigured } from './find.ts';
import type { AdminApiParts } from './parts.ts';
import { showConnection } from './show-connection.ts';

/** Said wherever scopes are chosen, since a choice is no lock (DESIGN §5.1). */
const note =
  'Whoever may edit the app or the token at Atlassian can widen its scopes again: only an account with few rights in Confluence is a guarantee. Asking for more scopes later makes people reconnect.';

/** Connections of a workspace. */
export function connectionEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, connections, upstream, address } = parts;

  const show = (shown: StoredConnection) => showConnection(store.db, shown, address());
  const reply = async (shown: StoredConnection) => ({ body: await show(shown), tagged: true });
  const one = async (workspaceId: string, name: string): Promise<StoredConnection> =>
    found(await findConnection(store.db, workspaceId, name), 'connection');
  const matching =
    (ifMatch: string | undefined): Guard =>
    async (tx, before) =>
      checkMatch(ifMatch, await showConnection(tx, before, address()));
  const matchingOurs =
    (ifMatch: string | undefined): Guard =>
    async (tx, before) => {
      await matching(ifMatch)(tx, before);
      notConfigured(before);
    };

  return [
    workspaceEndpoint({
      method: 'get',
      path: '/connections',
      summary: 'Connections, by slug',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(connection),
      async handle({ workspace, query }) {
        const { items, ...rest } = await pageOfConnections(store.db, workspace.id, query);
        return { body: { items: await Promise.all(items.map(show)), ...rest } };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/connections',
      summary: 'Save a connection; a test call says what it saw',
      need: 'connections',
      params: workspaceParams,
      body: newConnection,
      answer: connection,
      status: 201,
      async handle({ actor, workspace, body: { auth, slug, platform, site, scopeChoice, scopes } }) {
        const made = await connections.create(actor, workspace.id, {
          slug,
          platform,
          site,
          auth: enteredAuth(auth),
          ...(scopeChoice && { scopeChoice }),
          ...(scopes && { scopes }),
        });
        await discoverOn(parts, actor, { workspaceId: workspace.id, connectionId: made.id });
        return reply(made);
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/connections/{connection}',
      summary: 'A connection',
      need: 'read',
      params: connectionParams,
      answer: connection,
      handle: async ({ workspace, params }) => reply(await one(workspace.id, params.connection)),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/connections/{connection}',
      summary:
        'Enable or disable a connection, or choose other scopes; its site and its way to sign in never change',
      need: 'connections',
      params: connectionParams,
      body: connectionChange,
      answer: connection,
      conditional: true,
      async handle({ actor, workspace, params, body: { isEnabled, scopeChoice, scopes }, ifMatch }) {
        const wanted = {
          isEnabled,
          ...(scopeChoice && { scopeChoice }),
          ...(scopes && { scopes }),
        };
        const before = await one(workspace.id, params.connection);
        const guard = scopeChoice || scopes ? matchingOurs(ifMatch) : matching(ifMatch);
        return reply(await connections.change(actor, before, wanted, guard));
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/connections/{connection}',
      summary: "Remove a connection with its secrets and everybody's tokens for it",
      need: 'connections',
      params: connectionParams,
      conditional: true,
      async handle({ actor, workspace, params, ifMatch }) {
        const before = await one(workspace.id, params.connection);
        await connections.remove(actor, before, matchingOurs(ifMatch));
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/connections/{connection}/test',
      summary: 'Make a test call, as the shared account or as yourself',
      need: 'connections',
      params: connectionParams,
      answer: connection,
      async handle({ actor, workspace, params }) {
        return reply(await connections.test(actor, await one(workspace.id, params.connection)));
      },
    }),
    workspaceEndpoint({
      method: 'put',
      path: '/connections/{connection}/secret',
      summary: 'Replace the secret, once it was tried; people stay connected',
      need: 'connections',
      params: connectionParams,
      body: secretChange,
      answer: connection,
      conditional: true,
      async handle({ actor, workspace, params, body: { secret, ...rest }, ifMatch }) {
        const before = await one(workspace.id, params.connection);
        const entered = { ...rest, value: new Secret(secret) };
        return reply(await connections.replaceSecret(actor, before, entered, matchingOurs(ifMatch)));
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/connections/{connection}/scopes',
      summary: 'Scopes asked for, scopes granted to you, and what each missing one disables',
      need: 'read',
      params: connectionParams,
      query: scopesQuery,
      answer: scopeReportSchema,
      async handle({ workspace: { id: workspaceId }, member, params, query: { choice } }) {
        const stored = await one(workspaceId, params.connection);
        const used = { ...stored, usedBy: workspaceId, allowsAllAgents: false };
        const status = member && (await upstream.status({ workspaceId, userId: member.personId }, used));
        const { list, missing, granted, ...report } = scopeReport(stored, {
          ...(choice && { choice }),
          ...(status?.scopes && { granted: status.scopes }),
        });
        const body = {
          choice: report.choice,
          requested: list.scopes,
          ...(!list.ok && { tooMany: { count: list.count, limit: list.limit } }),
          purposes: list.ok ? list.purposes : [],
          ...(granted && { granted }),
          missing: missing.byOperation.map(({ operation, reason, missing: ways }) => ({
            operation,
            reason,
            ways,
          })),
          disabledBy: missing.byScope,
          note,
        };
        return { body };
      },
    }),
  ];
}
