import type { Transport } from '../../confluence/http/transport.ts';
import { Secret } from '../../kernel/secret.ts';
import { askForTokens, type ClientApp } from './ask-for-tokens.ts';

/**
 * Tells a wrong client secret from a right one: a refresh with a token that never was is refused for the client or for the
 * token (facts: confluence-api §13). A service account has nothing to refresh, and simply asks.
 */
export async function probeClientSecret(
  parts: { readonly transport: Transport; readonly now: () => number },
  app: ClientApp,
  { isServiceAccount }: { readonly isServiceAccount: boolean },
): Promise<'right' | 'wrong' | 'unknown'> {
  const { kind } = await askForTokens(
    parts,
    app,
    isServiceAccount
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: new Secret('no-refresh-token') },
  );
  switch (kind) {
    case 'tokens':
    case 'dead':
      return 'right';
    case 'wrong_client':
      return 'wrong';
    case 'unclear':
      return 'unknown';
    default:
      return kind satisfies never;
  }
}
