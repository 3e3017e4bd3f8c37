import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { StoredConnection } from '../../store/connections.ts';
import { siteUrlOf } from './addresses.ts';
import type { ApiBases } from './api-bases.ts';
import type { UpstreamAccess } from './upstream.ts';

/**
 * Uses a token that came with the request as it is: not exchanged, not stored, gone with the call. Raises `upstream_auth`
 * where none came, `invalid_input` for what no header can hold.
 */
export async function openHandedOver(
  bases: ApiBases,
  { userId, handedOver }: { readonly userId: string; readonly handedOver?: Secret },
  connection: StoredConnection,
): Promise<UpstreamAccess> {
  if (!handedOver) {
    throw new AppError(
      'upstream_auth',
      'This connection takes a Confluence access token with each request.',
      {
        nextStep: 'Send it in the header X-Confluence-Access-Token, beside the token for Weir.',
      },
    );
  }
  if (!/^[\x21-\x7e]{1,8192}$/.test(handedOver.reveal())) {
    throw new AppError('invalid_input', 'The header X-Confluence-Access-Token holds no token.', {
      nextStep: 'Send the access token alone, without "Bearer" and without spaces.',
    });
  }
  const { apiBase } = await bases.of(connection);
  return {
    siteUrl: siteUrlOf(connection),
    apiBase,
    accountKey: `${connection.id} ${userId}`,
    authorization: () => Promise.resolve(`Bearer ${handedOver.reveal()}`),
    renew: () => Promise.resolve(undefined),
  };
}
