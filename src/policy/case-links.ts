import type { CompiledProfile, CompiledToolset, Governance } from './compile-governance.ts';
import type { AskedOperation, ChainLink, GovernedQuestion, Refusal } from './question.ts';
import type { Standing } from './standing.ts';
import type { AgentView, ToolView } from './view.ts';

/** What one link says. */
export interface LinkResult {
  readonly link: ChainLink;
  readonly state: 'passed' | 'failed' | 'not_reached';
  readonly id?: string;
  readonly detail: string;
  readonly refusal?: Refusal;
}

export interface CaseSubject {
  readonly governance: Governance;
  readonly standing: Standing;
  readonly question: GovernedQuestion;
  readonly agent: AgentView | undefined;
  readonly tool: ToolView | undefined;
  /** Profiles that hold the tool in a toolset. */
  readonly withTool: readonly CompiledProfile[];
  /** Those of them that are open to this agent and this effect. */
  readonly open: readonly CompiledProfile[];
}

/** Whether a toolset holds an operation on a connection. */
export function holdsTool(
  { toolset, tools }: CompiledToolset,
  connectionId: string,
  operation: AskedOperation,
  tool: ToolView | undefined,
): boolean {
  switch (toolset.kind) {
    case 'all_approved':
      return tool?.state === 'approved';
    case 'read_only':
      return (
        tool?.state === 'approved' && tool.classification.action === 'read' && operation.effect === 'read'
      );
    case 'custom':
      return tools.get(connectionId)?.has(operation.id) === true;
    default:
      return toolset satisfies never;
  }
}

const passed = (link: ChainLink, detail: string, id?: string): LinkResult => ({
  link,
  state: 'passed',
  detail,
  ...(id !== undefined && { id }),
});
const failedLink = (link: ChainLink, refusal: Refusal, detail: string, id?: string): LinkResult => ({
  link,
  state: 'failed',
  refusal,
  detail,
  ...(id !== undefined && { id }),
});
const notReached = (link: ChainLink): LinkResult => ({
  link,
  state: 'not_reached',
  detail: 'there is no such tool',
});

/** In the order of the chain. What is about the caller alone comes first, so that it tells nothing of tools. */
export const caseLinks: readonly ((subject: CaseSubject) => LinkResult)[] = [
  ({ governance: { killed }, question: { asker } }) => {
    const stop = (detail: string) => failedLink('kill_switch', 'stopped', detail);
    const { userId, agentId } = asker;
    if (killed.workspace) return stop('the workspace is switched off');
    if (userId !== undefined && killed.people.has(userId)) return stop('the person is switched off');
    if (agentId !== undefined && killed.agents.has(agentId)) return stop('the agent is switched off');
    return passed('kill_switch', 'neither workspace nor person nor agent is switched off');
  },
  ({ governance, question: { asker, connectionId }, agent }) => {
    if (asker.agentId === undefined)
      return failedLink('agent', 'agent_unknown', 'the call bears no identity of an agent');
    if (!agent) return failedLink('agent', 'agent_not_allowed', 'the agent is not registered');
    switch (agent.state) {
      case 'allowed':
        return passed('agent', 'the agent is on the allowlist', agent.id);
      case 'pending': {
        if (governance.view.allowAllAgents) return passed('agent', 'all agents are allowed', agent.id);
        if (governance.connections.get(connectionId)?.connection.allowsAllAgents)
          return passed('agent', 'the connection allows all agents', agent.id);
        return failedLink('agent', 'agent_not_allowed', 'the agent waits for approval', agent.id);
      }
      case 'blocked':
      case 'closed':
        return failedLink('agent', 'agent_not_allowed', `the agent is ${agent.state}`, agent.id);
      default:
        return agent.state satisfies never;
    }
  },
  ({ governance, agent }) => {
    if (!agent) return failedLink('agent_kind', 'agent_not_allowed', 'the kind of the agent is not known');
    return governance.agentKinds.has(agent.kind)
      ? passed('agent_kind', `${agent.kind} agents are switched on`)
      : failedLink('agent_kind', 'agent_not_allowed', `${agent.kind} agents are switched off`);
  },
  ({ question: { operation } }) =>
    operation
      ? passed('tool_exists', operation.id)
      : failedLink('tool_exists', 'tool', 'there is no such tool'),
  ({ governance: { killed }, question: { connectionId, operation } }) => {
    if (!operation) return notReached('tool_switch');
    if (killed.connections.has(connectionId))
      return failedLink('tool_switch', 'tool', 'the connection is switched off', connectionId);
    return killed.tools.has(operation.id) || killed.toolsOfConnections.get(connectionId)?.has(operation.id)
      ? failedLink('tool_switch', 'tool', 'the tool is switched off')
      : passed('tool_switch', 'neither connection nor tool is switched off');
  },
  ({ governance, question: { connectionId } }) => {
    const found = governance.connections.get(connectionId);
    if (!found) return failedLink('connection', 'tool', 'there is no such connection', connectionId);
    return found.connection.enabled
      ? passed('connection', 'the connection is enabled', connectionId)
      : failedLink('connection', 'tool', 'the connection is not enabled', connectionId);
  },
  ({ question: { operation }, tool }) => {
    if (!operation) return notReached('tool_review');
    if (!tool) return failedLink('tool_review', 'tool', 'the tool was not discovered on this connection');
    return tool.state === 'approved'
      ? passed('tool_review', 'the tool is approved')
      : failedLink('tool_review', 'tool', `the tool is ${tool.state}`);
  },
  ({ governance, question: { operation, connectionId }, tool, withTool }) => {
    if (!operation) return notReached('toolset');
    const [first] = withTool.flatMap(({ toolsets }) =>
      toolsets.filter((set) => holdsTool(set, connectionId, operation, tool)),
    );
    if (first) return passed('toolset', 'a toolset of the caller holds it', first.toolset.id);
    const elsewhere = [...governance.toolsets.values()].find((set) =>
      holdsTool(set, connectionId, operation, tool),
    );
    // That nobody gave it to this caller is what the next link says.
    return elsewhere
      ? passed('toolset', 'a toolset holds it', elsewhere.toolset.id)
      : failedLink('toolset', 'tool', 'no toolset holds it');
  },
  ({ standing, question: { operation, asker }, withTool, open, agent }) => {
    if (!operation) return notReached('profile');
    const [first] = open;
    if (first) return passed('profile', 'an access profile of the caller has it', first.profile.id);
    const [closed] = withTool;
    if (!closed)
      return failedLink(
        'profile',
        'tool',
        standing.profiles.length === 0
          ? `${asker.userId === undefined ? 'the agent' : 'the person'} holds no access profile`
          : 'no access profile of the caller has it',
      );
    return agent && closed.agentKinds.has(agent.kind)
      ? failedLink('profile', 'tool', 'the access profile is read-only', closed.profile.id)
      : failedLink(
          'profile',
          'tool',
          'the access profile is not open to this kind of agent',
          closed.profile.id,
        );
  },
];
