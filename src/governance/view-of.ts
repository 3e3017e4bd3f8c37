import { createHash } from 'node:crypto';
import type { GovernanceView, KillSwitch } from '../policy/view.ts';
import type { Rule } from '../policy/rules/rule.ts';
import type { GovernanceRows } from '../store/governance-rows.ts';

/** The group that every member of a workspace is in; no stored group has this id. */
export const everybody = 'grp_everybody';

/** Slugs of the toolsets that follow approvals by themselves. */
export const maintainedToolsets = { 'all-approved': 'all_approved', 'read-only': 'read_only' } as const;

/** What policy reads of a workspace's stored governance. Toolsets are known by their slugs there. */
export function viewOf(rows: GovernanceRows): GovernanceView {
  const { workspaceId, settings } = rows;
  const policy: Omit<GovernanceView, 'workspaceId' | 'version' | 'grants' | 'agents' | 'killSwitches'> = {
    connections: rows.connections.map(({ id, isEnabled, allowsAllAgents, tools }) => ({
      id,
      enabled: isEnabled,
      allowsAllAgents,
      tools: tools.map(({ operationId, state, action, risk }) => ({
        operationId,
        state,
        classification: { action, risk },
      })),
    })),
    toolsets: [
      { id: 'all-approved', kind: maintainedToolsets['all-approved'] },
      { id: 'read-only', kind: maintainedToolsets['read-only'] },
      ...rows.toolsets.map(({ slug, tools }) => ({ id: slug, kind: 'custom' as const, tools })),
    ],
    profiles: rows.profiles.map(({ id, body }) => ({
      id,
      toolsets: body.toolsets,
      people: body.people,
      groups: body.everybody ? [everybody, ...body.groups] : body.groups,
      agents: body.agents,
      agentKinds: body.agentKinds,
      constraints: body.constraints,
    })),
    allowAllAgents: settings.allowAllAgents,
    agentKinds: settings.agentKinds,
    rules: rows.rules.map(({ id, name, priority, body: { target, condition, outcome } }): Rule => ({
      id,
      name,
      priority,
      target,
      outcome,
      ...(condition !== undefined && { condition }),
    })),
  };
  return {
    workspaceId,
    ...policy,
    // An agent that is seen for the first time, a grant or a kill switch leaves approvals of calls as they are.
    version: digestOf(policy),
    grants: rows.grants.map(({ profileId, personId, expiresAt }) => ({
      profileId,
      userId: personId,
      ...(expiresAt !== undefined && { expiresAt }),
    })),
    agents: rows.agents,
    killSwitches: rows.killSwitches.map(killSwitchOf),
  };
}

/** Changes with everything that a decision reads. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}

/** The subject of a tool is `operation`, or `operation@connection`; neither holds an `@` of its own. */
function killSwitchOf({ kind, subject }: GovernanceRows['killSwitches'][number]): KillSwitch {
  switch (kind) {
    case 'workspace':
      return { kind };
    case 'connection':
      return { kind, connectionId: subject };
    case 'tool': {
      const [operationId = '', connectionId] = subject.split('@');
      return { kind, operationId, ...(connectionId !== undefined && { connectionId }) };
    }
    case 'agent':
      return { kind, agentId: subject };
    case 'person':
      return { kind, userId: subject };
    default:
      return kind satisfies never;
  }
}
