import { AppError } from '../../kernel/app-error.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { AuthMode } from '../../store/auth-modes.ts';
import type { Store } from '../../store/open-store.ts';
import { linkPerson, type PersonConnectionKey } from '../../store/person-connections.ts';
import {
  ensureGrant,
  fillGrant,
  findGrant,
  type GrantedSite,
  type UpstreamGrant,
} from '../../store/upstream-grants.ts';
import type { Account } from './find-account.ts';
import type { GrantTokens } from './grant-tokens.ts';

/** What a sign-in gave, and whose it is. */
export interface NewSignIn {
  readonly person: PersonConnectionKey;
  readonly appKey: string;
  readonly kind: AuthMode;
  readonly account: Account;
  /** Value of the Authorization header. */
  readonly authorization: string;
  readonly refresh?: Secret | undefined;
  readonly accessExpiresAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly scopes: readonly string[];
  readonly sites: readonly GrantedSite[];
  /** The site that the person uses, where it is known. */
  readonly cloudId?: string | undefined;
  readonly now: number;
}

const tries = 3;

/** Stores a sign-in as the grant of its app and account, in place of an earlier one, and lets the person use it. */
export async function keepGrant(
  { store, tokens, ids }: { readonly store: Store; readonly tokens: GrantTokens; readonly ids: NewId },
  signIn: NewSignIn,
): Promise<UpstreamGrant> {
  const { person, appKey, kind, account, scopes, sites, cloudId, now } = signIn;
  for (let count = 0; count < tries; count += 1) {
    // Tokens are sealed for the row that they lie in, so that there has to be one first.
    const grantId = await ensureGrant(store.db, { appKey, accountId: account.id, kind, now }, ids);
    const sealed = await tokens.seal(grantId, signIn);
    const isKept = await store.db.transaction().execute(async (transaction) => {
      const filled = await fillGrant(transaction, grantId, {
        account,
        kind,
        scopes,
        sites,
        ...sealed,
        ...(signIn.accessExpiresAt !== undefined && { accessExpiresAt: signIn.accessExpiresAt }),
        ...(signIn.expiresAt !== undefined && { expiresAt: signIn.expiresAt }),
        now,
      });
      if (filled)
        await linkPerson(transaction, { ...person, grantId, ...(cloudId !== undefined && { cloudId }) }, now);
      return filled;
    });
    const grant = isKept ? await findGrant(store.db, grantId) : undefined;
    if (grant) return grant;
    // Its last user disconnected in between, and the row went.
  }
  throw new AppError('internal', 'The account could not be connected.', {
    nextStep: 'Connect it again.',
    detail: 'the grant was removed each time before it was filled',
  });
}
