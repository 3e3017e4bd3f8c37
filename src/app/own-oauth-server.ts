import type { Directory } from '../auth/directory.ts';
import { createKeyAuthenticator } from '../auth/key-authenticator.ts';
import { createMetadataTransport } from '../auth/server/metadata-transport.ts';
import { createOAuthServer, type OAuthServer } from '../auth/server/oauth-server.ts';
import { createTokenAuthenticator, type TokenAuthenticatorParts } from '../auth/server/tokens.ts';
import type { OAuthSettings } from '../config/load-config.ts';
import type { NetworkSettings } from '../config/network-settings.ts';
import { createAuthenticate } from '../http/authenticate.ts';
import type { Authenticate } from '../http/gate.ts';
import { version } from '../kernel/version.ts';
import { serverErrorPage } from '../pages/consent/refusals.ts';
import { readSetting } from '../store/settings.ts';
import type { Foundation } from './foundation.ts';

export interface OwnOAuthServer {
  readonly server: OAuthServer;
  /** Finds whom a key or a token speaks for. */
  readonly authenticate: Authenticate;
  close(): Promise<void>;
}

/** Our OAuth server as the configuration and the switches of administrators have it. */
export function ownOAuthServer(
  parts: Foundation & {
    readonly directory: Directory;
    readonly address: () => string;
    /** Whom an agent without a person acts as. */
    readonly serviceIdentity: NonNullable<TokenAuthenticatorParts['serviceIdentity']>;
  },
  settings: {
    readonly oauth: OAuthSettings;
    readonly network: NetworkSettings;
    readonly registersUnlessSaid: boolean;
    readonly allowLoopbackDocuments: boolean;
  },
): OwnOAuthServer {
  const { store, clock, directory } = parts;
  const { oauth, network, allowLoopbackDocuments } = settings;
  const { proxy, tls } = network;
  const documents = createMetadataTransport({
    version,
    allowLoopback: allowLoopbackDocuments,
    ...(proxy && { proxy }),
    ...(tls && { tls }),
  });
  const server = createOAuthServer({
    ...parts,
    transport: documents,
    allowLoopbackDocuments,
    documentHosts: async () =>
      oauth.allowedClientHosts ?? (await readSetting(store.db, 'oauth.client_hosts')) ?? [],
    registrationAllowed: async () =>
      oauth.dynamicRegistration ??
      (await readSetting(store.db, 'oauth.dynamic_registration')) ??
      settings.registersUnlessSaid,
    errorPage: serverErrorPage,
  });
  return {
    server,
    authenticate: createAuthenticate({
      findKeyHolder: createKeyAuthenticator(store, clock),
      findTokenHolder: createTokenAuthenticator(parts),
      directory,
    }),
    async close() {
      server.close();
      await documents.close();
    },
  };
}
