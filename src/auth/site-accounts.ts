import type { Confluence } from '../confluence/ports.ts';
import type { Caller, Connection, Credentials } from '../gateway/call.ts';
import { AppError } from '../kernel/app-error.ts';

/** A connected site and whose account a caller uses on it. */
export interface SiteAccount {
  readonly workspaceId: string;
  readonly connection: Connection;
  /** The caller's account, or undefined when there is none for this caller. */
  open(caller: Caller): Confluence | undefined;
}

/** Credentials that an operator entered: nothing is exchanged or refreshed. Raises `upstream_auth` for a caller without an account. */
export function createSiteAccounts(accounts: readonly SiteAccount[]): Credentials {
  const reachable = (caller: Caller): readonly SiteAccount[] =>
    accounts.filter((account) => account.workspaceId === caller.workspaceId);
  return {
    connections: (caller) => reachable(caller).map(({ connection }) => connection),
    confluenceFor: async (caller, { id, slug }) => {
      const confluence = reachable(caller)
        .find(({ connection }) => connection.id === id)
        ?.open(caller);
      if (confluence) return confluence;
      throw new AppError('upstream_auth', `Confluence is not connected for this user on "${slug}".`, {
        nextStep: 'Ask an administrator to enter an account for you on this connection.',
      });
    },
  };
}

/** Opens each person's account once and keeps it: keep-alive connections and limits belong to the account. */
export function oncePerPerson(open: (userId: string) => Confluence | undefined): SiteAccount['open'] {
  const opened = new Map<string, Confluence>();
  return ({ userId }) => {
    const known = opened.get(userId);
    if (known) return known;
    const fresh = open(userId);
    if (fresh) opened.set(userId, fresh);
    return fresh;
  };
}
