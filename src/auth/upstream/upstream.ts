import type { Recorder } from '../../audit/record.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import type { Caller } from '../../gateway/call.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { StoredConnection } from '../../store/connections.ts';
import type { Store } from '../../store/open-store.ts';
import { linkPerson, unlinkPerson, type PersonConnectionKey } from '../../store/person-connections.ts';
import type { GrantedSite, UpstreamGrant } from '../../store/upstream-grants.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Sealer } from '../../vault/vault.ts';
import type { Directory, DirectoryConnection } from '../directory.ts';
import { dataCenterOAuth, type AtlassianAddresses } from './addresses.ts';
import { createApiBases } from './api-bases.ts';
import { byDestination } from './by-destination.ts';
import { authorizationUrlOf, type AuthorizationRequest } from './authorization-url.ts';
import { createClientApps, type CentralApp } from './client-apps.ts';
import { createCloudIds } from './cloud-ids.ts';
import { enterCredentials } from './enter.ts';
import type { Entered } from './entered-credentials.ts';
import { fitsConnection } from './grant-fits.ts';
import { statusOf, type GrantStatus } from './grant-status.ts';
import { createGrantTokens } from './grant-tokens.ts';
import { anotherSite } from './granted-sites.ts';
import { openHandedOver } from './handed-over.ts';
import { keepGrant, type NewSignIn } from './keep-grant.ts';
import { createPersonalAccess } from './personal-access.ts';
import { createPersonGrants } from './person-grants.ts';
import { probeClientSecret } from './probe-client-secret.ts';
import { redeemConsent, type ConsentAnswer } from './redeem.ts';
import { createEndRecord } from './record-end.ts';
import { createRefreshOnce } from './refresh-once.ts';
import { createRequestedScopes } from './requested-scopes.ts';
import { createServiceAccounts } from './service-account.ts';
import { createSharedAccess } from './shared-access.ts';
import { sharedStatus } from './shared-status.ts';
import { startSweeper, type Sweeper } from './sweep-grants.ts';
import { wayOf } from './way.ts';

export type { CentralApp, Entered, GrantedSite, GrantStatus };

/** What an adapter needs to act as somebody on a connection. */
export interface UpstreamAccess {
  /** Where people go, without a trailing slash. */
  readonly siteUrl: string;
  /** Where requests go. */
  readonly apiBase: string;
  /** Names the account for its share of requests in flight. */
  readonly accountKey: string;
  /** Granted scopes where they are known (OAuth, scoped tokens). */
  readonly scopes?: readonly string[];
  /** Value of the Authorization header; renewed where that is due. Raises `upstream_auth` where the grant has ended. */
  authorization(): Promise<string>;
  /**
   * After the site called the credentials dead: a new value once, or undefined where there is none; the grant then has ended
   * where nothing but connecting anew helps. `refused` is the value that was sent, the last one unless given. Raises
   * `upstream_unavailable` where that could not be found out.
   */
  renew(refused?: string): Promise<string | undefined>;
}

/** Whose account is meant. */
export type Whose = Pick<Caller, 'workspaceId' | 'userId'>;

/** The accounts of Confluence that Weir acts as: of people, of connections, of itself as a service. */
export interface Upstream {
  /**
   * Raises `upstream_auth`: "Confluence is not connected for this user" or "token refresh failed, the user must reconnect";
   * `configuration` where an administrator has not entered what the connection needs.
   */
  open(
    caller: Pick<Caller, 'workspaceId' | 'userId' | 'handedOver'>,
    connection: DirectoryConnection,
  ): Promise<UpstreamAccess>;
  status(caller: Whose, connection: DirectoryConnection): Promise<GrantStatus>;
  /** Deletes our copy of the tokens once nobody uses them. Atlassian offers no revocation: people remove an app in their account's settings. */
  disconnect(caller: Whose, connection: DirectoryConnection): Promise<void>;
  /** OAuth modes. Raises `configuration` where no app is set up. */
  authorizationUrl(connection: DirectoryConnection, request: AuthorizationRequest): Promise<URL>;
  /** Exchanges the code and stores the grant for the person. Several sites that may all be the connection's: they are answered for the person to choose. */
  redeem(
    caller: Whose,
    connection: DirectoryConnection,
    answer: ConsentAnswer,
  ): Promise<
    | { readonly status: GrantStatus }
    | { readonly chooseSite: readonly GrantedSite[]; readonly grantId: string }
  >;
  /** Raises `denied` for a grant that is not this person's, or a site that it does not reach. */
  chooseSite(
    caller: Whose,
    connection: DirectoryConnection,
    grantId: string,
    cloudId: string,
  ): Promise<GrantStatus>;
  /** Credentials typed on a page; checked at once by a call. `expiresAt` is the end that the person knows of, UTC milliseconds. */
  enter(
    caller: Whose,
    connection: DirectoryConnection,
    entered: Entered,
    expiresAt?: number,
  ): Promise<GrantStatus>;
  /** What a consent would ask of Atlassian, or `READ` or `WRITE` of a Data Center. */
  requestedScopes(connection: DirectoryConnection): readonly string[];
  /** Tells a wrong client secret from a right one, entered already or not yet. */
  probeClientSecret(app: StoredConnection | UnsavedApp): Promise<'right' | 'wrong' | 'unknown'>;
  /** Finishes what other processes left unfinished, until it is closed. */
  startSweeper(): Sweeper;
}

/** An app that is about to be entered. */
export interface UnsavedApp {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly platform: 'cloud' | 'datacenter';
  /** Where requests to a Data Center go. */
  readonly site: string;
  /** Client credentials rather than consent. */
  readonly isServiceAccount?: boolean;
}

export interface UpstreamParts {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly directory: Pick<Directory, 'workspaces' | 'connections'>;
  readonly transport: Transport;
  /** For Atlassian's account side, without what the operator sends to sites alone; the same unless given. */
  readonly plainTransport?: Transport | undefined;
  readonly atlassian: AtlassianAddresses;
  readonly centralApp?: CentralApp | undefined;
  /** What the operations of a Cloud connection need, as its scope choice says. */
  readonly scopesOf: (connection: StoredConnection) => readonly string[];
  readonly recorder: Recorder;
  readonly ids: NewId;
  readonly clock: Clock;
  readonly log: Log;
}

export function createUpstream(given: UpstreamParts): Upstream {
  const { store, sealer, atlassian, clock, log, ids } = given;
  const transport = byDestination(given.transport, given.plainTransport, atlassian);
  const parts = { ...given, transport };
  const apps = createClientApps(parts);
  const cloudIds = createCloudIds(transport);
  const bases = createApiBases(atlassian, cloudIds);
  const tokens = createGrantTokens(sealer);
  const grants = createPersonGrants(store, clock);
  const onEnd = createEndRecord(parts);
  const refresh = createRefreshOnce({ ...parts, apps, tokens, onEnd });
  const requestedScopes = createRequestedScopes(parts);
  const openPersonal = createPersonalAccess({ ...parts, grants, tokens, apps, bases, refresh, onEnd });
  const openShared = createSharedAccess({ ...parts, bases });
  const openService = createServiceAccounts({ ...parts, apps, bases });
  const keep = (signIn: NewSignIn): Promise<UpstreamGrant> => keepGrant({ store, tokens, ids }, signIn);
  const probing = { transport, now: () => clock.now() };

  const personOn = ({ workspaceId, userId }: Whose, { id }: DirectoryConnection): PersonConnectionKey => ({
    workspaceId,
    personId: userId,
    connectionId: id,
  });

  async function statusNow(
    person: PersonConnectionKey,
    connection: DirectoryConnection,
  ): Promise<GrantStatus> {
    const found = await grants.now(person);
    const { site, settings } = connection;
    if (!found || !fitsConnection(found, connection, apps)) return { state: 'not_connected', site };
    const cloudId = settings.cloudId ?? found.link.cloudId;
    return statusOf(found.grant, { site, cloudId, now: await store.now() });
  }

  return {
    async open(caller, connection) {
      const way = wayOf(connection);
      switch (way) {
        case 'consent':
        case 'entered':
          return openPersonal(personOn(caller, connection), connection);
        case 'shared':
          return openShared(connection);
        case 'service':
          return openService(connection);
        case 'handed_over':
          return openHandedOver(bases, caller, connection);
        default:
          return way satisfies never;
      }
    },

    async status(caller, connection) {
      const way = wayOf(connection);
      switch (way) {
        case 'consent':
        case 'entered':
          return statusNow(personOn(caller, connection), connection);
        case 'shared':
        case 'service':
          return sharedStatus(store, connection);
        case 'handed_over':
          return { state: 'connected', site: connection.site };
        default:
          return way satisfies never;
      }
    },

    async disconnect(caller, connection) {
      const person = personOn(caller, connection);
      const found = await grants.now(person);
      await store.db.transaction().execute((transaction) => unlinkPerson(transaction, person));
      grants.forget(person);
      if (found) tokens.forget(found.grant.id);
    },

    authorizationUrl: async (connection, request) =>
      authorizationUrlOf(atlassian, connection, apps.clientIdOf(connection), request),

    async redeem(caller, connection, answer) {
      if (wayOf(connection) !== 'consent') throw notThisWay();
      const person = personOn(caller, connection);
      const chosenBefore = (await grants.now(person))?.link.cloudId;
      const { grant, choice } = await redeemConsent(
        { ...parts, apps, cloudIds, requestedScopes, keep, chosenBefore },
        person,
        connection,
        answer,
      );
      grants.forget(person);
      if (choice) return { chooseSite: choice, grantId: grant.id };
      return { status: await statusNow(person, connection) };
    },

    async chooseSite(caller, connection, grantId, cloudId) {
      const person = personOn(caller, connection);
      const found = await grants.now(person);
      if (found?.grant.id !== grantId) throw notThisWay();
      if (!found.grant.sites.some((site) => site.cloudId === cloudId)) throw anotherSite(connection.site);
      const now = await store.now();
      await store.db
        .transaction()
        .execute((transaction) => linkPerson(transaction, { ...person, grantId, cloudId }, now));
      grants.forget(person);
      return statusNow(person, connection);
    },

    async enter(caller, connection, entered, expiresAt) {
      if (wayOf(connection) !== 'entered') throw notThisWay();
      const person = personOn(caller, connection);
      await enterCredentials({ store, transport, bases, keep }, person, connection, { entered, expiresAt });
      grants.forget(person);
      return statusNow(person, connection);
    },

    requestedScopes,

    async probeClientSecret(app) {
      if ('authMode' in app) {
        const isServiceAccount = app.authMode === 'service_account';
        return probeClientSecret(probing, await apps.ofConnection(app), { isServiceAccount });
      }
      const { platform, clientId, clientSecret, site, isServiceAccount = false } = app;
      const tokenUrl =
        platform === 'cloud'
          ? `${atlassian.authUrl}/oauth/token`
          : `${site.replace(/\/+$/, '')}${dataCenterOAuth}/token`;
      return probeClientSecret(probing, { platform, tokenUrl, clientId, clientSecret }, { isServiceAccount });
    },

    startSweeper: () => startSweeper({ store, refresh, log }),
  };
}

function notThisWay(): AppError {
  return new AppError('denied', 'This is not how an account is connected here.', {
    nextStep: 'Begin again at the page of the connection.',
  });
}
