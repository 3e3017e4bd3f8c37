import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { AuthMode } from '../../store/auth-modes.ts';
import type { Store } from '../../store/open-store.ts';
import type { PersonConnectionKey } from '../../store/person-connections.ts';
import type { UpstreamGrant } from '../../store/upstream-grants.ts';
import type { DirectoryConnection } from '../directory.ts';
import { siteUrlOf } from './addresses.ts';
import type { ApiBases } from './api-bases.ts';
import { readEntered, type Entered } from './entered-credentials.ts';
import { askAccount, type Account } from './find-account.ts';
import type { NewSignIn } from './keep-grant.ts';

/** Tries typed credentials by a call and keeps them for the person. Raises what is wrong with them; nothing is kept then. */
export async function enterCredentials(
  parts: {
    readonly store: Store;
    readonly transport: Transport;
    readonly bases: ApiBases;
    readonly keep: (signIn: NewSignIn) => Promise<UpstreamGrant>;
  },
  person: PersonConnectionKey,
  connection: DirectoryConnection,
  { entered, expiresAt }: { readonly entered: Entered; readonly expiresAt?: number | undefined },
): Promise<UpstreamGrant> {
  const { authMode, platform, id, settings } = connection;
  const { authorization, username } = readEntered(authMode, entered);
  const now = await parts.store.now();
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new AppError('invalid_input', 'The end that was given for the token is in the past.', {
      nextStep: 'Give the day on which it ends, or none.',
    });
  }
  const base = await parts.bases.of(connection);
  const question = { platform, siteUrl: siteUrlOf(connection), ...base, authorization };
  const seen = await askAccount(parts.transport, question).catch((thrown: unknown) => {
    throw notAccepted(thrown, authMode);
  });
  return parts.keep({
    person,
    // Of this person on this connection alone: nobody else ever uses what they typed.
    appKey: `${id}:${person.personId}`,
    kind: authMode,
    account: seen ?? unnamedAccount(username),
    authorization,
    expiresAt,
    scopes: settings.scopes ?? [],
    sites: [],
    now,
  });
}

/** What was typed was never any good here: nothing is missing or revoked, and there is nothing to reconnect. */
function notAccepted(thrown: unknown, authMode: AuthMode): unknown {
  if (!(thrown instanceof AppError) || thrown.fields.credentials !== 'dead') return thrown;
  return new AppError('upstream_auth', 'Confluence does not accept what you entered.', {
    ...thrown.fields,
    nextStep:
      stepsByMode[authMode] ??
      'Copy the whole token again. It may also be expired or revoked: make a new one then.',
    cause: thrown,
  });
}

const stepsByMode: Partial<Record<AuthMode, string>> = {
  api_token_per_user:
    'Check the email address, and copy the whole token again. It may also be expired or revoked: make a new one then.',
  basic_per_user:
    'Check the user name and the password. The site may also take no passwords: ask an administrator.',
};

/** A token with scopes may be good and not allowed to say whose it is. */
function unnamedAccount(username: string | undefined): Account {
  return username === undefined
    ? { id: 'unnamed', name: 'an account that its token does not name' }
    : { id: username.toLowerCase(), name: username };
}
