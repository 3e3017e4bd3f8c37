import type { Caller } from '../gateway/call.ts';

/** Whom a key or a token speaks for, before anything is known of the client that sends it. */
export type Principal = Pick<
  Caller,
  'workspaceId' | 'userId' | 'userName' | 'agentId' | 'scopes' | 'contextId' | 'handedOver' | 'signedInAt'
> & {
  /** The name of the workspace in addresses: `/w/{slug}/mcp`. */
  readonly workspaceSlug: string;
};
