import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../gateway/call.ts';
import { takeConnectLinkRound, findConnectLink } from '../../store/connect-links.ts';
import type { Store } from '../../store/open-store.ts';

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
  /** The same, once they have or a while has passed. Rejects where the signal aborts. */
  waitForConnected(person: Person, linkId: string, signal: AbortSignal): Promise<boolean>;
}

export interface WaitingTimes {
  /** How long one request waits: less than clients and proxies wait for an answer. */
  readonly legMs: number;
  /** Between two looks into the database. */
  readonly lookMs: number;
}

/** Calls that wait in one process at a time; each looks into the database again and again. More of them look once. */
const maxWaiting = 200;

const defaultTimes: WaitingTimes = { legMs: 25_000, lookMs: 500 };

export function createConnectWaiting({
  store,
  times: { legMs, lookMs } = defaultTimes,
}: {
  readonly store: Store;
  readonly times?: WaitingTimes;
}): ConnectWaiting {
  let waiting = 0;
  const isConnected: ConnectWaiting['isConnected'] = async ({ workspaceId, userId }, linkId) => {
    const link = await findConnectLink(store.db, { workspaceId, id: linkId, now: await store.now() });
    return link?.personId === userId && link.completedAt !== undefined;
  };
  return {
    async takeRound({ workspaceId, userId }, { linkId, round }) {
      const taken = { workspaceId, id: linkId, personId: userId, round, now: await store.now() };
      return (await takeConnectLinkRound(store.db, taken)) !== undefined;
    },
    isConnected,
    async waitForConnected(person, linkId, signal) {
      if (waiting >= maxWaiting) return isConnected(person, linkId);
      waiting += 1;
      try {
        for (let waited = 0; waited < legMs; waited += lookMs) {
          if (await isConnected(person, linkId)) return true;
          await sleep(lookMs, undefined, { signal });
        }
        return await isConnected(person, linkId);
      } finally {
        waiting -= 1;
      }
    },
  };
}
