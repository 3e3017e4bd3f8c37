import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { AppError } from '../../kernel/app-error.ts';
import type { Store } from '../../store/open-store.ts';
import {
  countFailure,
  evictFailures,
  findFailures,
  forgetFailures,
  lockFailures,
  uncountFailure,
} from '../../store/sign-in-failures.ts';

/** Tries without a delay, the longest delay, and the pause after which all is forgotten; times in milliseconds. */
interface Patience {
  readonly free: number;
  readonly longestMs: number;
  readonly forgetMs: number;
}

const firstDelayMs = 5_000;
const minute = 60_000;
const hour = 60 * minute;
/** Of one account: after five wrong ones 5 s, 10 s, 20 s … */
const ofAccount: Patience = { free: 5, longestMs: 15 * minute, forgetMs: 24 * hour };
/** Of one network address: many people may share it. */
const ofAddress: Patience = { free: 30, longestMs: minute, forgetMs: hour };

/** A try whose end is not known yet: it counts as failed until it is said to have succeeded. */
export interface Attempt {
  succeeded(): Promise<void>;
}

/** Slows down whoever guesses: across processes, and the same for addresses that have an account and that have none. */
export interface Attempts {
  /**
   * `email`: as entered, where one is. `from`: the network address, where it is known. Raises `rate_limited` while it is
   * too early for another try.
   */
  begin(who: { readonly email?: string; readonly from: string | undefined }): Promise<Attempt>;
}

export function createAttempts(store: Store): Attempts {
  return {
    async begin({ email, from }) {
      const keys = [
        ...(from === undefined ? [] : [{ keyHash: keyOf('address', networkOf(from)), patience: ofAddress }]),
        ...(email === undefined
          ? []
          : [{ keyHash: keyOf('account', email.trim().toLowerCase()), patience: ofAccount }]),
      ];
      const now = await store.now();
      await evictFailures(store.db, now - ofAccount.forgetMs);
      // Counted before anything is looked at, so that tries at the same moment do not all pass.
      await store.db.transaction().execute(async (tx) => {
        for (const { keyHash, patience } of keys) {
          const failures = await countFailure(tx, keyHash, { now, forgetMs: patience.forgetMs });
          if (failures === undefined) {
            throw tooEarly(((await findFailures(tx, keyHash))?.lockedUntil ?? now) - now);
          }
          const delay = delayAfter(failures, patience);
          if (delay > 0) await lockFailures(tx, keyHash, now + delay);
        }
      });
      return {
        async succeeded() {
          for (const { keyHash, patience } of keys) {
            // The count of a network address goes on: with one account of their own, somebody could go on guessing others.
            if (patience === ofAccount) await forgetFailures(store.db, keyHash);
            else await uncountFailure(store.db, keyHash);
          }
        },
      };
    },
  };
}

/** Milliseconds before the next try, after so many wrong ones in a row. */
export function delayAfter(failures: number, { free, longestMs }: Patience): number {
  return failures < free ? 0 : Math.min(longestMs, firstDelayMs * 2 ** Math.min(failures - free, 20));
}

/** Whoever has one IPv6 address has a whole /64 of them. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}

function keyOf(kind: 'account' | 'address', value: string): string {
  return createHash('sha256').update(`${kind} ${value}`).digest('hex');
}

function tooEarly(waitMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new AppError('rate_limited', 'Too many tries to sign in failed.', {
    nextStep: `Try again in ${wait}, or sign in another way.`,
    retryAfterMs: seconds * 1_000,
  });
}
