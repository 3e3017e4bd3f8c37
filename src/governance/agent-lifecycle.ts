import { systemActor } from '../auth/administration/change.ts';
import {
  findAgent,
  listAgents,
  removeAgent,
  saveAgent,
  type AgentKey,
  type StoredAgent,
} from '../store/agents.ts';
import { strictSettings, usualLifecycle } from '../store/governance-settings.ts';
import { readSetting } from '../store/settings.ts';
import { changeGovernance, type GovernanceParts } from './change-governance.ts';

const dayMs = 86_400_000;

/** What the time without use makes of an agent. */
export interface AgentAge {
  /** Not shown among those in use. */
  readonly isHidden: boolean;
  readonly isToClose: boolean;
  readonly isToDelete: boolean;
}

/** `usual`: as the workspace has it. What is blocked stays: as a new one it would be let in where all agents are. */
export function ageOf(
  { lifecycle, lastUsedAt, firstSeenAt, updatedAt, state }: StoredAgent,
  usual: StoredAgent['lifecycle'],
  now: number,
): AgentAge {
  const idleMs = now - Math.max(lastUsedAt ?? firstSeenAt, updatedAt);
  const after = (name: keyof typeof usualLifecycle): boolean => {
    const own = lifecycle[name];
    const ofWorkspace = usual[name];
    const days = own !== undefined ? own : ofWorkspace !== undefined ? ofWorkspace : usualLifecycle[name];
    return days !== null && idleMs >= days * dayMs;
  };
  return {
    isHidden: after('hiddenAfterDays'),
    isToClose: (state === 'pending' || state === 'allowed') && after('closedAfterDays'),
    isToDelete: state !== 'blocked' && after('deletedAfterDays'),
  };
}

/**
 * Closes and deletes agents that nobody used for long. `revoke` ends the tokens and keys of one, after it is closed: a
 * closed one is refused whatever it shows. Answers how many were closed and deleted.
 */
export async function sweepAgents(
  parts: GovernanceParts & { readonly revoke: (agent: AgentKey) => Promise<void> },
): Promise<{ readonly closed: number; readonly deleted: number }> {
  const { store, revoke } = parts;
  const now = await store.now();
  const old = await oldAgents(parts, now);
  if (old.length === 0) return { closed: 0, deleted: 0 };
  const closed: AgentKey[] = [];
  const deleted: AgentKey[] = [];
  await changeGovernance(parts, systemActor, async ({ tx, now: at, note }) => {
    for (const { agent: seen, usual } of old) {
      // It may have been used meanwhile.
      const agent = await findAgent(tx, seen);
      if (!agent) continue;
      const { isToClose, isToDelete } = ageOf(agent, usual, at);
      const { workspaceId, id } = agent;
      const event = {
        workspaceId,
        targets: [`agent:${id}`],
        details: [`last used ${agent.lastUsedAt ?? 'never'}`],
      };
      if (isToDelete) {
        await removeAgent(tx, agent);
        note({ ...event, operation: 'agent.deleted' });
        deleted.push(agent);
      } else if (isToClose) {
        await saveAgent(tx, { ...agent, state: 'closed', closedAt: at });
        note({ ...event, operation: 'agent.closed' });
        closed.push(agent);
      }
    }
  });
  for (const agent of [...closed, ...deleted]) await revoke(agent);
  return { closed: closed.length, deleted: deleted.length };
}

async function oldAgents({ store }: GovernanceParts, now: number) {
  const found: { readonly agent: StoredAgent; readonly usual: StoredAgent['lifecycle'] }[] = [];
  for (const [workspaceId, agents] of Map.groupBy(await listAgents(store.db), (agent) => agent.workspaceId)) {
    const { agentLifecycle: usual } =
      (await readSetting(store.db, 'governance', workspaceId)) ?? strictSettings;
    for (const agent of agents) {
      const { isToClose, isToDelete } = ageOf(agent, usual, now);
      if (isToClose || isToDelete) found.push({ agent, usual });
    }
  }
  return found;
}
