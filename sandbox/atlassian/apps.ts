import { createPerson } from '../model/people.ts';
import { changed, type Site } from '../model/site.ts';
import type { Person, PersonId } from '../model/entities.ts';
import type { OAuthApp } from './accounts.ts';
import { randomText, secretText } from './random-text.ts';

export interface NewApp {
  readonly name: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** `shared` unless given. */
  readonly distribution?: 'private' | 'shared';
  /** Account id of who may use it while it is private. */
  readonly ownerId?: PersonId;
  /** `chosen-site` unless given. */
  readonly grants?: 'chosen-site' | 'every-site';
}

export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const serviceAccountDomain = '@serviceaccount.atlassian.com';

/** Registers an app that people consent to. @throws Error when the callback is neither https nor of this machine */
export function createApp(site: Site, app: NewApp): AppCredentials {
  checkCallback(app.redirectUri);
  return register(site, {
    name: app.name,
    redirectUri: app.redirectUri,
    scopes: [...app.scopes],
    distribution: app.distribution ?? 'shared',
    ownerId: app.ownerId ?? null,
    grants: app.grants ?? 'chosen-site',
    serviceAccountId: null,
  });
}

export interface NewServiceAccount {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly groupIds?: readonly string[];
}

/** Adds an account for a program, with client credentials; it has no token that works without scopes. */
export function createServiceAccount(
  site: Site,
  account: NewServiceAccount,
): AppCredentials & { readonly person: Person } {
  const person = createPerson(site, {
    displayName: account.name,
    email: `${account.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${randomText(site, 6)}${serviceAccountDomain}`,
    groupIds: account.groupIds ?? [],
    apiToken: '',
  });
  const credentials = register(site, {
    name: account.name,
    redirectUri: '',
    scopes: [...account.scopes],
    distribution: 'private',
    ownerId: null,
    grants: 'every-site',
    serviceAccountId: person.accountId,
  });
  return { ...credentials, person };
}

export function isServiceAccount(person: Person): boolean {
  return person.email.endsWith(serviceAccountDomain);
}

/** Gives an app a new secret; the old one dies unless it is kept for a while. @throws Error for an unknown app */
export function rotateSecret(
  site: Site,
  clientId: string,
  options: { readonly keepOld?: boolean } = {},
): string {
  const app = appOf(site, clientId);
  const secret = newSecret(site);
  app.secrets = options.keepOld === true ? [secret, ...app.secrets] : [secret];
  changed(site);
  return secret;
}

/** Changes what an app is registered with. @throws Error for an unknown app or a callback that is not allowed */
export function changeApp(
  site: Site,
  clientId: string,
  change: Partial<Pick<NewApp, 'redirectUri' | 'scopes' | 'distribution'>>,
): void {
  const app = appOf(site, clientId);
  if (change.redirectUri !== undefined) {
    checkCallback(change.redirectUri);
    app.redirectUri = change.redirectUri;
  }
  if (change.scopes !== undefined) app.scopes = [...change.scopes];
  if (change.distribution !== undefined) app.distribution = change.distribution;
  changed(site);
}

function appOf(site: Site, clientId: string): OAuthApp {
  const app = site.accounts.apps.get(clientId);
  if (app === undefined) throw new Error(`no app ${clientId}`);
  return app;
}

function register(site: Site, app: Omit<OAuthApp, 'clientId' | 'secrets'>): AppCredentials {
  const clientId = randomText(site, 32);
  const clientSecret = newSecret(site);
  site.accounts.apps.set(clientId, { ...app, clientId, secrets: [clientSecret] });
  changed(site);
  return { clientId, clientSecret };
}

function newSecret(site: Site): string {
  return `ATOA${secretText(site, 64)}`;
}

// `http` is for one's own machine only (facts: confluence-api §13).
function checkCallback(address: string): void {
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:') return;
  if (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return;
  throw new Error(`a callback has to be https: ${address}`);
}
