import { systemActor } from '../auth/administration/change.ts';
import type { Principal } from '../auth/principal.ts';
import { addAgent, touchAgent, type AgentKey } from '../store/agents.ts';
import { releaseLease, takeLease } from '../store/leases.ts';
import type { Log } from '../telemetry/log.ts';
import { sweepAgents } from './agent-lifecycle.ts';
import { firstSightOf } from './agents.ts';
import { changeGovernance, type GovernanceParts } from './change-governance.ts';
import type { GovernanceSnapshot } from './snapshot.ts';

/** Milliseconds between two notes of uses, and between two looks for agents that nobody uses any more. */
const noteMs = 60_000;
const sweepMs = 3_600_000;

/** The agents that call: registered when they are first seen, with the time of their last use. */
export interface AgentRegistry {
  /** Before a call of the agent is judged. Registers one that is new; what it may do is for the policy to say. */
  seen(principal: Pick<Principal, 'workspaceId' | 'agentId' | 'userName'>): Promise<void>;
  /** Writes what was used since; `seen` notes it in memory alone. */
  flush(): Promise<void>;
  /** Stops noting by itself; what is not flushed is forgotten. */
  close(): void;
}

export function createAgentRegistry(
  parts: Omit<GovernanceParts, 'snapshot'> & {
    readonly snapshot: GovernanceSnapshot;
    readonly log: Log;
    /** Ends the tokens and keys of an agent that is closed or deleted. */
    readonly revoke: (agent: AgentKey) => Promise<void>;
  },
): AgentRegistry {
  const { store, snapshot, ids, log } = parts;
  const used = new Map<string, AgentKey>();
  const registering = new Map<string, Promise<void>>();

  async function register({
    workspaceId,
    agentId,
    userName,
  }: Parameters<AgentRegistry['seen']>[0]): Promise<void> {
    await changeGovernance(parts, systemActor, async ({ tx, now, note }) => {
      const sight = await firstSightOf(tx, agentId, workspaceId);
      const name = sight.origin === 'key' ? `Key of ${userName}` : sight.name;
      const agent = {
        ...sight,
        workspaceId,
        id: agentId,
        name,
        lifecycle: {},
        firstSeenAt: now,
        lastUsedAt: now,
        updatedAt: now,
      };
      // Another replica may have been quicker.
      if (!(await addAgent(tx, agent))) return;
      const details = [`kind ${agent.kind}`, `state ${agent.state}`, `origin ${agent.origin}`];
      note({ workspaceId, operation: 'agent.registered', targets: [`agent:${agentId}`], details });
    });
  }

  async function flush(): Promise<void> {
    const noted = [...used.values()];
    used.clear();
    if (noted.length === 0) return;
    const now = await store.now();
    await store.db.transaction().execute(async (tx) => {
      for (const agent of noted) await touchAgent(tx, agent, now);
    });
  }

  const holder = ids('swp');
  /** By one replica at a time. */
  async function sweep(): Promise<void> {
    const now = await store.now();
    const lease = { name: 'agents.sweep', holder, expiresAt: now + noteMs };
    if (!(await takeLease(store.db, lease, now))) return;
    try {
      await sweepAgents(parts);
    } finally {
      await releaseLease(store.db, lease);
    }
  }

  const failed = (error: unknown): void => log.warn('agents.notes_failed', { error });
  const noting = setInterval(() => void flush().catch(failed), noteMs).unref();
  const sweeping = setInterval(() => void sweep().catch(failed), sweepMs).unref();

  return {
    async seen(principal) {
      const { workspaceId, agentId } = principal;
      const key = `${workspaceId} ${agentId}`;
      used.set(key, { workspaceId, id: agentId });
      if (snapshot.of(workspaceId).agents.has(agentId)) return;
      let waiting = registering.get(key);
      if (!waiting) {
        waiting = register(principal).finally(() => registering.delete(key));
        registering.set(key, waiting);
      }
      await waiting;
    },
    flush,
    close() {
      clearInterval(noting);
      clearInterval(sweeping);
    },
  };
}
