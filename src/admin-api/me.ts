import type { DirectoryConnection, Member } from '../auth/directory.ts';
import type { GrantStatus } from '../auth/upstream/upstream.ts';
import {
  listOf,
  me,
  myConnection,
  myConnectionParams,
  myConnectionsQuery,
  inWorkspaceQuery,
} from './contract.ts';
import { cut } from './cut.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { found } from './find.ts';
import { memberIn } from './member-in.ts';
import type { AdminApiParts } from './parts.ts';

/** Oneself: where one is a member, and one's own accounts of Confluence. */
export function meEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { directory, upstream, address } = parts;
  const slugOf = (workspaceId: string): string =>
    directory.workspaces().find(({ id }) => id === workspaceId)?.slug ?? workspaceId;

  function shown(member: Member, connection: DirectoryConnection, status: GrantStatus) {
    const { state, account, site, scopes, expiresAt, reason } = status;
    const connectUrl = new URL(`${address()}/connect/${connection.id}`);
    connectUrl.searchParams.set('w', slugOf(member.workspaceId));
    return {
      connection: connection.id,
      slug: connection.slug,
      connected: state === 'connected' || state === 'expiring',
      state,
      ...(reason !== undefined && { reason }),
      ...(account && { account }),
      site: site ?? connection.site,
      ...(scopes && { scopes }),
      ...(expiresAt !== undefined && { expiresAt }),
      connectUrl: connectUrl.href,
    };
  }

  return [
    endpoint({
      method: 'get',
      path: '/me',
      summary: 'Who you are, and your roles',
      need: 'anyone',
      answer: me,
      async handle({ visitor: { accountId, isOperator, memberships } }) {
        return {
          body: {
            ...(accountId !== undefined && { accountId }),
            isOperator,
            memberships: memberships.map(({ workspaceId, personId, email, name, roles }) => ({
              workspace: slugOf(workspaceId),
              personId,
              email,
              name,
              roles,
            })),
          },
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/me/connections',
      summary: 'Your own accounts of Confluence: connected or not, and where to connect',
      need: 'anyone',
      query: myConnectionsQuery,
      answer: listOf(myConnection),
      async handle({ visitor, query }) {
        const member = memberIn(directory, visitor, query.workspace);
        const { workspaceId, personId: userId } = member;
        const items = await Promise.all(
          directory
            .connections(workspaceId)
            .map(async (connection) =>
              shown(member, connection, await upstream.status({ workspaceId, userId }, connection)),
            ),
        );
        return { body: cut(items, query, ({ connection }) => connection) };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/me/connections/{connection}',
      summary: 'Disconnect: Weir forgets its copy of your tokens',
      need: 'anyone',
      params: myConnectionParams,
      query: inWorkspaceQuery,
      async handle({ visitor, actor, query, params }) {
        const { workspaceId, personId: userId } = memberIn(directory, visitor, query.workspace);
        const connection = found(
          directory
            .connections(workspaceId)
            .find(({ id, slug }) => id === params.connection || slug === params.connection),
          'connection',
        );
        await upstream.disconnect({ workspaceId, userId }, connection);
        await parts.recorder.commit({
          kind: 'governance',
          at: await parts.store.now(),
          callId: parts.ids('call'),
          ...actor,
          workspaceId,
          userId,
          connectionId: connection.id,
          operation: 'grant.disconnected',
          outcome: 'ok',
        });
        return {};
      },
    }),
  ];
}
