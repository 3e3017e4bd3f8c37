import type { Directory } from '../auth/directory.ts';
import type { Principal } from '../auth/principal.ts';
import { lastSignIn } from '../store/browser-sessions.ts';
import type { Store } from '../store/open-store.ts';
import type { GovernanceSnapshot } from './snapshot.ts';

/**
 * A caller with the time of their last sign-in, where a rule of the workspace asks for a fresh one. It is a sign-in with a
 * browser: what agents hold says nothing of whether the person is there.
 */
export function lastSignInOf({
  store,
  directory,
  snapshot,
}: {
  readonly store: Store;
  readonly directory: Pick<Directory, 'member'>;
  readonly snapshot: Pick<GovernanceSnapshot, 'of'>;
}): (principal: Principal) => Promise<Principal> {
  return async (principal) => {
    const { workspaceId, userId } = principal;
    const asks = snapshot.of(workspaceId).rules.some(({ rule }) => rule.outcome.kind === 'step_up');
    const accountId = asks ? directory.member(workspaceId, userId)?.accountId : undefined;
    if (accountId === undefined) return principal;
    const signedInAt = await lastSignIn(store.db, accountId, await store.now());
    return signedInAt === undefined ? principal : { ...principal, signedInAt };
  };
}
