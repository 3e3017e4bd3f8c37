import { createSiteAccounts, type SiteAccount } from '../auth/site-accounts.ts';
import type { Config } from '../config/load-config.ts';
import type { Connection } from '../gateway/call.ts';
import { AppError } from '../kernel/app-error.ts';
import { acceptKey, forgetOtherKeys } from '../store/agent-keys.ts';
import { saveConnection } from '../store/connections.ts';
import { ensurePerson } from '../store/people.ts';
import { ensureWorkspace } from '../store/workspaces.ts';
import { authorizationOf } from './authorization.ts';
import { siteAccount } from './site-account.ts';
import type { Foundation } from './foundation.ts';
import { transportOf } from './network.ts';
import { serve, type RunningWeir } from './serve.ts';
import { wholeProfile } from './whole-profile.ts';
import { siteOf } from './site-of.ts';

/** Keys of the configuration file belong to one agent of this name. */
const configuredAgent = 'agt_configured';

/** One workspace `main` with the connections and people of a configuration. Raises `configuration`. */
export async function startConfigured(foundation: Foundation, config: Config): Promise<RunningWeir> {
  const { store, ids } = foundation;
  const now = await store.now();
  const { id: workspaceId } = await ensureWorkspace(store.db, { slug: 'main', name: 'Main', now }, ids);
  const kept: string[] = [];
  for (const { email, name, key } of config.people) {
    const person = await ensurePerson(store.db, { workspaceId, email, name, now }, ids);
    const holder = { workspaceId, personId: person.id, agentId: configuredAgent, now };
    if (key) kept.push(await acceptKey(store.db, holder, key, ids));
  }
  // Whoever was taken out of the configuration is out.
  await forgetOtherKeys(store.db, { workspaceId, agentId: configuredAgent }, kept);
  const transport = transportOf(config.network);
  const accounts: SiteAccount[] = [];
  for (const settings of config.connections) {
    const { siteUrl, apiBase } = siteOf(settings);
    const { auth } = settings;
    if (auth.mode !== 'api_token' && auth.mode !== 'pat') {
      throw new AppError('configuration', `Connection "${settings.slug}": ${auth.mode} is not served yet.`);
    }
    const authorization = authorizationOf({ auth });
    const stored = await saveConnection(
      store.db,
      {
        workspaceId,
        slug: settings.slug,
        platform: settings.platform,
        site: siteUrl,
        authMode: settings.auth.mode,
        settings: { apiBase },
        origin: 'config',
        now,
      },
      ids,
    );
    const connection: Connection = { id: stored.id, slug: stored.slug, platform: stored.platform, siteUrl };
    accounts.push(
      siteAccount({ workspaceId, connection, apiBase, transport, authorizationOf: () => authorization }),
    );
  }
  const { publicUrl, ...address } = config.server;
  const weir = await serve({
    foundation,
    credentials: createSiteAccounts(accounts),
    profileOf: (caller) => (caller.workspaceId === workspaceId ? wholeProfile : undefined),
    address,
    ...(publicUrl !== undefined && { publicUrl }),
  });
  return {
    ...weir,
    async close() {
      await weir.close();
      await transport.close();
    },
  };
}
