import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Store } from '../../store/open-store.ts';
import type { PersonConnectionKey } from '../../store/person-connections.ts';
import type { GrantedSite, UpstreamGrant } from '../../store/upstream-grants.ts';
import type { DirectoryConnection } from '../directory.ts';
import { cloudApiBase, ownApiBase, siteUrlOf, type AtlassianAddresses } from './addresses.ts';
import { askForTokens } from './ask-for-tokens.ts';
import { wrongClient, type ClientApps } from './client-apps.ts';
import type { CloudIds } from './cloud-ids.ts';
import { askAccount, askProfile, subjectOf, type Account } from './find-account.ts';
import { grantEndOf } from './grant-end.ts';
import { askGrantedSites, siteAmong, type SiteFound } from './granted-sites.ts';
import type { NewSignIn } from './keep-grant.ts';
import type { Tokens } from './token-answer.ts';

/** What a browser came back with from the consent. */
export interface ConsentAnswer {
  readonly code: string;
  /** Of the challenge that the request carried. */
  readonly verifier: string;
  readonly redirectUri: string;
  readonly cloudId?: string;
}

export interface RedeemParts {
  readonly store: Store;
  readonly transport: Transport;
  readonly atlassian: AtlassianAddresses;
  readonly apps: ClientApps;
  readonly cloudIds: CloudIds;
  readonly clock: { now(): number };
  /** What was asked for, where the answer does not say what was granted. */
  readonly requestedScopes: (connection: DirectoryConnection) => readonly string[];
  readonly keep: (signIn: NewSignIn) => Promise<UpstreamGrant>;
  /** The site that the person chose before, where the connection leaves it open. */
  readonly chosenBefore?: string | undefined;
}

export interface Redeemed {
  readonly grant: UpstreamGrant;
  readonly cloudId?: string;
  /** Several sites, none of which is known to be the connection's. */
  readonly choice?: readonly GrantedSite[];
}

/** Exchanges a code and keeps what it gave for the person. Nothing is kept of a consent for another site than the connection's. */
export async function redeemConsent(
  parts: RedeemParts,
  person: PersonConnectionKey,
  connection: DirectoryConnection,
  answer: ConsentAnswer,
): Promise<Redeemed> {
  const app = await parts.apps.ofConnection(connection);
  const { transport, store, clock } = parts;
  const now = await store.now();
  const outcome = await askForTokens({ transport, now: () => clock.now() }, app, {
    grant_type: 'authorization_code',
    code: answer.code,
    redirect_uri: answer.redirectUri,
    code_verifier: answer.verifier,
  });
  switch (outcome.kind) {
    case 'tokens':
      break;
    case 'dead':
      throw new AppError(
        'upstream_auth',
        'Confluence does not take this sign-in: it was used already, or is too old.',
        {
          nextStep: 'Connect again from the start.',
        },
      );
    case 'wrong_client':
      throw wrongClient();
    case 'unclear':
      throw outcome.error;
    default:
      return outcome satisfies never;
  }
  const { tokens } = outcome;
  const signIn = {
    person,
    appKey: parts.apps.appKeyOf(connection),
    kind: connection.authMode,
    authorization: `Bearer ${tokens.access.reveal()}`,
    refresh: tokens.refresh,
    accessExpiresAt: tokens.livesMs === undefined ? undefined : now + tokens.livesMs,
    expiresAt: tokens.refresh ? grantEndOf(app.platform, now) : now + (tokens.livesMs ?? 0),
    scopes: tokens.scopes ?? parts.requestedScopes(connection),
    now,
  };
  if (app.platform === 'datacenter') {
    const account = await dataCenterAccount(parts, connection, signIn.authorization);
    return { grant: await parts.keep({ ...signIn, account, sites: [] }) };
  }
  const sites = await askGrantedSites(transport, parts.atlassian.apiUrl, tokens.access);
  const wanted = await wantedCloudId(parts, connection, { chosen: answer.cloudId, sites });
  const found = chosenAgain(siteAmong(sites, connection, wanted), parts.chosenBefore);
  const cloudId = found.kind === 'site' ? found.cloudId : undefined;
  const account = await cloudAccount(parts, connection, { tokens, scopes: signIn.scopes, cloudId });
  const grant = await parts.keep({ ...signIn, account, sites, cloudId });
  return found.kind === 'site' ? { grant, cloudId: found.cloudId } : { grant, choice: found.sites };
}

function chosenAgain(found: SiteFound, before: string | undefined): SiteFound {
  const again = found.kind === 'choice' && found.sites.some(({ cloudId }) => cloudId === before);
  return again && before !== undefined ? { kind: 'site', cloudId: before } : found;
}

/** The id that the connection's site has, where it does not follow from its address being among the granted ones. */
async function wantedCloudId(
  { cloudIds }: RedeemParts,
  connection: DirectoryConnection,
  { chosen, sites }: { readonly chosen: string | undefined; readonly sites: readonly GrantedSite[] },
): Promise<string | undefined> {
  const { cloudId } = connection.settings;
  if (cloudId !== undefined) return cloudId;
  if (chosen !== undefined) return chosen;
  const { origin } = new URL(connection.site);
  const isHere = sites.some(({ url }) => URL.canParse(url) && new URL(url).origin === origin);
  return isHere ? undefined : cloudIds.find(connection);
}

async function dataCenterAccount(
  { transport }: RedeemParts,
  connection: DirectoryConnection,
  authorization: string,
): Promise<Account> {
  const account = await askAccount(transport, {
    platform: 'datacenter',
    siteUrl: siteUrlOf(connection),
    apiBase: ownApiBase(connection),
    authorization,
  });
  if (account) return account;
  throw unnamed();
}

/** By the profile, else by the site, else by the token: each needs scopes that the connection may not ask for. */
async function cloudAccount(
  { transport, atlassian }: RedeemParts,
  connection: DirectoryConnection,
  {
    tokens,
    scopes,
    cloudId,
  }: {
    readonly tokens: Tokens;
    readonly scopes: readonly string[];
    readonly cloudId: string | undefined;
  },
): Promise<Account> {
  const { access } = tokens;
  const profile = scopes.includes('read:me')
    ? await askProfile(transport, atlassian.apiUrl, access)
    : undefined;
  const account =
    profile ??
    (cloudId === undefined
      ? undefined
      : await askAccount(transport, {
          platform: 'cloud',
          siteUrl: siteUrlOf(connection),
          apiBase: cloudApiBase(atlassian, cloudId),
          cloudId,
          authorization: `Bearer ${access.reveal()}`,
        })) ??
    subjectOf(access);
  if (account) return account;
  throw unnamed();
}

function unnamed(): AppError {
  return new AppError('upstream_forbidden', 'Confluence does not say whose account was connected.', {
    nextStep: 'An administrator adds the scope read:me to the app and to the connection, then connect again.',
  });
}
