import type { SiteAccount } from '../auth/site-accounts.ts';
import { oncePerPerson } from '../auth/site-accounts.ts';
import { createCloudConfluence } from '../confluence/cloud/confluence.ts';
import type { Transport } from '../confluence/http/transport.ts';
import type { Connection } from '../gateway/call.ts';
import type { Secret } from '../kernel/secret.ts';

export interface CloudSite {
  readonly workspaceId: string;
  readonly connection: Connection;
  /** Where requests go. */
  readonly apiBase: string;
  readonly transport: Transport;
  /** The value of the Authorization header for a person of the workspace; undefined where they have no account. */
  readonly authorizationOf: (userId: string) => Secret | undefined;
}

/** A Cloud site on which each person has an account of their own, or all share one. */
export function cloudAccount({
  workspaceId,
  connection,
  apiBase,
  transport,
  authorizationOf,
}: CloudSite): SiteAccount {
  return {
    workspaceId,
    connection,
    open: oncePerPerson((userId) => {
      const authorization = authorizationOf(userId);
      if (!authorization) return undefined;
      return createCloudConfluence({
        siteUrl: connection.siteUrl,
        apiBase,
        authorization: () => Promise.resolve(authorization.reveal()),
        transport,
        personKey: userId,
      });
    }),
  };
}
