import { createCloudConfluenceFor } from '../confluence/cloud-for-grant.ts';
import { createDataCenterConfluence } from '../confluence/datacenter/confluence.ts';
import type { Transport } from '../confluence/http/transport.ts';
import type { Confluence } from '../confluence/ports.ts';
import type { Connection, Credentials } from '../gateway/call.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Heard } from './connections/watch-shared-account.ts';
import type { Directory, DirectoryConnection } from './directory.ts';
import { siteUrlOf } from './upstream/addresses.ts';
import type { Upstream, UpstreamAccess } from './upstream/upstream.ts';

/**
 * The connections of a workspace and whose account a call uses on them. `confluenceFor` raises what `Upstream.open` does,
 * and `upstream_auth` for a connection that is gone meanwhile.
 */
export function createConnectedSites({
  directory,
  upstream,
  transport,
  watch,
}: {
  readonly directory: Pick<Directory, 'connections' | 'connection'>;
  readonly upstream: Pick<Upstream, 'open'>;
  readonly transport: Transport;
  /** Who is told what calls show of the account of a connection. */
  readonly watch: (connection: DirectoryConnection) => Heard | undefined;
}): Credentials {
  /** Known by the very rows of the directory: read anew, they make another list. */
  const seen = new WeakMap<readonly DirectoryConnection[], readonly Connection[]>();
  return {
    connections({ workspaceId }) {
      const stored = directory.connections(workspaceId);
      let connections = seen.get(stored);
      if (!connections) {
        connections = stored.map(asGatewaySees);
        seen.set(stored, connections);
      }
      return connections;
    },
    async confluenceFor(caller, { id, slug }) {
      const stored = directory.connection(caller.workspaceId, id);
      if (!stored) {
        throw new AppError('upstream_auth', `The connection "${slug}" is not there any more.`, {
          nextStep: 'List the tools again, or ask an administrator.',
        });
      }
      const heard = watch(stored);
      const access = await upstream.open(caller, stored).catch(async (thrown: unknown) => {
        if (thrown instanceof AppError && thrown.fields.credentials === 'dead') await heard?.(thrown);
        throw thrown;
      });
      return asSomebody(stored, access, { transport, heard });
    },
  };
}

function asGatewaySees(connection: DirectoryConnection): Connection {
  const { id, slug, platform } = connection;
  return { id, slug, platform, siteUrl: siteUrlOf(connection) };
}

function asSomebody(
  { platform, settings }: DirectoryConnection,
  access: UpstreamAccess,
  { transport, heard }: { readonly transport: Transport; readonly heard: Heard | undefined },
): Confluence {
  const options = {
    siteUrl: access.siteUrl,
    apiBase: access.apiBase,
    personKey: access.accountKey,
    transport,
    authorization: () => access.authorization(),
    renewAuthorization: (refused: string) => access.renew(refused),
    heard,
  };
  switch (platform) {
    case 'cloud':
      return createCloudConfluenceFor(options, {
        ...(access.scopes && { scopes: access.scopes }),
        ...(settings.v1Content && { v1Content: settings.v1Content }),
      });
    case 'datacenter':
      return createDataCenterConfluence(options);
    default:
      return platform satisfies never;
  }
}
