import type { Random } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';
import { findAccount, type Account } from '../../store/accounts.ts';
import type { Store } from '../../store/open-store.ts';
import {
  evictSignInLinks,
  findSignInLink,
  issueSignInLink,
  takeSignInLink,
} from '../../store/sign-in-links.ts';
import type { NoteAccountEvent } from './journal.ts';
import { notSignedIn } from './refusal.ts';

/** How long a link is good for somebody who must first be sent it, in milliseconds. */
export const linkTtlMs = 24 * 3_600_000;

export interface SignInLinks {
  /**
   * An address that signs the account in once; whoever holds it is that account, in every workspace. The caller answers
   * for who gets it. `ttlMs`: 24 hours unless given. `next`: where it leads, a path of ours.
   */
  create(accountId: string, options?: { readonly ttlMs?: number; readonly next?: string }): Promise<Secret>;
  /** Whose link it is; nothing is used up, since mail programs and scanners open links too. */
  look(token: string): Promise<Account | undefined>;
  /** Uses the link up. Raises `denied` for one that is unknown, used, expired, or of a disabled account. */
  redeem(token: string): Promise<Account>;
}

export function createSignInLinks(parts: {
  readonly store: Store;
  readonly random: Random;
  /** Weir's own address. */
  readonly address: () => string;
  readonly note: NoteAccountEvent;
}): SignInLinks {
  const { store, random, address, note } = parts;

  async function enabled(accountId: string | undefined): Promise<Account | undefined> {
    const account = accountId === undefined ? undefined : await findAccount(store.db, accountId);
    return account?.disabledAt === undefined ? account : undefined;
  }

  return {
    async create(accountId, { ttlMs = linkTtlMs, next } = {}) {
      const now = await store.now();
      await evictSignInLinks(store.db, now);
      await note({ event: 'sign_in_link.created', accountId });
      const link = { accountId, createdAt: now, expiresAt: now + ttlMs };
      const token = await issueSignInLink(store.db, link, random);
      const url = new URL('/sign-in/link', address());
      url.searchParams.set('token', token.reveal());
      if (next !== undefined) url.searchParams.set('next', next);
      return new Secret(url.href);
    },

    async look(token) {
      return enabled(await findSignInLink(store.db, new Secret(token), await store.now()));
    },

    async redeem(token) {
      const accountId = await takeSignInLink(store.db, new Secret(token), await store.now());
      const account = await enabled(accountId);
      if (account) return account;
      await note({
        event: 'session.refused',
        ...(accountId !== undefined && { accountId }),
        method: 'link',
        reason: accountId === undefined ? 'unknown_link' : 'account_disabled',
      });
      throw linkIsOver();
    },
  };
}

export function linkIsOver() {
  return notSignedIn('Links work once and for a short time: ask whoever sent it for a new one.');
}
