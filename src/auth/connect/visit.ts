import type { ConnectLink } from '../../store/connect-links.ts';
import type { Workspace } from '../../store/workspaces.ts';
import type { DirectoryConnection, Member } from '../directory.ts';
import type { BrowserSession } from '../sessions/browser-session.ts';
import type { ConnectPlace } from './connect-links.ts';
import type { ConnectParts } from './connect-parts.ts';
import type { Whose } from '../upstream/upstream.ts';

/** Somebody signed in, at a connection of a workspace that they are a member of. */
export interface Visit {
  readonly session: BrowserSession;
  readonly workspace: Workspace;
  readonly member: Member;
  readonly connection: DirectoryConnection;
  /** The invitation that they came with. */
  readonly link?: ConnectLink;
}

export type Visited =
  | { readonly kind: 'ready'; readonly visit: Visit }
  | { readonly kind: 'signed_out' }
  /** The same for what is not there and for what is not theirs, so that a refusal tells nothing. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'link_over'; readonly visit: Visit }
  /** The invitation is another person's: only they may use it (facts: mcp §1.3). */
  | { readonly kind: 'not_theirs'; readonly visit: Visit };

/** Who is there and where: asked anew for each request, since anything may have changed since the page was shown. */
export async function visitOf(
  { directory, sessions, links }: Pick<ConnectParts, 'directory' | 'sessions' | 'links'>,
  request: Request,
  { slug, connectionId, linkId }: ConnectPlace,
): Promise<Visited> {
  const session = await sessions.of(request);
  if (!session) return { kind: 'signed_out' };
  await directory.ensureFresh();
  const workspace = directory.workspaceOf(slug);
  const member =
    workspace &&
    directory.memberships(session.accountId).find(({ workspaceId }) => workspaceId === workspace.id);
  const connection = workspace && directory.connection(workspace.id, connectionId);
  if (!workspace || !member || !connection) return { kind: 'unknown' };
  const visit: Visit = { session, workspace, member, connection };
  if (linkId === undefined) return { kind: 'ready', visit };
  const link = await links.find(workspace.id, linkId);
  if (link?.connectionId !== connection.id) return { kind: 'link_over', visit };
  if (link.personId !== member.personId) return { kind: 'not_theirs', visit };
  return { kind: 'ready', visit: { ...visit, link } };
}

export function whoseOf({ workspace, member }: Pick<Visit, 'workspace' | 'member'>): Whose {
  return { workspaceId: workspace.id, userId: member.personId };
}
