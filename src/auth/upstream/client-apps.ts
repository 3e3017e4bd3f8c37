import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import { connectionOf, type StoredConnection } from '../../store/connections.ts';
import type { Store } from '../../store/open-store.ts';
import type { UpstreamGrant } from '../../store/upstream-grants.ts';
import type { Sealer } from '../../vault/vault.ts';
import { dataCenterOAuth, ownApiBase, type AtlassianAddresses } from './addresses.ts';
import type { ClientApp } from './ask-for-tokens.ts';
import { openConnectionSecret } from './connection-secrets.ts';

/** The operator's one app, for connections of every workspace. Its secret leaves this process for Atlassian alone. */
export interface CentralApp {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Asked for beside what connections need: `read:me` where people sign in to Weir with Atlassian. */
  readonly alwaysAsks?: readonly string[];
}

/** The apps that Weir is at Atlassian and at Data Centers. Each raises `configuration` where the app was not set up. */
export interface ClientApps {
  /** The public id. */
  clientIdOf(connection: StoredConnection): string;
  ofConnection(connection: StoredConnection): Promise<ClientApp>;
  /** The app that a grant was given to, whatever became of its connection's settings. */
  ofGrant(grant: Pick<UpstreamGrant, 'appKey'>): Promise<ClientApp>;
  /** Whether a grant was given to the central app that is set up now. */
  isCentral(grant: Pick<UpstreamGrant, 'appKey'>): boolean;
  /** Under which key grants of a connection are kept. */
  appKeyOf(connection: StoredConnection): string;
}

const centralPrefix = 'central:';

/** Under which key grants of the central app are kept. */
export function centralAppKey({ clientId }: Pick<CentralApp, 'clientId'>): string {
  return centralPrefix + clientId;
}

export function createClientApps(parts: {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly atlassian: AtlassianAddresses;
  readonly centralApp?: CentralApp | undefined;
}): ClientApps {
  const { store, sealer, atlassian, centralApp } = parts;
  const cloudTokenUrl = `${atlassian.authUrl}/oauth/token`;

  function central(): ClientApp {
    if (!centralApp) throw notConfigured('The operator has not set up an app for all workspaces.');
    const { clientId, clientSecret } = centralApp;
    return { platform: 'cloud', tokenUrl: cloudTokenUrl, clientId, clientSecret };
  }

  function clientIdOf(connection: StoredConnection): string {
    if (connection.authMode === 'oauth_central') return central().clientId;
    const { clientId } = connection.settings;
    if (clientId === undefined) throw notConfigured('The connection has no client id.');
    return clientId;
  }

  async function ofConnection(connection: StoredConnection): Promise<ClientApp> {
    if (connection.authMode === 'oauth_central') return central();
    const clientId = clientIdOf(connection);
    const { workspaceId, id: connectionId, platform } = connection;
    const secret = await openConnectionSecret(
      { db: store.db, sealer },
      { workspaceId, connectionId, name: 'client_secret' },
    );
    if (!secret) throw notConfigured('The connection has no client secret.');
    const tokenUrl =
      platform === 'cloud' ? cloudTokenUrl : `${ownApiBase(connection)}${dataCenterOAuth}/token`;
    return { platform, tokenUrl, clientId, clientSecret: secret.value };
  }

  return {
    clientIdOf,
    ofConnection,

    async ofGrant({ appKey }) {
      if (appKey.startsWith(centralPrefix)) {
        const app = central();
        if (appKey === centralAppKey(app)) return app;
        throw notConfigured('The grant was given to another app than the one that is set up now.');
      }
      // Also for a connection that is switched off: its grants must not be lost meanwhile.
      const row = await store.db
        .selectFrom('connections')
        .selectAll()
        .where('id', '=', appKey)
        .executeTakeFirst();
      if (!row) throw notConfigured('The connection of the grant is gone.');
      return ofConnection(connectionOf(row));
    },

    isCentral: ({ appKey }) => centralApp !== undefined && appKey === centralPrefix + centralApp.clientId,

    appKeyOf: (connection) =>
      connection.authMode === 'oauth_central' ? centralAppKey(central()) : connection.id,
  };
}

/** The client id and secret that an administrator entered are not those of the app, or not any more. */
export function wrongClient(): AppError {
  return new AppError(
    'configuration',
    'Confluence does not accept the client id and secret of this connection.',
    {
      nextStep:
        'An administrator enters the current secret of the app; people stay connected and need to do nothing.',
      credentials: 'dead',
    },
  );
}

function notConfigured(detail: string): AppError {
  return new AppError('configuration', 'OAuth is not configured.', {
    nextStep:
      "An administrator enters the client id and secret of the workspace's own app, or the operator those of the central one.",
    detail,
  });
}
