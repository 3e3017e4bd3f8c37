import { targetLimits, type TargetLimits } from './constraints/target-limits.ts';
import { compileRule, type CompiledRule, type ReadCondition } from './rules/compiled-rule.ts';
import { inRuleOrder } from './rules/rule.ts';
import type { Asker } from './question.ts';
import type { Standing } from './standing.ts';
import type {
  AccessProfile,
  AgentKind,
  AgentView,
  ConnectionView,
  GovernanceView,
  ProfileGrant,
  ToolView,
  Toolset,
} from './view.ts';

export interface CompiledConnection {
  readonly connection: ConnectionView;
  readonly tools: ReadonlyMap<string, ToolView>;
}

export interface CompiledToolset {
  readonly toolset: Toolset;
  /** Of a custom one: operation ids by connection. */
  readonly tools: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface CompiledProfile {
  readonly profile: AccessProfile;
  readonly toolsets: readonly CompiledToolset[];
  readonly agentKinds: ReadonlySet<AgentKind>;
  readonly limits: TargetLimits | undefined;
}

export interface KillSwitches {
  readonly workspace: boolean;
  readonly connections: ReadonlySet<string>;
  /** Operation ids that are off everywhere. */
  readonly tools: ReadonlySet<string>;
  /** Operation ids by connection. */
  readonly toolsOfConnections: ReadonlyMap<string, ReadonlySet<string>>;
  readonly agents: ReadonlySet<string>;
  readonly people: ReadonlySet<string>;
}

/** A GovernanceView made ready for fast answers. It answers as the view says and holds nothing else. */
export interface Governance {
  readonly view: GovernanceView;
  readonly connections: ReadonlyMap<string, CompiledConnection>;
  readonly toolsets: ReadonlyMap<string, CompiledToolset>;
  readonly agents: ReadonlyMap<string, AgentView>;
  readonly agentKinds: ReadonlySet<AgentKind>;
  readonly profilesById: ReadonlyMap<string, CompiledProfile>;
  readonly profilesOfPerson: ReadonlyMap<string, readonly CompiledProfile[]>;
  readonly profilesOfGroup: ReadonlyMap<string, readonly CompiledProfile[]>;
  readonly profilesOfAgent: ReadonlyMap<string, readonly CompiledProfile[]>;
  readonly grantsOfPerson: ReadonlyMap<string, readonly ProfileGrant[]>;
  readonly killed: KillSwitches;
  /** In the order in which they are read. */
  readonly rules: readonly CompiledRule[];
  /** What the view names and does not hold, and conditions that do not read; for administrators. */
  readonly problems: readonly string[];
  /** What was worked out for callers; forgotten with the governance. */
  readonly standings: Map<string, Standing>;
  /** Who was asked about last: one call asks several times. */
  lastStanding: { readonly asker: Asker; readonly standing: Standing } | undefined;
  readonly ruleLists: Map<string, readonly CompiledRule[]>;
}

/** `readCondition` is `checkCondition`, or what `conditionReader` gives. Never raises: what does not read or exist is in `problems` and allows nothing. */
export function compileGovernance(view: GovernanceView, readCondition: ReadCondition): Governance {
  const problems: string[] = [];
  const toolsets = new Map(view.toolsets.map((toolset) => [toolset.id, compileToolset(toolset)]));
  const profiles = view.profiles.map((profile) => compileProfile(profile, toolsets, problems));
  const profilesById = new Map(profiles.map((compiled) => [compiled.profile.id, compiled]));
  const rules = inRuleOrder(view.rules).map((rule) => compileRule(rule, readCondition));
  for (const { rule, broken } of rules)
    if (broken !== undefined)
      problems.push(`Rule ${rule.id}: its condition does not read and denies: ${broken}`);
  for (const { profileId, userId } of view.grants)
    if (!profilesById.has(profileId))
      problems.push(`A grant of ${userId} names the profile ${profileId}, which does not exist.`);
  return {
    view,
    connections: new Map(
      view.connections.map((connection) => [
        connection.id,
        { connection, tools: new Map(connection.tools.map((tool) => [tool.operationId, tool])) },
      ]),
    ),
    toolsets,
    agents: new Map(view.agents.map((agent) => [agent.id, agent])),
    agentKinds: new Set(view.agentKinds),
    profilesById,
    profilesOfPerson: indexBy(profiles, ({ profile }) => profile.people),
    profilesOfGroup: indexBy(profiles, ({ profile }) => profile.groups),
    profilesOfAgent: indexBy(profiles, ({ profile }) => profile.agents),
    grantsOfPerson: indexBy(view.grants, ({ userId }) => [userId]),
    killed: killSwitches(view),
    rules,
    problems,
    standings: new Map(),
    lastStanding: undefined,
    ruleLists: new Map(),
  };
}

function compileToolset(toolset: Toolset): CompiledToolset {
  const tools = new Map<string, Set<string>>();
  if (toolset.kind === 'custom')
    for (const { connectionId, operationId } of toolset.tools) addTo(tools, connectionId, operationId);
  return { toolset, tools };
}

function compileProfile(
  profile: AccessProfile,
  toolsets: ReadonlyMap<string, CompiledToolset>,
  problems: string[],
): CompiledProfile {
  const found = profile.toolsets.flatMap((id) => {
    const toolset = toolsets.get(id);
    if (!toolset) problems.push(`The profile ${profile.id} names the toolset ${id}, which does not exist.`);
    return toolset ?? [];
  });
  return {
    profile,
    toolsets: found,
    agentKinds: new Set(profile.agentKinds),
    limits: targetLimits(profile.constraints),
  };
}

function killSwitches(view: GovernanceView): KillSwitches {
  const connections = new Set<string>();
  const tools = new Set<string>();
  const toolsOfConnections = new Map<string, Set<string>>();
  const agents = new Set<string>();
  const people = new Set<string>();
  let workspace = false;
  for (const killed of view.killSwitches) {
    switch (killed.kind) {
      case 'workspace':
        workspace = true;
        break;
      case 'connection':
        connections.add(killed.connectionId);
        break;
      case 'tool':
        if (killed.connectionId === undefined) tools.add(killed.operationId);
        else addTo(toolsOfConnections, killed.connectionId, killed.operationId);
        break;
      case 'agent':
        agents.add(killed.agentId);
        break;
      case 'person':
        people.add(killed.userId);
        break;
      default:
        killed satisfies never;
    }
  }
  return { workspace, connections, tools, toolsOfConnections, agents, people };
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key);
  if (known) known.add(value);
  else sets.set(key, new Set([value]));
}

function indexBy<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): ReadonlyMap<string, readonly Item[]> {
  const index = new Map<string, Item[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const known = index.get(key);
      if (known) known.push(item);
      else index.set(key, [item]);
    }
  }
  return index;
}
