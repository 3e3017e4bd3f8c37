import { scopesOfConnection } from '../../auth/connections/scope-report.ts';
import { createConnections, type Connections, type Seen } from '../../auth/connections/connections.ts';
import { createUpstream } from '../../auth/upstream/upstream.ts';
import { siteForPlatform } from '../../auth/connections/site-for-platform.ts';
import { settingsOf } from '../../auth/connections/wanted-connection.ts';
import type { Foundation } from '../../app/foundation.ts';
import { transportOf, withoutSiteSecrets } from '../../app/network.ts';
import type { Config, ConnectionSettings } from '../../config/load-config.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import { connectionOf, type StoredConnection } from '../../store/connections.ts';
import { listGrantsOfConnection } from '../../store/person-connections.ts';
import { checkScopes } from './check-scopes.ts';
import { failed, type Finding, type Report } from './finding.ts';

type Shown = Pick<StoredConnection, 'platform' | 'authMode' | 'settings'>;

/**
 * Every connection of the file, with the credentials that the file has now, and every enabled one of the database that is
 * not of the file; for each, which tools its scopes leave out. Nothing is changed.
 */
export async function checkConnections(
  foundation: Foundation,
  config: Config,
  report: Report,
  /** Whether the foundation's database is the installation's own. */
  isOwn: boolean,
): Promise<void> {
  const transport = transportOf(config.network);
  const plainTransport = transportOf(withoutSiteSecrets(config.network));
  try {
    const connections = lookingConnections(foundation, config, { transport, plainTransport });
    for (const wanted of config.connections) {
      for (const finding of await checkWanted(connections, wanted)) report(finding);
    }
    const stored = isOwn ? await storedConnections(foundation) : [];
    for (const { name, connection } of stored) {
      if (connection.origin === 'admin') {
        for (const finding of await checkStored(connections, name, connection)) report(finding);
      }
      for (const finding of await checkGrants(foundation, name, connection)) report(finding);
    }
    if (config.connections.length === 0 && stored.length === 0) {
      report({
        check: 'connections',
        ok: false,
        what: 'none',
        nextStep: 'Add one under "connections" in the configuration, or by the admin API.',
      });
    }
  } finally {
    await transport.close();
    await plainTransport.close();
  }
}

/** The parts that look at sites; nobody has the directory in memory here. */
function lookingConnections(
  foundation: Foundation,
  { atlassian, centralApp, network }: Config,
  ways: { readonly transport: Transport; readonly plainTransport: Transport },
): Connections {
  const directory = { workspaces: () => [], connections: () => [], refresh: async () => undefined };
  const parts = { ...foundation, ...ways, directory, atlassian, sealer: foundation.vault };
  const upstream = createUpstream({ ...parts, centralApp, scopesOf: scopesOfConnection });
  return createConnections({
    ...parts,
    upstream,
    hasCentralApp: centralApp !== undefined,
    outgoingAddresses: network.outgoingAddresses ?? [],
  });
}

async function checkWanted(
  connections: Connections,
  wanted: ConnectionSettings,
): Promise<readonly Finding[]> {
  const { slug, platform, auth } = wanted;
  try {
    const seen = await connections.preview(wanted);
    const settings = { ...settingsOf(wanted), ...seen.learnt };
    const { siteUrl } = siteForPlatform(wanted);
    return findingsOf(slug, siteUrl, { platform, authMode: auth.mode, settings }, seen);
  } catch (thrown) {
    return [failed(`site ${slug}`, thrown)];
  }
}

async function checkStored(
  connections: Connections,
  name: string,
  stored: StoredConnection,
): Promise<readonly Finding[]> {
  try {
    const seen = await connections.look(stored);
    const settings = { ...stored.settings, ...seen.learnt };
    return findingsOf(name, stored.site, { ...stored, settings }, seen);
  } catch (thrown) {
    return [failed(`site ${name}`, thrown)];
  }
}

function findingsOf(slug: string, site: string, connection: Shown, seen: Seen): readonly Finding[] {
  const { state, check, learnt, granted } = seen;
  const v1 = learnt.v1Content && `v1 content ${learnt.v1Content}`;
  const found: Finding = {
    check: `site ${slug}`,
    ok: state !== 'failed',
    what:
      state === 'failed'
        ? `${site}: ${check.message ?? check.verdict}`
        : [
            site,
            check.cloudId && `cloud id ${check.cloudId}`,
            check.edition,
            check.account ? `signed in as ${check.account}` : `${connection.authMode}: each person signs in`,
            v1,
          ]
            .filter(Boolean)
            .join(', '),
    ...(state === 'failed' && check.nextStep !== undefined && { nextStep: check.nextStep }),
  };
  const scopes = state === 'failed' ? undefined : scopesFinding(slug, connection, granted);
  return scopes ? [found, scopes] : [found];
}

/** What the credentials have, or, where people consent, what they are asked for. */
function scopesFinding(
  slug: string,
  connection: Shown,
  granted: readonly string[] | undefined,
): Finding | undefined {
  const check = `scopes ${slug}`;
  const { authMode, settings } = connection;
  const isOAuth = authMode === 'oauth' || authMode === 'oauth_central';
  if (isOAuth) {
    const { scopeChoice = 'granular' } = settings;
    return checkScopes(check, connection, {
      scopes: scopesOfConnection(connection),
      whose: `people are asked for "${scopeChoice}"`,
      isChosen: scopeChoice !== 'full' && scopeChoice !== 'granular' && scopeChoice !== 'classic',
    });
  }
  if (granted)
    return checkScopes(check, connection, { scopes: granted, whose: 'the credentials', isChosen: false });
  if (settings.scopedTokens !== true && authMode !== 'service_account') return undefined;
  return {
    check,
    ok: true,
    what: 'the scopes of the token are not known: list them under "scopes" to have them compared with the tools',
  };
}

/** People's own grants, where they have fewer scopes than the tools need. */
async function checkGrants(
  { store }: Foundation,
  name: string,
  connection: StoredConnection,
): Promise<readonly Finding[]> {
  const grants = await listGrantsOfConnection(store.db, connection.id);
  if (grants.length === 0) return [];
  const check = `grants ${name}`;
  const ended = grants.filter(({ state }) => state === 'reconnect_required');
  const what = `${grants.length} connected accounts, ${ended.length} of them must reconnect`;
  const sets = Map.groupBy(
    grants.filter(({ state, scopes }) => state === 'connected' && scopes.length > 0),
    ({ scopes }) => scopes.toSorted().join(' '),
  );
  const asked = new Set(scopesOfConnection(connection));
  return [
    { check, ok: true, what },
    ...[...sets.values()].map(([first, ...others]) => {
      const scopes = first?.scopes ?? [];
      const lacks = [...asked].some((scope) => scope !== 'offline_access' && !scopes.includes(scope));
      const whose = others.length === 0 ? 'one account' : `${others.length + 1} accounts`;
      return checkScopes(check, connection, { scopes, whose, isChosen: !lacks });
    }),
  ];
}

/** Those that are enabled, each with a name that is its own: the workspace's before the slug, but for `main`. */
async function storedConnections({ store }: Foundation) {
  const rows = await store.db
    .selectFrom('connections')
    .selectAll()
    .where('is_enabled', '=', 1)
    .orderBy('workspace_id')
    .orderBy('slug')
    .execute();
  const workspaces = await store.db.selectFrom('workspaces').select(['id', 'slug']).execute();
  const slugs = new Map(workspaces.map(({ id, slug }) => [id, slug === 'main' ? '' : `${slug}/`]));
  return rows.map(connectionOf).map((connection) => ({
    connection,
    name: `${slugs.get(connection.workspaceId) ?? ''}${connection.slug}`,
  }));
}
