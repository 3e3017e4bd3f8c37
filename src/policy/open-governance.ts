import type { Operation } from '../operations/operation.ts';
import { compileGovernance, type Governance } from './compile-governance.ts';
import { notLoaded } from './condition-reader.ts';
import { agentKinds, defaultClassification, type Constraints, type GovernanceView } from './view.ts';

/** The one agent that it knows: every agent is asked about as this one. */
export const openAgent = 'any';

/**
 * Governance of somebody who governs nothing but themself: every operation of these connections for these people, from
 * every agent, under one profile's constraints.
 */
export function openGovernance(of: {
  readonly workspaceId: string;
  readonly connectionIds: readonly string[];
  readonly operations: readonly (Pick<Operation, 'effect'> & { readonly id: string })[];
  readonly people: readonly string[];
  readonly constraints?: Partial<Constraints>;
}): Governance {
  const tools = of.operations.map(({ id: operationId, effect }) => ({
    operationId,
    state: 'approved' as const,
    classification: defaultClassification(effect),
  }));
  const view: GovernanceView = {
    workspaceId: of.workspaceId,
    version: 'open',
    connections: of.connectionIds.map((id) => ({ id, enabled: true, allowsAllAgents: true, tools })),
    toolsets: [{ id: 'all', kind: 'all_approved' }],
    profiles: [
      {
        id: 'open',
        toolsets: ['all'],
        people: of.people,
        groups: [],
        agents: [],
        agentKinds,
        constraints: { readOnly: false, ...of.constraints },
      },
    ],
    grants: [],
    agents: [{ id: openAgent, name: 'any', kind: 'personal', state: 'allowed' }],
    allowAllAgents: true,
    agentKinds,
    killSwitches: [],
    rules: [],
  };
  return compileGovernance(view, notLoaded);
}
