import type { RunningDataCenter } from '../../sandbox/datacenter/start.ts';
import type { RunningSandbox } from '../../sandbox/index.ts';
import { movableClock, type MovableClock } from '../../sandbox/model/movable-clock.ts';
import type { DirectoryConnection } from '../../src/auth/directory.ts';
import type { Whose } from '../../src/auth/upstream/upstream.ts';
import type { Transport } from '../../src/confluence/http/transport.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Store } from '../../src/store/open-store.ts';
import {
  addConnection,
  addPerson,
  consentOnCloud,
  consentOnDataCenter,
  noAtlassian,
  openUpstreamWorld,
  readingScopes,
  redirectUri,
  type UpstreamWorld,
  type WorldOptions,
} from './upstream-world.ts';

/** One person with a grant on a connection of a workspace's own app. */
export interface GrantInUse {
  readonly world: UpstreamWorld;
  readonly whose: Whose;
  readonly connection: DirectoryConnection;
  readonly clientId: string;
  readonly accountId: string;
  /** Of the process, not of the database. */
  readonly clock: MovableClock;
  row(): Promise<GrantRow | undefined>;
  /** Replaces the client secret. */
  enterSecret(secret: string): Promise<void>;
  connectAgain(): Promise<void>;
  close(): Promise<void>;
}

type GrantRow = Awaited<ReturnType<typeof rowsOf>>[number];

const rowsOf = (store: Store) => store.db.selectFrom('upstream_grants').selectAll().execute();

export async function cloudGrant(
  store: Store,
  sandbox: RunningSandbox,
  options: Partial<WorldOptions> = {},
): Promise<GrantInUse> {
  const clock = movableClock(systemClock);
  const world = await openUpstreamWorld({ store, atlassian: sandbox.atlassian, clock, ...options });
  const app = sandbox.apps.create({ name: 'Weir', redirectUri, scopes: readingScopes });
  const connection = await addConnection(world, {
    platform: 'cloud',
    site: `${sandbox.siteUrl}/wiki`,
    authMode: 'oauth',
    settings: { clientId: app.clientId },
    secret: app.clientSecret,
  });
  const accountId = sandbox.people[0]?.accountId ?? '';
  const consent = () => consentOnCloud(world, sandbox, connection, { accountId });
  return inUse({ world, connection, clientId: app.clientId, accountId, clock, consent });
}

export async function dataCenterGrant(store: Store, site: RunningDataCenter): Promise<GrantInUse> {
  const clock = movableClock(systemClock);
  const world = await openUpstreamWorld({ store, atlassian: noAtlassian, clock });
  const client = site.oauth.register({ name: 'Weir', redirectUri, scope: 'WRITE' });
  const connection = await addConnection(world, {
    platform: 'datacenter',
    site: site.siteUrl,
    authMode: 'oauth',
    settings: { clientId: client.clientId },
    secret: client.clientSecret,
  });
  const [person] = site.people;
  const consent = () => consentOnDataCenter(world, site, connection, person?.username ?? '');
  return inUse({
    world,
    connection,
    clientId: client.clientId,
    accountId: person?.userKey ?? '',
    clock,
    consent,
  });
}

async function inUse(
  parts: Pick<GrantInUse, 'world' | 'connection' | 'clientId' | 'accountId' | 'clock'> & {
    readonly consent: () => ReturnType<typeof consentOnCloud>;
  },
): Promise<GrantInUse> {
  const { consent, ...kept } = parts;
  const { world, connection } = kept;
  const whose = await addPerson(world, 'Ada');
  const connectAgain = async (): Promise<void> => {
    await world.upstream.redeem(whose, connection, await consent());
  };
  await connectAgain();
  return {
    ...kept,
    whose,
    connectAgain,
    row: async () => (await rowsOf(world.store)).at(0),
    enterSecret: async (secret) => void (await addConnection(world, { ...connection, secret })),
    close: () => world.close(),
  };
}

/** The access token is at its end from now on. */
export async function dueNow({ world, clock }: Pick<GrantInUse, 'world' | 'clock'>): Promise<void> {
  await world.store.db.updateTable('upstream_grants').set({ access_expires_at: 1 }).execute();
  // What a process remembers of a grant it trusts for a second.
  clock.advance(1_001);
}

/** The time of whoever is or was refreshing is over. */
export async function leaseOver({ world }: Pick<GrantInUse, 'world'>): Promise<void> {
  await world.store.db
    .updateTable('upstream_grants')
    .set({ lease_expires_at: 1 })
    .where('lease_expires_at', 'is not', null)
    .execute();
}

/** Lets refreshes wait before they are sent, until they are released. */
export function holdRefreshes(): {
  readonly around: NonNullable<WorldOptions['around']>;
  readonly release: () => void;
} {
  const held = Promise.withResolvers<void>();
  const transport = (real: Transport): Transport => ({
    ...real,
    async send(request, signal) {
      if (request.body?.includes('"refresh_token"') === true) await held.promise;
      return real.send(request, signal);
    },
  });
  return { around: { transport }, release: () => held.resolve() };
}

/** How often the sandbox was asked to refresh for an app and gave tokens. */
export function refreshesOf(sandbox: RunningSandbox, { clientId }: Pick<GrantInUse, 'clientId'>): number {
  const issued = [...sandbox.site.accounts.accessTokens.values()].filter(
    (token) => token.clientId === clientId,
  );
  // The first came for the code.
  return issued.length - 1;
}
