import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { StoredConnection } from '../../store/connections.ts';
import type { Store } from '../../store/open-store.ts';
import type { Sealer } from '../../vault/vault.ts';
import { siteUrlOf } from './addresses.ts';
import type { ApiBases } from './api-bases.ts';
import { openConnectionSecret, secretNameOf } from './connection-secrets.ts';
import { basicAuthorization } from './entered-credentials.ts';
import type { UpstreamAccess } from './upstream.ts';

/** How long an opened secret is trusted without asking the database: the time a replacement may take to hold, in milliseconds. */
const trustedForMs = 1_000;
const maxRemembered = 1_000;

/** Opens the one account of a connection that all its people share. Raises `configuration` where it was never entered. */
export function createSharedAccess(parts: {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly bases: ApiBases;
}): (connection: StoredConnection) => Promise<UpstreamAccess> {
  const { store, sealer, clock, bases } = parts;
  const remembered = new Map<string, { readonly authorization: string; readonly until: number }>();

  async function authorizationOf(connection: StoredConnection): Promise<string> {
    const { workspaceId, id: connectionId, authMode, settings } = connection;
    const known = remembered.get(connectionId);
    if (known && known.until > clock.now()) return known.authorization;
    const askedAt = clock.now();
    const name = secretNameOf(authMode, settings.tokenFrom);
    const secret =
      name && (await openConnectionSecret({ db: store.db, sealer }, { workspaceId, connectionId, name }));
    if (!secret) throw notEntered(connection);
    const authorization = headerOf(connection, secret.value);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(connectionId, { authorization, until: askedAt + trustedForMs });
    return authorization;
  }

  return async (connection) => {
    const { apiBase } = await bases.of(connection);
    const { scopes } = connection.settings;
    // A connection without its secret is told at once, not with the first request.
    await authorizationOf(connection);
    return {
      siteUrl: siteUrlOf(connection),
      apiBase,
      accountKey: connection.id,
      ...(scopes && { scopes }),
      authorization: () => authorizationOf(connection),
      renew: () => Promise.resolve(undefined),
    };
  };
}

function headerOf(connection: StoredConnection, secret: Secret): string {
  const { authMode, settings } = connection;
  switch (authMode) {
    case 'api_token':
    case 'basic':
      if (settings.account === undefined) throw notEntered(connection);
      return basicAuthorization(settings.account, secret.reveal());
    case 'pat':
    case 'access_token':
      return `Bearer ${secret.reveal()}`;
    case 'oauth_central':
    case 'oauth':
    case 'service_account':
    case 'api_token_per_user':
    case 'pat_per_user':
    case 'basic_per_user':
      throw notEntered(connection);
    default:
      return authMode satisfies never;
  }
}

function notEntered({ slug }: StoredConnection): AppError {
  return new AppError('configuration', `The account of the connection "${slug}" was not entered.`, {
    nextStep: 'An administrator enters the account of the connection and its token or password.',
  });
}
