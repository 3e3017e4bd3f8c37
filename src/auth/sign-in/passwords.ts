import { AppError } from '../../kernel/app-error.ts';
import { deletePassword, findPassword, putPassword } from '../../store/account-passwords.ts';
import { findAccountByEmail, type Account } from '../../store/accounts.ts';
import type { Store } from '../../store/open-store.ts';
import type { Attempts } from './attempts.ts';
import type { NoteAccountEvent } from './journal.ts';
import type { PasswordHashes } from './password-hash.ts';
import { faultOfPassword, longestPassword } from './password-rule.ts';
import { notSignedIn } from './refusal.ts';

export interface Passwords {
  /**
   * Whose address and password these are. Raises `denied`, in the same words and after the same work, for a wrong
   * password, an unknown address, an account without a password and a disabled one; `rate_limited` for too many tries.
   */
  judge(entered: {
    readonly email: string;
    readonly password: string;
    /** The network address, where it is known. */
    readonly from: string | undefined;
  }): Promise<Account>;
  /** Milliseconds since when there is one. */
  setAt(accountId: string): Promise<number | undefined>;
  /** Raises `invalid_input` for one that is too short or easy to guess. */
  set(account: Pick<Account, 'id' | 'email' | 'name'>, password: string): Promise<void>;
  remove(accountId: string): Promise<void>;
}

/** A character has at most two units of text; what is longer is no password that was ever set. */
const longestText = 2 * longestPassword;

export function createPasswords(parts: {
  readonly store: Store;
  readonly hashes: PasswordHashes;
  readonly attempts: Attempts;
  readonly note: NoteAccountEvent;
}): Passwords {
  const { store, hashes, attempts, note } = parts;
  return {
    async judge({ email, password, from }) {
      const attempt = await attempts.begin({ email, from });
      const account = await findAccountByEmail(store.db, email.trim());
      const stored = account && (await findPassword(store.db, account.id));
      const { isRight, isOutdated } = await hashes.verify(password.slice(0, longestText), stored?.hash);
      if (!account || !isRight || account.disabledAt !== undefined) {
        const reason = isRight ? 'account_disabled' : 'wrong_password';
        await note({
          event: 'session.refused',
          ...(account && { accountId: account.id }),
          method: 'password',
          reason: account ? reason : 'unknown_address',
        });
        throw notSignedIn('Check the address and the password, or sign in another way.');
      }
      await attempt.succeeded();
      if (isOutdated) {
        const hash = await hashes.hash(password);
        await putPassword(store.db, { accountId: account.id, hash }, await store.now());
      }
      return account;
    },

    async setAt(accountId) {
      return (await findPassword(store.db, accountId))?.updatedAt;
    },

    async set(account, password) {
      const fault = faultOfPassword(password, account);
      if (fault !== undefined) {
        throw new AppError('invalid_input', fault, { nextStep: 'Choose another password.' });
      }
      const hash = await hashes.hash(password);
      await note({ event: 'password.set', accountId: account.id });
      await putPassword(store.db, { accountId: account.id, hash }, await store.now());
    },

    async remove(accountId) {
      if (await deletePassword(store.db, accountId)) await note({ event: 'password.removed', accountId });
    },
  };
}
