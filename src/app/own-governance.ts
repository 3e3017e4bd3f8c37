import type { Directory } from '../auth/directory.ts';
import type { Principal } from '../auth/principal.ts';
import type { OAuthAdministration } from '../auth/server/administration.ts';
import { createAgentRegistry } from '../governance/agent-registry.ts';
import type { GovernanceParts } from '../governance/change-governance.ts';
import { scheduleDiscovery } from '../governance/discover.ts';
import { lastSignInOf } from '../governance/last-sign-in.ts';
import type { GovernanceSnapshot } from '../governance/snapshot.ts';
import { catalogue } from '../operations/catalogue.ts';
import { revokeKeysOf } from '../store/agent-keys.ts';
import type { Foundation } from './foundation.ts';

/** What keeps the governance of an installation going: discovery of tools, and agents as they come and go. */
export interface OwnGovernance {
  /** For the admin API. */
  readonly administration: { readonly snapshot: GovernanceSnapshot; readonly catalogue: typeof catalogue };
  /** Of what changes it: for seeds and documents. */
  readonly parts: GovernanceParts;
  /**
   * Before a request is served: nothing runs that was not looked at since this process began, and nobody decides by what is
   * old. Raises `upstream_unavailable`.
   */
  ensureFresh(): Promise<void>;
  /** Before the first call of an agent is judged. */
  seen(principal: Pick<Principal, 'workspaceId' | 'agentId' | 'userName'>): Promise<void>;
  /** What a call says of its person, with the time of their last sign-in where a rule asks for it. */
  known(principal: Principal): Promise<Principal>;
  /** Writes which agents called, while the database is open. */
  settle(): Promise<void>;
  close(): void;
}

export function startGovernance(
  foundation: Foundation & { readonly directory: Directory },
  snapshot: GovernanceSnapshot,
  oauth: Pick<OAuthAdministration, 'revokeGrants'>,
): OwnGovernance {
  const { store, log, directory } = foundation;
  const parts: GovernanceParts = { ...foundation, catalogue, snapshot };
  const discovery = scheduleDiscovery({
    ...parts,
    log,
    workspaceIds: () => directory.workspaces().map(({ id }) => id),
  });
  // The configuration file, and other replicas.
  snapshot.onChange((workspaceIds) => {
    for (const workspaceId of workspaceIds) {
      const { connections } = snapshot.of(workspaceId).view;
      if (connections.some(({ tools }) => tools.length === 0)) discovery.soon(workspaceId);
    }
  });
  const agents = createAgentRegistry({
    ...foundation,
    catalogue,
    snapshot,
    async revoke({ workspaceId, id }) {
      await oauth.revokeGrants({ workspaceId, clientId: id }, { userId: 'system' });
      await revokeKeysOf(store.db, { workspaceId, agentId: id }, await store.now());
    },
  });
  return {
    administration: { snapshot, catalogue },
    parts,
    async ensureFresh() {
      await discovery.ready();
      // The first discovery may keep this process busy for longer than what it knows stays fresh.
      await directory.ensureFresh();
      await snapshot.ensureFresh();
    },
    seen: (principal) => agents.seen(principal),
    known: lastSignInOf({ store, directory, snapshot }),
    settle: () => agents.flush().catch((error: unknown) => log.warn('agents.notes_failed', { error })),
    close() {
      discovery.close();
      agents.close();
      snapshot.close();
    },
  };
}
