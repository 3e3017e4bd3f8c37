import type { Person, PersonId } from '../model/entities.ts';
import { changed, type Site } from '../model/site.ts';
import type { OtherSite } from './accounts.ts';
import {
  type AppCredentials,
  changeApp,
  createApp,
  createServiceAccount,
  type NewApp,
  type NewServiceAccount,
  rotateSecret,
} from './apps.ts';
import { revokeGrants } from './grants.ts';
import type { PointsMeter } from './points.ts';
import { createScopedToken, deleteScopedToken, type NewScopedToken } from './scoped-tokens.ts';
import { addOtherSite } from './sites.ts';

/** What app makers do in the developer console. */
export interface AppConsole {
  /** @throws Error when the callback is neither https nor of this machine */
  create(app: NewApp): AppCredentials;
  /** Answers the new secret; the old one dies at once unless it is kept. */
  rotateSecret(clientId: string, options?: { readonly keepOld?: boolean }): string;
  change(clientId: string, change: Partial<Pick<NewApp, 'redirectUri' | 'scopes' | 'distribution'>>): void;
  /** Points that the app used in this hour. */
  pointsUsed(clientId: string): number;
  /** Uses points up, as traffic elsewhere would. */
  spendPoints(clientId: string, points: number): void;
}

/** What people and administrators do in account settings. */
export interface AccountSettings {
  createScopedToken(token: NewScopedToken): string;
  deleteScopedToken(token: string): void;
  createServiceAccount(account: NewServiceAccount): AppCredentials & { readonly person: Person };
  /** Takes away what an app has of a person; what all apps have, unless one is named. */
  revokeGrants(accountId: PersonId, clientId?: string): void;
  /** Another site to choose at consent; Confluence does not answer for it. */
  addOtherSite(other: { readonly name: string; readonly url?: string }): OtherSite;
  /** From now on accessible-resources shows this person nothing. */
  makeGuest(accountId: PersonId): void;
}

export function appConsole(site: Site, points: PointsMeter): AppConsole {
  return {
    create: (app) => createApp(site, app),
    rotateSecret: (clientId, options) => rotateSecret(site, clientId, options),
    change: (clientId, change) => changeApp(site, clientId, change),
    pointsUsed: (clientId) => points.used(clientId),
    spendPoints: (clientId, spent) => points.spend(clientId, spent),
  };
}

export function accountSettings(site: Site): AccountSettings {
  return {
    createScopedToken: (token) => createScopedToken(site, token),
    deleteScopedToken: (token) => deleteScopedToken(site, token),
    createServiceAccount: (account) => createServiceAccount(site, account),
    revokeGrants: (accountId, clientId) => revokeGrants(site, accountId, clientId),
    addOtherSite: (other) => addOtherSite(site, other),
    makeGuest: (accountId) => {
      site.accounts.guests.add(accountId);
      changed(site);
    },
  };
}
