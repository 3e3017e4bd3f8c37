import { toAppError, type AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { BodyBase, BodyBases } from '../operations/operation.ts';
import { evictBodyBases, getBodyBase, putBodyBase, type BodyBaseKey } from '../store/body-bases.ts';
import type { Store } from '../store/open-store.ts';
import type { Sealer } from '../vault/vault.ts';
import { packBase, unpackBase } from './body-bases-packing.ts';
import type { Caller, Connection } from './call.ts';

const column = 'body_bases.sealed';
/** How long a body that was read can be the base of an edit, in milliseconds. */
const lifetimeMs = 24 * 3_600_000;
/** What one person may fill, in bytes of sealed bodies. */
const maxBytesPerPerson = 64 * 1024 * 1024;
/** How often what expired or is too much is thrown away, in milliseconds. */
const evictionMs = 60_000;
/** How long a body is taken to be on disk as it was written, in milliseconds: reading it again costs no write. */
const freshMs = 10 * 60_000;
const maxFresh = 10_000;

export interface BodyBasesParts {
  readonly store: Store;
  readonly vault: Sealer;
  readonly clock: Clock;
  /** A body could not be kept or opened: nothing fails for it, at worst an edit asks to read again. */
  readonly onFailure: (error: AppError) => void;
}

export type BodyBasesFor = (caller: Caller, connection: Connection) => BodyBases;

/** What people read, kept sealed by person and connection. Reads do not wait for the disk. */
export function createBodyBases({ store, vault, clock, onFailure }: BodyBasesParts): BodyBasesFor {
  const pending = new Map<string, { readonly base: BodyBase; readonly written: Promise<void> }>();
  const fresh = new Map<string, { readonly notes: string; readonly until: number }>();
  let evictAfter = 0;

  async function write(key: BodyBaseKey, name: string, base: BodyBase): Promise<void> {
    const now = await store.now();
    const sealed = await vault.seal(packBase(base), { column, ...key });
    await putBodyBase(store.db, { ...key, sealed, createdAt: now, expiresAt: now + lifetimeMs });
    if (now < evictAfter) return;
    evictAfter = now + evictionMs;
    if ((await evictBodyBases(store.db, { now, maxBytesPerPerson })) > 0) fresh.clear();
  }

  function isFresh(name: string, { notes }: BodyBase): boolean {
    const known = fresh.get(name);
    return known !== undefined && known.notes === notes && known.until > clock.now();
  }

  function remember(name: string, { notes }: BodyBase): void {
    fresh.delete(name);
    const oldest = fresh.keys().next();
    if (fresh.size >= maxFresh && !oldest.done) fresh.delete(oldest.value);
    fresh.set(name, { notes, until: clock.now() + freshMs });
  }

  return (caller, connection) => {
    const keyOf = (part: Parameters<BodyBases['get']>[0]): BodyBaseKey => ({
      workspaceId: caller.workspaceId,
      personId: caller.userId,
      connectionId: connection.id,
      pageId: part.contentId,
      etag: part.etag,
      representation: part.representation,
    });
    return {
      async get(part) {
        const key = keyOf(part);
        const name = nameOf(key);
        const waiting = pending.get(name);
        if (waiting) return waiting.base;
        try {
          const sealed = await getBodyBase(store.db, key, await store.now());
          return sealed && unpackBase(await vault.open(sealed, { column, ...key }));
        } catch (thrown) {
          onFailure(toAppError(thrown));
          return undefined;
        }
      },

      put(part, base) {
        const key = keyOf(part);
        const name = nameOf(key);
        if (isFresh(name, base)) return;
        remember(name, base);
        // What was shown later is written later.
        const before = pending.get(name)?.written ?? Promise.resolve();
        const written = before
          .then(() => write(key, name, base))
          .catch((thrown: unknown) => {
            fresh.delete(name);
            onFailure(toAppError(thrown));
          })
          .finally(() => {
            if (pending.get(name)?.base === base) pending.delete(name);
          });
        pending.set(name, { base, written });
      },
    };
  };
}

function nameOf(key: BodyBaseKey): string {
  const { workspaceId, personId, connectionId, pageId, representation, etag } = key;
  return [workspaceId, personId, connectionId, pageId, representation, etag].join('\n');
}
