import type { Recorder } from '../../audit/record.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { StoredConnection } from '../../store/connections.ts';
import type { Store } from '../../store/open-store.ts';
import { findPersonConnection } from '../../store/person-connections.ts';
import type { Sealer } from '../../vault/vault.ts';
import type { Directory, DirectoryConnection, Member } from '../directory.ts';
import type { AtlassianAddresses } from '../upstream/addresses.ts';
import { askForTokens } from '../upstream/ask-for-tokens.ts';
import { authorizationUrlOf } from '../upstream/authorization-url.ts';
import { centralAppKey, type CentralApp } from '../upstream/client-apps.ts';
import { askProfile } from '../upstream/find-account.ts';
import { grantEndOf } from '../upstream/grant-end.ts';
import { createGrantTokens } from '../upstream/grant-tokens.ts';
import { askGrantedSites, siteAmong } from '../upstream/granted-sites.ts';
import { keepGrant } from '../upstream/keep-grant.ts';
import { createRequestedScopes } from '../upstream/requested-scopes.ts';
import type { Tokens } from '../upstream/token-answer.ts';
import type { AtlassianSignIn } from './atlassian.ts';
import { notSignedIn } from './refusal.ts';

export interface CentralAppParts {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly directory: Pick<Directory, 'workspaces' | 'connections'>;
  readonly transport: Transport;
  readonly atlassian: AtlassianAddresses;
  readonly app: CentralApp;
  /** What the operations of a Cloud connection need, as its scope choice says. */
  readonly scopesOf: (connection: StoredConnection) => readonly string[];
  readonly recorder: Recorder;
  readonly ids: NewId;
  readonly clock: Clock;
}

/** Without it Atlassian does not say who somebody is. */
const profileScope = 'read:me';

/** Signs people in through the central app: one consent, for who they are and for what their connections need. */
export function createCentralAppSignIn(parts: CentralAppParts): AtlassianSignIn {
  const { store, directory, transport, atlassian, app, clock } = parts;
  const requestedScopes = createRequestedScopes({ ...parts, centralApp: app });
  const tokenSealing = createGrantTokens(parts.sealer);

  const centralOf = (workspaceId: string): readonly DirectoryConnection[] =>
    directory.connections(workspaceId).filter(({ authMode }) => authMode === 'oauth_central');

  /** The union for all connections, which is the same whichever of them is asked for. */
  function scopes(): readonly string[] {
    const [any] = directory.workspaces().flatMap(({ id }) => centralOf(id));
    const needed = any ? requestedScopes(any) : ['offline_access'];
    return [...new Set([...needed, profileScope])];
  }

  async function connectOn(
    connection: DirectoryConnection,
    { workspaceId, personId }: Member,
    { tokens, account, now }: { readonly tokens: Tokens; readonly account: Account; readonly now: number },
  ): Promise<void> {
    const person = { workspaceId, personId, connectionId: connection.id };
    const sites = await askGrantedSites(transport, atlassian.apiUrl, tokens.access);
    // A site that was chosen before stays chosen.
    const chosen = connection.settings.cloudId ?? (await findPersonConnection(store.db, person))?.cloudId;
    const found = siteAmong(sites, connection, chosen);
    await keepGrant(
      { store, tokens: tokenSealing, ids: parts.ids },
      {
        person,
        appKey: centralAppKey(app),
        kind: connection.authMode,
        account,
        authorization: `Bearer ${tokens.access.reveal()}`,
        refresh: tokens.refresh,
        accessExpiresAt: tokens.livesMs === undefined ? undefined : now + tokens.livesMs,
        expiresAt: tokens.refresh ? grantEndOf('cloud', now) : now + (tokens.livesMs ?? 0),
        scopes: tokens.scopes ?? scopes(),
        sites,
        cloudId: found.kind === 'site' ? found.cloudId : undefined,
        now,
      },
    );
    await parts.recorder.commit({
      kind: 'governance',
      at: now,
      workspaceId,
      callId: parts.ids('call'),
      userId: personId,
      connectionId: connection.id,
      operation: 'grant.connected',
      outcome: 'ok',
    });
  }

  return {
    async start(request) {
      const cloud = { platform: 'cloud', site: atlassian.apiUrl } as const;
      return authorizationUrlOf(atlassian, cloud, app.clientId, { ...request, scopes: scopes() });
    },

    async finish({ code, verifier, redirectUri }) {
      const now = await store.now();
      const outcome = await askForTokens(
        { transport, now: () => clock.now() },
        {
          platform: 'cloud',
          tokenUrl: `${atlassian.authUrl}/oauth/token`,
          clientId: app.clientId,
          clientSecret: app.clientSecret,
        },
        { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
      );
      if (outcome.kind === 'unclear') throw outcome.error;
      if (outcome.kind !== 'tokens') {
        throw notSignedIn('Go back to the sign-in page and begin again.', `token endpoint: ${outcome.kind}`);
      }
      const { tokens } = outcome;
      const account = await askProfile(transport, atlassian.apiUrl, tokens.access);
      if (!account)
        throw notSignedIn('Atlassian does not say who you are: ask an administrator.', 'no profile');
      return {
        accountId: account.id,
        email: account.email,
        name: account.name,
        async connect(member) {
          const tried = centralOf(member.workspaceId).map((connection) =>
            connectOn(connection, member, { tokens, account, now }),
          );
          // One site that was not allowed does not keep the others from being connected.
          const failed = (await Promise.allSettled(tried)).find(({ status }) => status === 'rejected');
          if (failed?.status === 'rejected') throw failed.reason;
        },
      };
    },
  };
}

type Account = NonNullable<Awaited<ReturnType<typeof askProfile>>>;
