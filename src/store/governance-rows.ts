import { z } from 'zod';
import { kindsOfAgents, profileColumn, type ProfileBody } from './access-profiles.ts';
import { agentStates, type StoredAgent } from './agents.ts';
import { governanceSettings, strictSettings, type GovernanceSettings } from './governance-settings.ts';
import { jsonColumn } from './json-column.ts';
import { killSwitchKinds, type StoredKillSwitch } from './kill-switches.ts';
import type { Executor } from './open-store.ts';
import { ruleColumn, type RuleBody } from './policy-rules.ts';
import { toolsOfToolset } from './toolsets.ts';
import { toolActions, toolRisks, toolStates, type StoredTool } from './tools.ts';

/** What a decision in one workspace reads, as it is stored. */
export interface GovernanceRows {
  readonly workspaceId: string;
  readonly settings: GovernanceSettings;
  readonly connections: readonly {
    readonly id: string;
    readonly isEnabled: boolean;
    readonly allowsAllAgents: boolean;
    readonly tools: readonly Pick<StoredTool, 'operationId' | 'state' | 'action' | 'risk'>[];
  }[];
  readonly toolsets: readonly {
    readonly slug: string;
    readonly tools: readonly { readonly connectionId: string; readonly operationId: string }[];
  }[];
  readonly profiles: readonly { readonly id: string; readonly body: ProfileBody }[];
  /** Approved ones, also those whose time is over. */
  readonly grants: readonly {
    readonly profileId: string;
    readonly personId: string;
    readonly expiresAt?: number;
  }[];
  readonly agents: readonly Pick<StoredAgent, 'id' | 'name' | 'kind' | 'state'>[];
  readonly killSwitches: readonly Pick<StoredKillSwitch, 'kind' | 'subject'>[];
  /** Enabled ones. */
  readonly rules: readonly {
    readonly id: string;
    readonly name: string;
    readonly priority: number;
    readonly body: RuleBody;
  }[];
  readonly detectors: readonly { readonly slug: string; readonly expression: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

const settingsColumn = jsonColumn('settings.value_json', governanceSettings);

/** Of all workspaces. */
export async function loadGovernance(db: Executor): Promise<GovernanceRows[]> {
  const workspaces = await db.selectFrom('workspaces').select('id').orderBy('id').execute();
  const settings = await db
    .selectFrom('settings')
    .select(['scope', 'value_json'])
    .where('name', '=', 'governance')
    .execute();
  const own = await db.selectFrom('connections').select(['workspace_id', 'id', 'is_enabled']).execute();
  const published = await db.selectFrom('connection_publications').selectAll().execute();
  const tools = await db
    .selectFrom('tools')
    .select(['workspace_id', 'connection_id', 'operation_id', 'state', 'action', 'risk'])
    .orderBy('operation_id')
    .execute();
  const toolsets = await db
    .selectFrom('toolsets')
    .select(['workspace_id', 'slug', 'tools_json'])
    .orderBy('slug')
    .execute();
  const profiles = await db
    .selectFrom('access_profiles')
    .select(['workspace_id', 'id', 'body_json'])
    .orderBy('id')
    .execute();
  const grants = await db
    .selectFrom('profile_grants')
    .select(['workspace_id', 'profile_id', 'person_id', 'expires_at'])
    .where('state', '=', 'approved')
    .orderBy('id')
    .execute();
  const agents = await db
    .selectFrom('agents')
    .select(['workspace_id', 'id', 'name', 'kind', 'state'])
    .orderBy('id')
    .execute();
  const killed = await db
    .selectFrom('kill_switches')
    .select(['workspace_id', 'kind', 'subject'])
    .orderBy('id')
    .execute();
  const rules = await db
    .selectFrom('policy_rules')
    .select(['workspace_id', 'id', 'name', 'priority', 'body_json'])
    .where('is_enabled', '=', 1)
    .orderBy('id')
    .execute();
  const detectors = await db
    .selectFrom('mask_detectors')
    .select(['workspace_id', 'slug', 'expression'])
    .orderBy('slug')
    .execute();
  const groups = await db.selectFrom('groups').select(['workspace_id', 'id', 'name']).orderBy('id').execute();

  const settingsOf = new Map(settings.map(({ scope, value_json }) => [scope, value_json]));
  const enabled = new Map(own.map((row) => [`${row.workspace_id} ${row.id}`, row.is_enabled === 1]));
  const used = [
    ...own.map(({ workspace_id, id, is_enabled }) => ({
      usedBy: workspace_id,
      id,
      isEnabled: is_enabled === 1,
      allowsAllAgents: false,
    })),
    ...published.map(({ workspace_id, connection_id, to_workspace_id, is_enabled, allows_all_agents }) => ({
      usedBy: to_workspace_id,
      id: connection_id,
      isEnabled: is_enabled === 1 && enabled.get(`${workspace_id} ${connection_id}`) === true,
      allowsAllAgents: allows_all_agents === 1,
    })),
  ];
  const connectionsOf = Map.groupBy(used, ({ usedBy }) => usedBy);
  const toolsOf = Map.groupBy(tools, (row) => `${row.workspace_id} ${row.connection_id}`);
  const [setsOf, profilesOf, grantsOf, agentsOf, killedOf, rulesOf, detectorsOf, groupsOf] = [
    byWorkspace(toolsets),
    byWorkspace(profiles),
    byWorkspace(grants),
    byWorkspace(agents),
    byWorkspace(killed),
    byWorkspace(rules),
    byWorkspace(detectors),
    byWorkspace(groups),
  ] as const;

  return workspaces.map(({ id: workspaceId }): GovernanceRows => {
    const stored = settingsOf.get(workspaceId);
    return {
      workspaceId,
      settings: stored === undefined ? strictSettings : settingsColumn.read(stored),
      connections: (connectionsOf.get(workspaceId) ?? []).map(({ id, isEnabled, allowsAllAgents }) => ({
        id,
        isEnabled,
        allowsAllAgents,
        tools: (toolsOf.get(`${workspaceId} ${id}`) ?? []).map((row) => ({
          operationId: row.operation_id,
          state: z.enum(toolStates).parse(row.state),
          action: z.enum(toolActions).parse(row.action),
          risk: z.enum(toolRisks).parse(row.risk),
        })),
      })),
      toolsets: (setsOf.get(workspaceId) ?? []).map(({ slug, tools_json }) => ({
        slug,
        tools: toolsOfToolset.read(tools_json),
      })),
      profiles: (profilesOf.get(workspaceId) ?? []).map(({ id, body_json }) => ({
        id,
        body: profileColumn.read(body_json),
      })),
      grants: (grantsOf.get(workspaceId) ?? []).map(({ profile_id, person_id, expires_at }) => ({
        profileId: profile_id,
        personId: person_id,
        ...(expires_at !== null && { expiresAt: expires_at }),
      })),
      agents: (agentsOf.get(workspaceId) ?? []).map(({ id, name, kind, state }) => ({
        id,
        name,
        kind: z.enum(kindsOfAgents).parse(kind),
        state: z.enum(agentStates).parse(state),
      })),
      killSwitches: (killedOf.get(workspaceId) ?? []).map(({ kind, subject }) => ({
        kind: z.enum(killSwitchKinds).parse(kind),
        subject,
      })),
      rules: (rulesOf.get(workspaceId) ?? []).map(({ id, name, priority, body_json }) => ({
        id,
        name,
        priority,
        body: ruleColumn.read(body_json),
      })),
      detectors: (detectorsOf.get(workspaceId) ?? []).map(({ slug, expression }) => ({ slug, expression })),
      groups: (groupsOf.get(workspaceId) ?? []).map(({ id, name }) => ({ id, name })),
    };
  });
}

function byWorkspace<Row extends { readonly workspace_id: string }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  return Map.groupBy(rows, ({ workspace_id }) => workspace_id);
}
