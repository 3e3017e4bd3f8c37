import type { Directory } from '../../../src/auth/directory.ts';
import type { ConnectLinks } from '../../../src/auth/connect/connect-links.ts';
import { siteUrlOf } from '../../../src/auth/upstream/addresses.ts';
import type { Upstream } from '../../../src/auth/upstream/upstream.ts';
import { createCloudConfluenceFor } from '../../../src/confluence/cloud-for-grant.ts';
import { createDataCenterConfluence } from '../../../src/confluence/datacenter/confluence.ts';
import type { Transport } from '../../../src/confluence/http/transport.ts';
import type { Credentials } from '../../../src/gateway/call.ts';
import { withConnectUrl } from '../../../src/gateway/connect-url.ts';
import { toAppError } from '../../../src/kernel/app-error.ts';

/** The accounts of people as the gateway sees them, each missing one with the link to connect it. */
export function credentialsOver(parts: {
  readonly directory: Directory;
  readonly upstream: Upstream;
  readonly links: ConnectLinks;
  readonly transport: Transport;
}): Credentials {
  const { directory, upstream, links, transport } = parts;
  return {
    connections: ({ workspaceId }) =>
      directory.connections(workspaceId).map((connection) => ({
        id: connection.id,
        slug: connection.slug,
        platform: connection.platform,
        siteUrl: siteUrlOf(connection),
      })),
    async confluenceFor(caller, connection) {
      const stored = directory.connection(caller.workspaceId, connection.id);
      if (!stored) throw new Error(`no connection ${connection.id}`);
      try {
        const access = await upstream.open(caller, stored);
        const options = {
          siteUrl: access.siteUrl,
          apiBase: access.apiBase,
          personKey: access.accountKey,
          transport,
          authorization: () => access.authorization(),
          renewAuthorization: () => access.renew(),
        };
        return stored.platform === 'cloud'
          ? createCloudConfluenceFor(options, { scopes: access.scopes })
          : createDataCenterConfluence(options);
      } catch (thrown) {
        throw await withConnectUrl(toAppError(thrown), { caller, connection }, (who, where) =>
          links.addressFor(who, where),
        );
      }
    },
  };
}
