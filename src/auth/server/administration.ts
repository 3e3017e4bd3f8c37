import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';
import {
  deleteOfGrant,
  deleteRecord,
  findRecord,
  hashId,
  lastIssued,
  listRecords,
  putRecord,
  type OAuthRecord,
  type RecordFilter,
} from '../../store/oauth-records.ts';
import type { Executor, Store } from '../../store/open-store.ts';
import { installation } from '../../store/settings.ts';
import type { Directory } from '../directory.ts';
import { addBlock, removeBlock, type Block } from './blocks.ts';
import {
  applicationTypeOf,
  clientMetadata,
  clientOf,
  recordOfClient,
  redirectFault,
  type ClientSource,
  type StoredClient,
} from './client-record.ts';
import type { RecordEvent } from './events.ts';
import { forgetConsent } from './remembered-consents.ts';
import { weirScopes, type WeirScope } from './scopes.ts';
import { subjectOf, subjectText } from './subject.ts';

/** Who administers: for the record. */
export interface Actor {
  readonly userId: string;
}

/** What a person let a client do: one authorization, with the tokens that came of it. */
export interface OAuthGrant {
  /** Names the grant; opens nothing. */
  readonly id: string;
  readonly workspaceId: string;
  readonly personId: string;
  readonly clientId: string;
  readonly clientName?: string;
  /** MCP address. */
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  /** When a token was last issued under it. */
  readonly usedAt: number;
}

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

/** A client that an administrator enters. */
export interface NewOAuthClient {
  readonly name: string;
  /** Whose agent it is. */
  readonly workspaceId: string;
  /** Absent for an agent that acts for nobody but itself, with client credentials. */
  readonly redirectUris?: readonly string[];
  /** `none` for programs on people's machines; an agent that acts for itself needs another. */
  readonly authentication: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  /** Public keys for `private_key_jwt`, as a JWK set. */
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] };
  /** At most; all when absent. */
  readonly scopes?: readonly WeirScope[];
}

/** What administrators do with clients and grants. Everything is on record. */
export interface OAuthAdministration {
  /** Newest first. */
  grants(of: {
    readonly workspaceId: string;
    readonly personId?: string;
    readonly clientId?: string;
  }): Promise<readonly OAuthGrant[]>;
  /** Ends one grant and forgets the consent; holds within a second. False where the workspace has none of this id. */
  revokeGrant(workspaceId: string, grantId: string, by: Actor): Promise<boolean>;
  /** Ends all grants of a person, of a client, or of both; answers how many. */
  revokeGrants(
    of: { readonly workspaceId: string; readonly personId?: string; readonly clientId?: string },
    by: Actor,
  ): Promise<number>;
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

const grantPayload = z.looseObject({ resources: z.record(z.string(), z.string()).optional() });

export function createAdministration(parts: {
  readonly store: Store;
  readonly record: RecordEvent;
  readonly directory: Directory;
  readonly ids: NewId;
  readonly random: Random;
}): OAuthAdministration {
  const { store, record, directory, ids, random } = parts;

  const grantRecords = async (
    db: Executor,
    { workspaceId, personId, clientId }: Parameters<OAuthAdministration['grants']>[0],
  ): Promise<OAuthRecord[]> => {
    const filter: RecordFilter = {
      ...(clientId !== undefined && { clientId }),
      ...(personId === undefined
        ? { accountPrefix: `${workspaceId}/` }
        : { accountId: subjectText({ workspaceId, personId }) }),
    };
    const now = await store.now();
    return (await listRecords(db, 'Grant', filter)).filter(({ expiresAt = 0 }) => expiresAt > now);
  };

  async function end(grant: OAuthRecord, by: Actor, rule: string): Promise<void> {
    const subject = subjectOf(grant.accountId ?? '');
    await store.db.transaction().execute(async (tx) => {
      await deleteRecord(tx, 'Grant', grant.idHash);
      await deleteOfGrant(tx, grant.idHash);
      if (subject && grant.clientId !== undefined) await forgetConsent(tx, subject, grant.clientId);
    });
    await record({
      name: 'oauth_grant.revoked',
      userId: by.userId,
      ...(subject && {
        workspaceId: subject.workspaceId,
        targets: [`person:${subject.personId}`],
      }),
      ...(grant.clientId !== undefined && { agentId: grant.clientId }),
      rule,
    });
  }

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
    async grants(of) {
      const found = await grantRecords(store.db, of);
      const used = await lastIssued(
        store.db,
        found.map(({ idHash }) => idHash),
      );
      const names = new Map(
        (await listRecords(store.db, 'Client')).map((client) => [
          client.clientId,
          clientOf(client).metadata.client_name,
        ]),
      );
      return found.toReversed().flatMap((grant): OAuthGrant[] => {
        const subject = subjectOf(grant.accountId ?? '');
        const { resources = {} } = grantPayload.parse(grant.payload);
        const [[resource, scopes] = ['', '']] = Object.entries(resources);
        if (!subject || grant.clientId === undefined) return [];
        const clientName = names.get(grant.clientId);
        return [
          {
            id: grant.idHash,
            ...subject,
            clientId: grant.clientId,
            ...(clientName !== undefined && { clientName }),
            resource,
            scopes: scopes.split(' '),
            createdAt: grant.createdAt,
            usedAt: used.get(grant.idHash) ?? grant.createdAt,
          },
        ];
      });
    },

    async revokeGrant(workspaceId, grantId, by) {
      const grant = await findRecord(store.db, 'Grant', grantId);
      if (!grant || subjectOf(grant.accountId ?? '')?.workspaceId !== workspaceId) return false;
      await end(grant, by, 'by an administrator');
      return true;
    },

    async revokeGrants(of, by) {
      const found = await grantRecords(store.db, of);
      for (const grant of found) await end(grant, by, 'by an administrator');
      return found.length;
    },

    async clients(workspaceId) {
      const now = await store.now();
      const blocks = Map.groupBy(await listRecords(store.db, 'Block'), ({ clientId }) => clientId);
      const all = (await listRecords(store.db, 'Client')).map(clientOf);
      const granted =
        workspaceId === undefined
          ? undefined
          : new Set((await grantRecords(store.db, { workspaceId })).map(({ clientId }) => clientId));
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
        await end(grant, by, 'its client was removed');
      }
      await record({ name: 'oauth_client.removed', workspaceId, userId: by.userId, agentId: clientId });
    },

    async block(block, by) {
      const { scope, clientId } = block;
      await addBlock(store.db, block, await store.now());
      const isEverywhere = scope === installation;
      const filter: RecordFilter = { clientId, ...(!isEverywhere && { accountPrefix: `${scope}/` }) };
      for (const grant of await listRecords(store.db, 'Grant', filter)) {
        await end(grant, by, 'its client was blocked');
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

/** Raises `invalid_input` for a client that could never get a token. */
function checkNewClient({ name, redirectUris = [], authentication, jwks, scopes }: NewOAuthClient): void {
  const wrong = (message: string, nextStep: string): AppError =>
    new AppError('invalid_input', message, { nextStep });
  if (name.trim() === '' || name.length > 200) {
    throw wrong(
      'A client needs a name of 1 to 200 characters.',
      'People see it when they are asked for consent.',
    );
  }
  const fault = redirectUris.map(redirectFault).find(Boolean);
  if (fault !== undefined)
    throw wrong(`A client cannot have this: ${fault}.`, 'Use https, or http on the loopback.');
  if (redirectUris.length === 0 && authentication === 'none') {
    throw wrong(
      'A client without redirect addresses acts for itself and must prove who it is.',
      'Give it redirect addresses, or choose a client secret or private_key_jwt.',
    );
  }
  if ((authentication === 'private_key_jwt') !== (jwks !== undefined)) {
    throw wrong('Public keys belong to private_key_jwt, which cannot do without.', 'Give a JWK set in jwks.');
  }
  if (jwks?.keys.some((key) => 'd' in key || 'k' in key)) {
    throw wrong(
      'One of these keys is a private one.',
      'Keep it with the agent and give the public part of it.',
    );
  }
  if (scopes?.length === 0)
    throw wrong('A client without scopes can do nothing.', 'Name at least weir:read.');
}
