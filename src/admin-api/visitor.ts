import type { BrowserSessions } from '../auth/sessions/browser-session.ts';
import { comesFromOwnPage } from '../auth/sessions/own-page.ts';
import type { Directory, Member } from '../auth/directory.ts';
import type { Principal } from '../auth/principal.ts';
import { AppError } from '../kernel/app-error.ts';
import { findAccount } from '../store/accounts.ts';
import type { Store } from '../store/open-store.ts';

/** Who asks the admin API. */
export interface Visitor {
  readonly accountId?: string;
  readonly isOperator: boolean;
  /** Where they are a member; a key or a token reaches its own workspace alone. */
  readonly memberships: readonly Member[];
  /** Absent for a browser. */
  readonly agentId?: string;
}

export interface VisitorParts {
  readonly store: Store;
  readonly directory: Directory;
  readonly sessions: Pick<BrowserSessions, 'of'>;
  /** The holder of an agent key, or of a token of our OAuth server. */
  readonly authenticate: (token: string) => Promise<Principal | undefined>;
  /** Our own address. */
  readonly address: () => string;
}

/** A page of another site cannot send it without asking first, and is not answered then. */
export const requestHeader = 'x-weir-request';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Who asks: the holder of a bearer token, else the signed-in browser; undefined where there is neither. Raises `denied` for
 * a token that was not given for administration, and for a browser's request that may be another site's doing.
 */
export async function visitorOf(request: Request, parts: VisitorParts): Promise<Visitor | undefined> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) return visitorWithToken(authorization, parts);
  const session = await parts.sessions.of(request);
  if (!session) return undefined;
  const isChange = !safeMethods.has(request.method);
  const isOwn = comesFromOwnPage(request, parts.address());
  if (!isOwn || (isChange && !request.headers.has(requestHeader))) {
    throw new AppError('denied', 'This request may come from a page of another site.', {
      nextStep: `A browser's request carries its own Origin and, to change anything, the header ${requestHeader}.`,
    });
  }
  const { accountId, isOperator } = session;
  return { accountId, isOperator, memberships: parts.directory.memberships(accountId) };
}

async function visitorWithToken(
  authorization: string,
  { authenticate, directory, store }: VisitorParts,
): Promise<Visitor | undefined> {
  const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  const principal = token === undefined ? undefined : await authenticate(token);
  if (!principal) return undefined;
  const { workspaceId, userId, agentId, scopes } = principal;
  if (scopes && !scopes.includes('weir:admin')) {
    throw new AppError('denied', 'This token was not given for administration.', {
      nextStep:
        'Ask for the scope weir:admin, or use an agent key of somebody who administers the workspace.',
    });
  }
  const member = directory.member(workspaceId, userId);
  if (!member) return undefined;
  const { accountId } = member;
  // A key is handed to agents for the work of one workspace; the installation takes a consent that says so.
  const account = scopes && accountId !== undefined ? await findAccount(store.db, accountId) : undefined;
  return {
    ...(accountId !== undefined && { accountId }),
    isOperator: account?.isOperator ?? false,
    memberships: [member],
    agentId,
  };
}
