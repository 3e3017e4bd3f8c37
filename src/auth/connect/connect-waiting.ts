import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../gateway/call.ts';
import { takeConnectLinkRound, findConnectLink } from '../../store/connect-links.ts';
import type { Store } from '../../store/open-store.ts';

/** How far the person of a waiting call has come. */
export type ConnectProgress = 'connected' | 'waiting' | 'over';

type Person = Pick<Caller, 'workspaceId' | 'userId'>;

/** For calls that wait until their person has connected. */
export interface ConnectWaiting {
  /**
   * Uses up one round of a waiting call. False where the invitation is over or another person's, or the round was used
   * before.
   */
  takeRound(person: Person, round: { readonly linkId: string; readonly round: number }): Promise<boolean>;
  /** Whether the person has connected, however they did. */
  isConnected(person: Person, linkId: string): Promise<boolean>;
  /**
   * Waits a while for that. `over`: the invitation has run out, so that waiting on is of no use. Rejects where the signal
   * aborts.
   */
  waitForConnected(person: Person, linkId: string, signal: AbortSignal): Promise<ConnectProgress>;
}

/** Calls that wait in one process at a time; each looks into the database again and again. More of them look once. */
const maxWaiting = 200;

/** How long one request waits, in milliseconds: less than clients and proxies wait for an answer. */
const legMs = 25_000;
/** Milliseconds between two looks into the database. */
const lookMs = 500;

export function createConnectWaiting({ store }: { readonly store: Store }): ConnectWaiting {
  let waiting = 0;

  async function progressOf({ workspaceId, userId }: Person, linkId: string): Promise<ConnectProgress> {
    const link = await findConnectLink(store.db, { workspaceId, id: linkId, now: await store.now() });
    if (link?.personId !== userId) return 'over';
    return link.completedAt === undefined ? 'waiting' : 'connected';
  }

  return {
    async takeRound({ workspaceId, userId }, { linkId, round }) {
      const taken = { workspaceId, id: linkId, personId: userId, round, now: await store.now() };
      return (await takeConnectLinkRound(store.db, taken)) !== undefined;
    },
    isConnected: async (person, linkId) => (await progressOf(person, linkId)) === 'connected',
    async waitForConnected(person, linkId, signal) {
      if (waiting >= maxWaiting) return progressOf(person, linkId);
      waiting += 1;
      try {
        for (let waited = 0; waited < legMs; waited += lookMs) {
          const progress = await progressOf(person, linkId);
          if (progress !== 'waiting') return progress;
          await sleep(lookMs, undefined, { signal });
        }
        return await progressOf(person, linkId);
      } finally {
        waiting -= 1;
      }
    },
  };
}
