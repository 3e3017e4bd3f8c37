import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { StoredConnection } from '../../store/connections.ts';
import { siteUrlOf } from './addresses.ts';
import type { ApiBases } from './api-bases.ts';
import { askForTokens } from './ask-for-tokens.ts';
import { wrongClient, type ClientApps } from './client-apps.ts';
import type { UpstreamAccess } from './upstream.ts';

interface ServiceToken {
  readonly authorization: string;
  readonly scopes?: readonly string[];
  /** Milliseconds of this process's clock. */
  readonly gotAt: number;
  readonly useUntil: number;
}

/** Milliseconds before its end from which a token is not used any more. */
const earlyMs = 120_000;
/** What a token lives where the answer does not say; milliseconds. Atlassian's live an hour (facts: confluence-api §13). */
const supposedLifeMs = 3_600_000;
/** Milliseconds in which a token that Confluence refuses is not replaced again: another one would be refused too. */
const renewedForMs = 60_000;
const maxRemembered = 1_000;

/**
 * Opens a service account by client credentials. Its token costs nothing to get again and lies in memory alone, one for
 * all callers of this process until shortly before its end.
 */
export function createServiceAccounts(parts: {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly apps: ClientApps;
  readonly bases: ApiBases;
}): (connection: StoredConnection) => Promise<UpstreamAccess> {
  const { transport, clock, apps, bases } = parts;
  const held = new Map<string, ServiceToken>();
  const asking = new Map<string, Promise<ServiceToken>>();
  /** An app that was replaced in the settings has no use for the token of the one before. */
  const keyOf = ({ id, settings }: StoredConnection): string => `${id} ${settings.clientId ?? ''}`;

  async function ask(connection: StoredConnection): Promise<ServiceToken> {
    const app = await apps.ofConnection(connection);
    const gotAt = clock.now();
    const outcome = await askForTokens({ transport, now: () => clock.now() }, app, {
      grant_type: 'client_credentials',
    });
    switch (outcome.kind) {
      case 'tokens': {
        const { access, livesMs = supposedLifeMs, scopes } = outcome.tokens;
        const token: ServiceToken = {
          authorization: `Bearer ${access.reveal()}`,
          gotAt,
          useUntil: gotAt + Math.max(livesMs - earlyMs, livesMs / 2),
          ...(scopes && { scopes }),
        };
        if (held.size >= maxRemembered) held.clear();
        held.set(keyOf(connection), token);
        return token;
      }
      case 'wrong_client':
        throw wrongClient();
      case 'dead':
        throw new AppError('configuration', 'Confluence gives this app no token for a service account.', {
          nextStep:
            'An administrator enters the client id and secret of a service account, not those of an app.',
          credentials: 'dead',
        });
      case 'unclear':
        throw outcome.error;
      default:
        return outcome satisfies never;
    }
  }

  function fresh(connection: StoredConnection): Promise<ServiceToken> {
    const key = keyOf(connection);
    const running = asking.get(key) ?? ask(connection).finally(() => asking.delete(key));
    asking.set(key, running);
    return running;
  }

  function current(connection: StoredConnection): Promise<ServiceToken> {
    const token = held.get(keyOf(connection));
    return token && clock.now() < token.useUntil ? Promise.resolve(token) : fresh(connection);
  }

  return async (connection) => {
    const { apiBase } = await bases.of(connection);
    let used = await current(connection);
    const { scopes } = used;
    return {
      siteUrl: siteUrlOf(connection),
      apiBase,
      accountKey: connection.id,
      ...(scopes && { scopes }),

      async authorization() {
        used = await current(connection);
        return used.authorization;
      },

      async renew(refused = used.authorization) {
        const latest = held.get(keyOf(connection)) ?? used;
        if (latest.authorization !== refused) used = latest;
        else if (clock.now() - latest.gotAt < renewedForMs) return undefined;
        else used = await fresh(connection);
        return used.authorization;
      },
    };
  };
}
