import type { Caller } from '../../gateway/call.ts';
import type { NewId } from '../../kernel/ids.ts';
import {
  evictConnectLinks,
  findConnectLink,
  insertConnectLink,
  type ConnectLink,
} from '../../store/connect-links.ts';
import type { Store } from '../../store/open-store.ts';
import type { Directory } from '../directory.ts';
import { personalSignIn } from './personal-sign-in.ts';

/** How long an invitation holds, in milliseconds: as long as somebody who was just asked takes. */
export const linkLifetimeMs = 15 * 60_000;

export interface ConnectLinks {
  /**
   * Our address where the person of a call connects. Undefined where that would not help: the connection has an account of
   * its own, or the person has no way to sign in with a browser.
   */
  addressFor(caller: Caller, connection: { readonly id: string }): Promise<string | undefined>;
  /** Undefined for one that is unknown or expired. */
  find(workspaceId: string, id: string): Promise<ConnectLink | undefined>;
}

export function createConnectLinks(parts: {
  readonly store: Store;
  readonly directory: Directory;
  readonly ids: NewId;
  /** Weir's own address without a slash at the end. */
  address(): string;
}): ConnectLinks {
  const { store, directory, ids } = parts;
  return {
    async addressFor(caller, { id: connectionId }) {
      const { workspaceId, userId: personId } = caller;
      await directory.ensureFresh();
      const connection = directory.connection(workspaceId, connectionId);
      if (!connection || !personalSignIn(connection)) return undefined;
      if (directory.member(workspaceId, personId)?.accountId === undefined) return undefined;
      const workspace = directory.workspaces().find(({ id }) => id === workspaceId);
      if (!workspace) return undefined;
      const now = await store.now();
      await evictConnectLinks(store.db, now);
      const id = ids('lnk');
      await insertConnectLink(store.db, {
        workspaceId,
        id,
        personId,
        connectionId,
        agentId: caller.agentId,
        ...(caller.clientName !== undefined && { clientName: caller.clientName }),
        createdAt: now,
        expiresAt: now + linkLifetimeMs,
      });
      return `${parts.address()}${connectPath({ connectionId, slug: workspace.slug, linkId: id })}`;
    },

    find: async (workspaceId, id) => findConnectLink(store.db, { workspaceId, id, now: await store.now() }),
  };
}

/** Where somebody connects to one connection of one workspace. */
export interface ConnectPlace {
  readonly connectionId: string;
  /** Of the workspace. */
  readonly slug: string;
  readonly linkId?: string | undefined;
  /** A path of ours to go on to afterwards. */
  readonly next?: string | undefined;
}

/** The path of our page, with its query. */
export function connectPath({ connectionId, slug, linkId, next }: ConnectPlace): string {
  const query = new URLSearchParams({ w: slug, ...(linkId && { link: linkId }), ...(next && { next }) });
  return `/connect/${encodeURIComponent(connectionId)}?${query.toString()}`;
}

/** The invitation in an address that `addressFor` made. */
export function linkIdIn(address: string): string | undefined {
  return new URL(address).searchParams.get('link') ?? undefined;
}
