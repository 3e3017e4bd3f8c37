import type { Secret } from '../kernel/secret.ts';
import { insertCheckpoint, lastCheckpoint } from '../store/audit-checkpoints.ts';
import type { Store } from '../store/open-store.ts';
import { chainStart } from './chain.ts';
import { checkpointMac, type BoundHead } from './checkpoint.ts';
import type { KeptHead } from './head-file.ts';

/** Of several processes at the same number one gets it; the others take the next. */
const mostTries = 50;

/** Puts heads into the next checkpoint of the installation, on disk when this returns. */
export async function appendCheckpoint(
  { store, key, writer }: { readonly store: Store; readonly key: Secret; readonly writer: string },
  heads: readonly BoundHead[],
): Promise<KeptHead> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const at = await store.now();
    const made = await store.db.transaction().execute(async (tx) => {
      const before = await lastCheckpoint(tx);
      const number = (before?.number ?? 0) + 1;
      const unbound = { number, writer, at, heads, prev: before?.mac ?? chainStart };
      const mac = checkpointMac(key, unbound);
      return (await insertCheckpoint(tx, { ...unbound, mac })) ? { number, mac, at } : undefined;
    });
    if (made) return made;
  }
  throw new Error(`no number was free for a checkpoint in ${mostTries} tries`);
}
