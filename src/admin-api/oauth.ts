import type { OAuthClient } from '../auth/server/client-administration.ts';
import type { OAuthGrant } from '../auth/server/grant-administration.ts';
import { installation } from '../store/settings.ts';
import {
  grantParams,
  grantsQuery,
  listOf,
  listQuery,
  madeOAuthClient,
  newOAuthClient,
  oauthClient,
  oauthClientParams,
  oauthGrant,
  oauthSecret,
  workspaceParams,
} from './contract.ts';
import { cut } from './cut.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { found } from './find.ts';
import type { AdminApiParts } from './parts.ts';

/** MCP clients and what people let them do. */
export function oauthEndpoints({ oauth }: AdminApiParts): readonly Endpoint[] {
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/oauth-clients',
      summary: 'MCP clients that have a grant or an agent in the workspace, or are blocked there',
      need: 'read',
      params: workspaceParams,
      query: listQuery,
      answer: listOf(oauthClient),
      async handle({ workspace, query }) {
        const clients = await oauth.clients(workspace.id);
        const items = clients.map((client) => shownClient(client, workspace.id));
        return { body: cut(items, query, ({ clientId }) => clientId) };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/oauth-clients',
      summary: 'Enter a client; its secret is shown once',
      need: 'agents',
      params: workspaceParams,
      body: newOAuthClient,
      answer: madeOAuthClient,
      status: 201,
      async handle({ actor, workspace, body: { name, authentication, redirectUris, jwks, scopes } }) {
        const made = await oauth.registerClient(
          {
            name,
            authentication,
            workspaceId: workspace.id,
            ...(redirectUris && { redirectUris }),
            ...(jwks && { jwks }),
            ...(scopes && { scopes }),
          },
          actor,
        );
        const { clientId, secret } = made;
        return { body: { clientId, ...(secret && { clientSecret: secret.reveal() }) } };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/oauth-clients/{client}/secret',
      summary: 'Give a client that was entered here a new secret; the old one ends at once',
      need: 'agents',
      params: oauthClientParams,
      answer: oauthSecret,
      status: 201,
      async handle({ actor, workspace, params }) {
        const secret = await oauth.rotateSecret(workspace.id, params.client, actor);
        return { body: { clientSecret: secret.reveal() } };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/oauth-clients/{client}',
      summary: 'Remove a client that was entered here, with its grants',
      need: 'agents',
      params: oauthClientParams,
      async handle({ actor, workspace, params }) {
        await oauth.removeClient(workspace.id, params.client, actor);
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'put',
      path: '/oauth-clients/{client}/block',
      summary: 'Shut a client out of the workspace and end its grants there',
      need: 'agents',
      params: oauthClientParams,
      async handle({ actor, workspace, params }) {
        await oauth.block({ clientId: params.client, scope: workspace.id }, actor);
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/oauth-clients/{client}/block',
      summary: 'Let a client in again; people consent anew',
      need: 'agents',
      params: oauthClientParams,
      async handle({ actor, workspace, params }) {
        const wasBlocked = await oauth.unblock({ clientId: params.client, scope: workspace.id }, actor);
        found(wasBlocked || undefined, 'block');
        return {};
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/oauth-grants',
      summary: 'What people let clients do, the newest first',
      need: 'read',
      params: workspaceParams,
      query: grantsQuery,
      answer: listOf(oauthGrant),
      async handle({ workspace, query: { person, client, ...page } }) {
        const grants = await oauth.grants({
          workspaceId: workspace.id,
          ...(person !== undefined && { personId: person }),
          ...(client !== undefined && { clientId: client }),
        });
        return { body: cut(grants.map(shownGrant), page, ({ id }) => id) };
      },
    }),
    workspaceEndpoint({
      method: 'delete',
      path: '/oauth-grants/{grant}',
      summary: 'End a grant; it holds within a second',
      need: 'agents',
      params: grantParams,
      async handle({ actor, workspace, params }) {
        const revoked = await oauth.revokeGrant(workspace.id, params.grant, actor);
        found(revoked || undefined, 'grant');
        return {};
      },
    }),
  ];
}

function shownClient(client: OAuthClient, workspaceId: string) {
  const { blockedIn, workspaceId: home, ...rest } = client;
  return {
    ...rest,
    isOurs: home === workspaceId,
    isBlocked: blockedIn.some((where) => where === workspaceId || where === installation),
  };
}

function shownGrant({ workspaceId: _workspaceId, ...grant }: OAuthGrant) {
  return grant;
}
