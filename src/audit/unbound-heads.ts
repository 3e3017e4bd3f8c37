import { setImmediate as turn } from 'node:timers/promises';
import { boundSeq, chainsAfter, type ChainKey } from '../store/audit-chains.ts';
import type { Store } from '../store/open-store.ts';
import type { BoundHead } from './checkpoint.ts';

/** Chains looked at in one go; between two goes calls have their turn. */
const chainsAtOnce = 50;

/**
 * Heads that no checkpoint binds yet: of processes that were killed within the second after their last record, and of a
 * database that is older than checkpoints. Stops early when the signal aborts.
 */
export async function* unboundHeads(
  { db }: Pick<Store, 'db'>,
  signal: AbortSignal,
): AsyncGenerator<BoundHead> {
  let after: ChainKey | undefined;
  while (!signal.aborted) {
    const chains = await chainsAfter(db, after, { limit: chainsAtOnce });
    for (const chain of chains) if (chain.seq > (await boundSeq(db, chain))) yield chain;
    after = chains.at(-1);
    if (chains.length < chainsAtOnce) return;
    await turn();
  }
}
