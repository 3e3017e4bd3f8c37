import { checkCondition } from '../cel/condition.ts';
import { compileGovernance, type Governance } from '../compile-governance.ts';
import type { AskedOperation, Asker, GovernedQuestion, Phase } from '../question.ts';
import type { TargetFacts } from '../facts.ts';
import type { AccessProfile, ConnectionView, Constraints, GovernanceView } from '../view.ts';
import { defaultClassification } from '../view.ts';
import type { Rule, RuleOutcome } from '../rules/rule.ts';

export const now = Date.UTC(2026, 10, 25, 9, 30);

export const operations = {
  getPage: { id: 'pages.get', group: 'pages', effect: 'read', declaresTargets: true },
  updatePage: { id: 'pages.update', group: 'pages', effect: 'update', declaresTargets: true },
  deletePage: { id: 'pages.delete', group: 'pages', effect: 'delete', declaresTargets: true },
  search: { id: 'search.cql', group: 'search', effect: 'read', declaresTargets: true },
  listSpaces: { id: 'spaces.list', group: 'spaces', effect: 'read', declaresTargets: true },
  rawAudit: { id: 'api:cloud-v1/getAuditRecords', group: 'api', effect: 'read', declaresTargets: false },
} as const satisfies Record<string, AskedOperation>;

export const allOperations: readonly AskedOperation[] = Object.values(operations);

export function connection(id: string, changes: Partial<ConnectionView> = {}): ConnectionView {
  const tools = allOperations.map(({ id: operationId, effect }) => ({
    operationId,
    state: 'approved' as const,
    classification: defaultClassification(effect),
  }));
  return { id, enabled: true, allowsAllAgents: false, tools, ...changes };
}

export function profile(
  id: string,
  changes: Partial<Omit<AccessProfile, 'constraints'>> & Partial<Constraints> = {},
): AccessProfile {
  const {
    toolsets = ['all'],
    people = ['ana'],
    groups = [],
    agents = [],
    agentKinds = ['personal', 'shared', 'service', 'ephemeral'],
    ...constraints
  } = changes;
  return {
    id,
    toolsets,
    people,
    groups,
    agents,
    agentKinds,
    constraints: { readOnly: false, ...constraints },
  };
}

export function rule(id: string, outcome: RuleOutcome, changes: Partial<Rule> = {}): Rule {
  return { id, name: `Rule ${id}`, priority: 100, target: {}, outcome, ...changes };
}

/** Ana holds everything; Ben holds nothing. */
export function governanceView(changes: Partial<GovernanceView> = {}): GovernanceView {
  return {
    workspaceId: 'acme',
    version: '1',
    connections: [connection('cloud')],
    toolsets: [
      { id: 'all', kind: 'all_approved' },
      { id: 'reading', kind: 'read_only' },
      { id: 'searching', kind: 'custom', tools: [{ connectionId: 'cloud', operationId: 'search.cql' }] },
    ],
    profiles: [profile('everything')],
    grants: [],
    agents: [
      { id: 'editor', name: 'Editor', kind: 'personal', state: 'allowed' },
      { id: 'newcomer', name: 'Newcomer', kind: 'personal', state: 'pending' },
      { id: 'outcast', name: 'Outcast', kind: 'personal', state: 'blocked' },
      { id: 'robot', name: 'Robot', kind: 'service', state: 'allowed' },
    ],
    allowAllAgents: false,
    agentKinds: ['personal', 'shared', 'service', 'ephemeral'],
    killSwitches: [],
    rules: [],
    ...changes,
  };
}

/** With everything loaded. */
export const compiled = (view: GovernanceView): Governance => compileGovernance(view, checkCondition);

export const ana: Asker = { userId: 'ana', email: 'ana@example.test', groups: ['staff'], agentId: 'editor' };

export function question(
  changes: Partial<GovernedQuestion> & { readonly targets?: readonly TargetFacts[] } = {},
): GovernedQuestion {
  const { targets = [], ...rest } = changes;
  const phase: Phase = { kind: 'call', args: {}, targets };
  return {
    asker: ana,
    narrowing: { readOnly: false },
    connectionId: 'cloud',
    operation: operations.getPage,
    phase,
    now,
    ...rest,
  };
}

/** A page of which everything is known. */
export function page(id: string, spaceKey: string, changes: Partial<TargetFacts> = {}): TargetFacts {
  const spaceId = `id-of-${spaceKey}`;
  return { kind: 'page', id, spaceId, spaceKey, ancestors: [], labels: [], level: '', ...changes };
}
