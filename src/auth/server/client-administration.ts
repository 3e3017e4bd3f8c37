import { AppError } from '../../kernel/app-error.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';
import {
  deleteRecord,
  findRecord,
  hashId,
  listRecords,
  putRecord,
  type RecordFilter,
} from '../../store/oauth-records.ts';
import type { Store } from '../../store/open-store.ts';
import { installation } from '../../store/settings.ts';
import type { Directory } from '../directory.ts';
import { addBlock, removeBlock, type Block } from './blocks.ts';
import {
  clientMetadata,
  clientOf,
  recordOfClient,
  applicationTypeOf,
  type ClientSource,
  type StoredClient,
} from './client-record.ts';
import type { RecordEvent } from './events.ts';
import { endGrant, findGrants, type Actor } from './grant-administration.ts';
import { checkNewClient, type NewOAuthClient } from './new-client.ts';
import { weirScopes } from './scopes.ts';

export interface OAuthClient {
  readonly clientId: string;
  readonly name?: string;
  readonly source: ClientSource;
  readonly redirectUris: readonly string[];
  /** `client_credentials`: acts for nobody but itself. */
  readonly grantTypes: readonly string[];
  readonly workspaceId?: string;
  readonly createdAt: number;
  /** When it is forgotten unless used. */
  readonly expiresAt?: number;
  /** Ids of workspaces, or `installation`. */
  readonly blockedIn: readonly string[];
}

/** What administrators do with clients. Everything is on record. */
export interface ClientAdministration {
  /** Clients with a grant or an agent in the workspace; all of the installation without one. */
  clients(workspaceId?: string): Promise<readonly OAuthClient[]>;
  /** Raises `invalid_input` for what cannot work. The secret is shown this once. */
  registerClient(
    client: NewOAuthClient,
    by: Actor,
  ): Promise<{ readonly clientId: string; readonly secret?: Secret }>;
  /** A new secret for a client of this workspace; the old one ends at once. Raises `not_found`. */
  rotateSecret(workspaceId: string, clientId: string, by: Actor): Promise<Secret>;
  /** Removes a client that an administrator of the workspace entered, with its grants. Raises `not_found`. */
  removeClient(workspaceId: string, clientId: string, by: Actor): Promise<void>;
  /** Shuts a client out and ends its grants there. */
  block(block: Block, by: Actor): Promise<void>;
  /** False where it was not blocked. */
  unblock(block: Block, by: Actor): Promise<boolean>;
}

export function createClientAdministration(parts: {
  readonly store: Store;
  readonly record: RecordEvent;
  readonly directory: Directory;
  readonly ids: NewId;
  readonly random: Random;
}): ClientAdministration {
  const { store, record, directory, ids, random } = parts;

  /** One that an administrator of this workspace entered. */
  async function own(workspaceId: string, clientId: string): Promise<StoredClient> {
    const found = await findRecord(store.db, 'Client', hashId(clientId));
    const client = found && clientOf(found);
    if (client?.source === 'administrator' && client.workspaceId === workspaceId) return client;
    throw new AppError('not_found', 'There is no such client in this workspace.', {
      nextStep: 'List the clients of the workspace; those that registered themselves can be blocked instead.',
    });
  }

  const newSecret = (): Secret => new Secret(Buffer.from(random.bytes(32)).toString('base64url'));

  return {
    async clients(workspaceId) {
      const now = await store.now();
      const blocks = Map.groupBy(await listRecords(store.db, 'Block'), ({ clientId }) => clientId);
      const all = (await listRecords(store.db, 'Client')).map(clientOf);
      const granted =
        workspaceId === undefined
          ? undefined
          : new Set((await findGrants(store, { workspaceId })).map(({ clientId }) => clientId));
      return all
        .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)
        .filter(
          (client) =>
            granted === undefined ||
            client.workspaceId === workspaceId ||
            granted.has(client.metadata.client_id) ||
            blocks.get(client.metadata.client_id)?.some(({ accountId }) => accountId === workspaceId),
        )
        .map(({ metadata, source, workspaceId: home, createdAt, expiresAt }) => ({
          clientId: metadata.client_id,
          ...(metadata.client_name !== undefined && { name: metadata.client_name }),
          source,
          redirectUris: metadata.redirect_uris,
          grantTypes: metadata.grant_types,
          ...(home !== undefined && { workspaceId: home }),
          createdAt,
          ...(expiresAt !== undefined && { expiresAt }),
          blockedIn: (blocks.get(metadata.client_id) ?? []).flatMap(({ accountId }) => accountId ?? []),
        }));
    },

    async registerClient(client, by) {
      const { name, workspaceId, redirectUris = [], authentication, jwks, scopes = weirScopes } = client;
      checkNewClient(client);
      if (!directory.workspaces().some(({ id }) => id === workspaceId)) {
        throw new AppError('not_found', 'There is no such workspace.');
      }
      const clientId = ids('client');
      const now = await store.now();
      const hasSecret = authentication === 'client_secret_basic' || authentication === 'client_secret_post';
      const secret = hasSecret ? newSecret() : undefined;
      const actsForPeople = redirectUris.length > 0;
      const metadata = clientMetadata.parse({
        client_id: clientId,
        client_name: name,
        redirect_uris: [...redirectUris],
        grant_types: actsForPeople ? ['authorization_code', 'refresh_token'] : ['client_credentials'],
        response_types: actsForPeople ? ['code'] : [],
        token_endpoint_auth_method: authentication,
        application_type: applicationTypeOf(redirectUris),
        ...(jwks && { jwks }),
        ...(secret && { client_secret: hashId(secret.reveal()), client_secret_expires_at: 0 }),
      });
      await putRecord(
        store.db,
        recordOfClient({
          source: 'administrator',
          metadata,
          workspaceId,
          scopes: [...scopes],
          createdAt: now,
        }),
      );
      await record({ name: 'oauth_client.registered', workspaceId, userId: by.userId, agentId: clientId });
      return { clientId, ...(secret && { secret }) };
    },

    async rotateSecret(workspaceId, clientId, by) {
      const client = await own(workspaceId, clientId);
      if (client.metadata.client_secret === undefined) {
        throw new AppError('invalid_input', 'This client has no secret.', {
          nextStep: 'It is public, or proves itself with its own key.',
        });
      }
      const secret = newSecret();
      const metadata = { ...client.metadata, client_secret: hashId(secret.reveal()) };
      await putRecord(store.db, recordOfClient({ ...client, metadata }));
      await record({
        name: 'oauth_client.secret_rotated',
        workspaceId,
        userId: by.userId,
        agentId: clientId,
      });
      return secret;
    },

    async removeClient(workspaceId, clientId, by) {
      await own(workspaceId, clientId);
      await deleteRecord(store.db, 'Client', hashId(clientId));
      for (const token of await listRecords(store.db, 'ClientCredentials', { clientId })) {
        await deleteRecord(store.db, 'ClientCredentials', token.idHash);
      }
      for (const grant of await listRecords(store.db, 'Grant', { clientId })) {
        await endGrant(parts, grant, by, 'its client was removed');
      }
      await record({ name: 'oauth_client.removed', workspaceId, userId: by.userId, agentId: clientId });
    },

    async block(block, by) {
      const { scope, clientId } = block;
      await addBlock(store.db, block, await store.now());
      const isEverywhere = scope === installation;
      const filter: RecordFilter = { clientId, ...(!isEverywhere && { accountPrefix: `${scope}/` }) };
      for (const grant of await listRecords(store.db, 'Grant', filter)) {
        await endGrant(parts, grant, by, 'its client was blocked');
      }
      await record({
        name: 'oauth_client.blocked',
        ...(!isEverywhere && { workspaceId: scope }),
        userId: by.userId,
        agentId: clientId,
      });
    },

    async unblock(block, by) {
      const was = await removeBlock(store.db, block);
      if (was) {
        await record({
          name: 'oauth_client.unblocked',
          ...(block.scope !== installation && { workspaceId: block.scope }),
          userId: by.userId,
          agentId: block.clientId,
        });
      }
      return was;
    },
  };
}
