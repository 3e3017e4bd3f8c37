import type { Clock } from '../kernel/clock.ts';
import { Secret } from '../kernel/secret.ts';
import { findByKey, hashKey, touchKey, type KeyHolder } from '../store/agent-keys.ts';
import type { Store } from '../store/open-store.ts';

/** How long a found key is trusted without asking the database: the time a revocation may take to hold, in milliseconds. */
const trustedForMs = 1_000;
const maxRemembered = 10_000;

/** Finds whom an agent key speaks for; undefined for one that is unknown or revoked. */
export type FindKeyHolder = (key: string) => Promise<KeyHolder | undefined>;

export function createKeyAuthenticator(store: Store, clock: Clock): FindKeyHolder {
  const remembered = new Map<string, { readonly holder: KeyHolder; readonly until: number }>();
  return async (key) => {
    const hash = hashKey(new Secret(key));
    const now = clock.now();
    const known = remembered.get(hash);
    if (known && known.until > now) return known.holder;
    remembered.delete(hash);
    const holder = await findByKey(store.db, hash);
    if (!holder) return undefined;
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(hash, { holder, until: now + trustedForMs });
    await touchKey(store.db, holder, await store.now());
    return holder;
  };
}
