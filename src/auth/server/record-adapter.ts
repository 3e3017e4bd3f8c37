import type { Adapter, AdapterPayload } from 'oidc-provider';
import {
  addRecord,
  consumeRecord,
  deleteOfGrant,
  deleteRecord,
  findRecord,
  hashId,
  putRecord,
  type OAuthModel,
  type OAuthPayload,
  type OAuthRecord,
} from '../../store/oauth-records.ts';
import type { Store } from '../../store/open-store.ts';
import type { Clients } from './clients.ts';
import { recordOfClient } from './client-record.ts';
import { unusedForMs } from './clients.ts';
import { clientMetadata } from './client-record.ts';

/** Milliseconds in which a used refresh token answers as it did the first time: the first answer may have been lost. */
export const lostAnswerGraceMs = 10_000;

export interface RecordAdapterParts {
  readonly store: Store;
  readonly clients: Clients;
  /** The address that an authorization request goes on at; its id, which opens it, is left out of the stored record. */
  readonly resumeUrl: (id: string) => string;
  /** The refresh token that the first use of this one gave. */
  successorOf(refreshToken: string): string;
  /** Told of a grant that ends before its time. */
  readonly onGrantEnded: (grant: OAuthRecord) => Promise<void>;
  /** Raised for something that two requests used at once and only one could have. */
  alreadyUsed(): Error;
}

/** Where the library keeps its records: ids as hashes, what is used once used by compare-and-set, in one table. */
export function createRecordAdapter(parts: RecordAdapterParts): (name: string) => Adapter {
  return (name) => {
    switch (name) {
      case 'Session':
        return noSessions;
      case 'Client':
        return clientAdapter(parts);
      case 'AccessToken':
      case 'AuthorizationCode':
      case 'ClientCredentials':
      case 'Grant':
      case 'Interaction':
      case 'RefreshToken':
      case 'ReplayDetection':
        return modelAdapter(name, parts);
      default:
        throw new Error(`no record of the kind ${name} is kept`);
    }
  };
}

/**
 * Who is signed in is known by Weir's own session alone: the library's session lasts for one request, so that signing out
 * and changing the account hold for it too.
 */
const noSessions: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};

function clientAdapter({ store, clients }: RecordAdapterParts): Adapter {
  return {
    ...noSessions,
    find: async (id) => {
      const client = await clients.find(id);
      // The library wants arrays that it may change.
      return client && structuredClone(client.metadata);
    },
    /** A client that registered itself (RFC 7591). */
    upsert: async (_id, payload) => {
      const now = await store.now();
      const { client_secret: secret, ...metadata } = payload;
      const known = Object.fromEntries(
        Object.entries(metadata).filter(
          ([name, value]) => name in clientMetadata.shape && value !== undefined,
        ),
      );
      const client = clientMetadata.parse({
        ...known,
        ...(typeof secret === 'string' && { client_secret: hashId(secret) }),
      });
      await putRecord(
        store.db,
        recordOfClient({
          source: 'registration',
          metadata: client,
          createdAt: now,
          expiresAt: now + unusedForMs,
        }),
      );
    },
  };
}

function modelAdapter(model: OAuthModel, parts: RecordAdapterParts): Adapter {
  const { store, resumeUrl, onGrantEnded } = parts;

  const payloadOf = (id: string, record: OAuthRecord): AdapterPayload => ({
    ...record.payload,
    jti: id,
    ...(model === 'Interaction' && { returnTo: resumeUrl(id) }),
  });

  /** Whether the answer to its first use may have been lost: just now, and what it gave was never used. */
  async function mayBeLost(refreshToken: string, usedAt: number, now: number): Promise<boolean> {
    if (now - usedAt > lostAnswerGraceMs) return false;
    const next = await findRecord(store.db, 'RefreshToken', hashId(parts.successorOf(refreshToken)));
    return next?.consumedAt === undefined;
  }

  return {
    ...noSessions,
    async upsert(id, payload, expiresIn) {
      const now = await store.now();
      const { jti: _id, returnTo: _address, consumed: _consumed, ...kept } = payload;
      const record: OAuthRecord = {
        model,
        idHash: hashId(id),
        payload: withoutUndefined(kept),
        ...(payload.grantId !== undefined && { grantHash: hashId(payload.grantId) }),
        ...(payload.clientId !== undefined && { clientId: payload.clientId }),
        ...(payload.accountId !== undefined && { accountId: payload.accountId }),
        createdAt: now,
        expiresAt: now + (expiresIn ?? 0) * 1_000,
      };
      // A token that is there already was given out by the first answer of a refresh, and stays as it was.
      if (model === 'RefreshToken' || model === 'AccessToken') await addRecord(store.db, record);
      else await putRecord(store.db, record);
    },

    async find(id) {
      const record = await findRecord(store.db, model, hashId(id));
      const now = await store.now();
      if (!record || (record.expiresAt !== undefined && record.expiresAt <= now)) return undefined;
      const payload = payloadOf(id, record);
      const { consumedAt } = record;
      if (consumedAt === undefined) return payload;
      if (model === 'RefreshToken' && (await mayBeLost(id, consumedAt, now))) return payload;
      return { ...payload, consumed: Math.floor(consumedAt / 1_000) };
    },

    async consume(id) {
      const now = await store.now();
      if (await consumeRecord(store.db, model, hashId(id), now)) return;
      const record = await findRecord(store.db, model, hashId(id));
      const usedAt = record?.consumedAt;
      if (model === 'RefreshToken' && usedAt !== undefined && (await mayBeLost(id, usedAt, now))) return;
      // Two at once: one of them is not the client's. What the other one got ends with the grant.
      const grantHash = record?.grantHash;
      if (grantHash !== undefined) await endGrant(parts, grantHash);
      throw parts.alreadyUsed();
    },

    async destroy(id) {
      if (model === 'Grant') return endGrant(parts, hashId(id));
      await deleteRecord(store.db, model, hashId(id));
    },

    async revokeByGrantId(grantId) {
      await deleteOfGrant(store.db, hashId(grantId), model);
    },
  };

  async function endGrant({ store: { db } }: RecordAdapterParts, grantHash: string): Promise<void> {
    const grant = await findRecord(db, 'Grant', grantHash);
    await deleteRecord(db, 'Grant', grantHash);
    await deleteOfGrant(db, grantHash);
    if (grant) await onGrantEnded(grant);
  }
}

function withoutUndefined(payload: object): OAuthPayload {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
}
