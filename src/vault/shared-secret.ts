import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import type { Store } from '../store/open-store.ts';
import { findSharedSecret, keepSharedSecret } from '../store/shared-secrets.ts';
import type { Sealer } from './vault.ts';

export interface SharedSecretParts {
  readonly store: Store;
  readonly vault: Sealer;
  readonly random: Random;
}

/**
 * The secret of this name, 256 random bits as 43 characters: made at the first asking, the same for every process of the
 * installation ever after. `name` says what it is for, such as `mcp.request-state`. Raises `internal` where it cannot be
 * opened.
 */
export async function sharedSecret(parts: SharedSecretParts, name: string): Promise<Secret> {
  const { store, vault, random } = parts;
  const place = { column: 'shared_secrets.sealed', name } as const;
  const kept = await findSharedSecret(store.db, name);
  if (kept) return opened(await vault.open(kept, place));
  const made = new Secret(Buffer.from(random.bytes(32)).toString('base64url'));
  await keepSharedSecret(store.db, { name, sealed: await vault.seal(made, place), now: await store.now() });
  // Another process may have been first.
  const first = await findSharedSecret(store.db, name);
  if (!first) throw new Error(`the shared secret ${name} was not kept`);
  return opened(await vault.open(first, place));
}

function opened(bytes: Uint8Array): Secret {
  return new Secret(Buffer.from(bytes).toString());
}
