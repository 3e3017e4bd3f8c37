import type { Transport } from '../../confluence/http/transport.ts';
import { toAppError } from '../../kernel/app-error.ts';
import { findRecord, hashId, prolongRecord, putRecord } from '../../store/oauth-records.ts';
import type { Store } from '../../store/open-store.ts';
import type { Log } from '../../telemetry/log.ts';
import { clientOf, recordOfClient, type StoredClient } from './client-record.ts';
import { isDocumentAddress, readMetadataDocument } from './metadata-document.ts';

const hour = 3_600_000;
/** Milliseconds. A client that nobody has let in yet is forgotten after a day, one that is not used after ninety. */
export const unusedForMs = 24 * hour;
export const keptForMs = 90 * 24 * hour;
/** A document that cannot be read again is taken as it was for this long. */
const staleForMs = 24 * hour;
/** A client id whose document was refused is not asked about again for this long. */
const refusedForMs = 30_000;
const maxRefused = 1_000;

/** The MCP clients that Weir knows or gets to know by their ids. */
export interface Clients {
  /** Undefined for one that is unknown, whose document is refused, or that is expired. */
  find(clientId: string): Promise<StoredClient | undefined>;
  /** Somebody let the client in or used it: it is kept. */
  keep(clientId: string): Promise<void>;
}

export function createClients(parts: {
  readonly store: Store;
  readonly transport: Transport;
  readonly log: Log;
  /** For development: metadata documents on this machine, without https. */
  readonly allowLoopback: boolean;
  /** Hosts whose documents are taken; empty: all. */
  documentHosts(): Promise<readonly string[]>;
}): Clients {
  const { store, transport, log, allowLoopback } = parts;
  const refused = new Map<string, number>();
  const reading = new Map<string, Promise<StoredClient | undefined>>();

  async function stored(clientId: string, now: number): Promise<StoredClient | undefined> {
    const record = await findRecord(store.db, 'Client', hashId(clientId));
    if (!record || (record.expiresAt !== undefined && record.expiresAt <= now)) return undefined;
    return clientOf(record);
  }

  async function read(clientId: string, known: StoredClient | undefined): Promise<StoredClient | undefined> {
    const now = await store.now();
    const hosts = await parts.documentHosts();
    if (hosts.length > 0 && !hosts.includes(new URL(clientId).hostname)) return undefined;
    const until = refused.get(clientId);
    if (!known && until !== undefined && until > now) return undefined;
    try {
      const { metadata, freshForMs } = await readMetadataDocument(clientId, transport);
      const client: StoredClient = {
        source: 'document',
        metadata,
        freshUntil: now + freshForMs,
        createdAt: known?.createdAt ?? now,
        expiresAt: known?.expiresAt ?? now + unusedForMs,
      };
      await putRecord(store.db, recordOfClient(client));
      refused.delete(clientId);
      return client;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'invalid_input') throw error;
      log.info('oauth.document_refused', {
        host: new URL(clientId).host,
        reason: error.message,
        detail: error.fields.detail,
      });
      if (refused.size >= maxRefused) refused.clear();
      refused.set(clientId, now + refusedForMs);
      const isUsable = error.fields.cause !== undefined && (known?.freshUntil ?? 0) + staleForMs > now;
      return isUsable ? known : undefined;
    }
  }

  return {
    async find(clientId) {
      const now = await store.now();
      const known = await stored(clientId, now);
      if (known && known.source !== 'document') return known;
      if (!isDocumentAddress(clientId, allowLoopback)) return undefined;
      if (known && (known.freshUntil ?? 0) > now) return known;
      const waiting = reading.get(clientId) ?? read(clientId, known).finally(() => reading.delete(clientId));
      reading.set(clientId, waiting);
      return waiting;
    },

    async keep(clientId) {
      await prolongRecord(store.db, 'Client', hashId(clientId), (await store.now()) + keptForMs);
    },
  };
}
