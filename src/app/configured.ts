import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '../kernel/secret.ts';
import { syncConfig } from '../auth/connections/sync-config.ts';
import { testConfigured } from '../auth/connections/test-configured.ts';
import type { Config } from '../config/load-config.ts';
import { findUnarrived } from '../store/unarrived-accounts.ts';
import type { Foundation } from './foundation.ts';
import { startInstallation, type RunningInstallation } from './installation.ts';

/** Whoever waits for the start is told first; then sites are asked. Milliseconds. */
const testsAfterMs = 100;

export interface RunningConfigured extends RunningInstallation {
  /** For whoever runs the installation or owns the workspace and has never signed in: the first of them, and their link. */
  readonly firstSignIn?: { readonly name: string; readonly link: Secret };
}

/** Workspace `main` with the connections and people of a configuration. Raises `configuration`. */
export async function startConfigured(foundation: Foundation, config: Config): Promise<RunningConfigured> {
  // Nobody has the directory in memory yet.
  const directory = { refresh: async () => undefined };
  const { connections, workspace } = await syncConfig(
    { ...foundation, sealer: foundation.vault, directory },
    config,
  );
  const { publicUrl, host, port, ...proxies } = config.server;
  const weir = await startInstallation({
    foundation,
    listenOn: { host, port },
    proxies,
    ...(publicUrl !== undefined && { publicUrl }),
    network: config.network,
    atlassian: config.atlassian,
    ...(config.centralApp && {
      centralApp: {
        ...config.centralApp,
        // Who signs in with Atlassian has to be named by it.
        ...(config.signIn.atlassian && { alwaysAsks: ['read:me'] }),
      },
    }),
    signIn: config.signIn,
    oauth: config.oauth,
    registersUnlessSaid: false,
    allowLoopbackDocuments: false,
    async govern(parts) {
      if (!config.governance) return;
      const { applyConfigured } = await import('../governance/apply-configured.ts');
      await applyConfigured(parts, workspace.id, config.governance);
    },
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const testing = sleep(testsAfterMs, undefined, { signal }).then(
    () => testConfigured(weir.connections, connections, { log: foundation.log, signal }),
    () => undefined,
  );
  const first = await findUnarrived(foundation.store.db);
  return {
    ...weir,
    ...(first && { firstSignIn: { name: first.name, link: await weir.signIn.links.create(first.id) } }),
    async close() {
      stopping.abort();
      await testing;
      await weir.close();
    },
  };
}
