import type { SiteAccount } from '../auth/site-accounts.ts';
import { oncePerPerson } from '../auth/site-accounts.ts';
import { createCloudConfluence } from '../confluence/cloud/confluence.ts';
import { createDataCenterConfluence } from '../confluence/datacenter/confluence.ts';
import type { Transport } from '../confluence/http/transport.ts';
import type { Connection } from '../gateway/call.ts';
import type { Secret } from '../kernel/secret.ts';

export interface ConnectedSite {
  readonly workspaceId: string;
  readonly connection: Connection;
  /** Where requests go. */
  readonly apiBase: string;
  readonly transport: Transport;
  /** The value of the Authorization header for a person of the workspace; undefined where they have no account. */
  readonly authorizationOf: (userId: string) => Secret | undefined;
}

/** A site on which each person has an account of their own, or all share one. */
export function siteAccount({
  workspaceId,
  connection,
  apiBase,
  transport,
  authorizationOf,
}: ConnectedSite): SiteAccount {
  return {
    workspaceId,
    connection,
    open: oncePerPerson((userId) => {
      const authorization = authorizationOf(userId);
      if (!authorization) return undefined;
      const options = {
        siteUrl: connection.siteUrl,
        apiBase,
        authorization: () => Promise.resolve(authorization.reveal()),
        transport,
        personKey: userId,
      };
      const { platform } = connection;
      switch (platform) {
        case 'cloud':
          return createCloudConfluence(options);
        case 'datacenter':
          return createDataCenterConfluence(options);
        default:
          return platform satisfies never;
      }
    }),
  };
}
