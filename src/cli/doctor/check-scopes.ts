import { catalogue } from '../../operations/catalogue.ts';
import { missingScopes } from '../../operations/scopes/missing-scopes.ts';
import type { StoredConnection } from '../../store/connections.ts';
import type { Finding } from './finding.ts';

/** Which operations a set of scopes leaves out, each with the scopes it lacks. */
export function checkScopes(
  check: string,
  { platform, settings }: Pick<StoredConnection, 'platform' | 'settings'>,
  {
    scopes,
    whose,
    isChosen,
  }: {
    readonly scopes: readonly string[];
    /** Begins the sentence: `the token`, `3 grants`. */
    readonly whose: string;
    /** Whether somebody chose to have no more: then it is no fault. */
    readonly isChosen: boolean;
  },
): Finding {
  const { byOperation, byScope } = missingScopes(catalogue, {
    platform,
    scopes,
    ...(settings.v1Content && { v1Content: settings.v1Content }),
  });
  const limited = byScope.flatMap(({ scope, limits }) =>
    limits.map((operation) => `some calls of ${operation} need \`${scope}\``),
  );
  const served = catalogue.length - byOperation.length;
  if (byOperation.length === 0) {
    return {
      check,
      ok: true,
      what: `${whose}: all ${catalogue.length} tools work`,
      ...(limited.length > 0 && { details: limited }),
    };
  }
  const missing = byOperation.map(({ operation, missing: [scopes = []] }) => ({ operation, scopes }));
  return {
    check,
    ok: isChosen,
    what: `${whose}: ${served} of ${catalogue.length} tools work`,
    details: [
      ...byOperation.map(({ operation, missing: [best = []], reason }) =>
        best.length === 0
          ? `${operation}: ${reason}`
          : `${operation} needs ${best.map((scope) => `\`${scope}\``).join(' and ')}`,
      ),
      ...limited,
    ],
    missing,
    nextStep: isChosen
      ? 'To have more: add the scopes where the app or the token was made, choose them here, and connect again.'
      : 'Add the scopes where the app or the token was made, then connect again.',
  };
}
