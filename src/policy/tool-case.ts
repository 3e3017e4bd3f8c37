import type { CompiledProfile, CompiledToolset, Governance } from './compile-governance.ts';
import type { AskedOperation, Asker, ChainLink, GovernedQuestion, Refusal } from './question.ts';
import { isAbout, mattersInLists, type CompiledRule, type RuleSubject } from './rules/compiled-rule.ts';
import type { ConditionValues } from './cel/condition.ts';
import { standingOf, type Standing } from './standing.ts';
import { defaultClassification, type AgentView, type Classification, type ToolView } from './view.ts';

/** What one link says. */
export interface LinkResult {
  readonly link: ChainLink;
  readonly state: 'passed' | 'failed' | 'not_reached';
  readonly id?: string;
  readonly detail: string;
  readonly refusal?: Refusal;
}

/** The part of a decision that is the same for every call of one tool by one caller. */
export interface ToolCase {
  readonly operation: AskedOperation;
  /** Up to and with the first that failed. */
  readonly links: readonly LinkResult[];
  readonly failed: LinkResult | undefined;
  readonly agent: AgentView | undefined;
  readonly tool: ToolView | undefined;
  readonly classification: Classification;
  /** Profiles that have the tool and are open to this agent. */
  readonly profiles: readonly CompiledProfile[];
  /** Rules that are about this tool and caller, in their order; those whose condition is known to be false left out. */
  readonly rules: readonly CompiledRule[];
  /** Those of them that can decide when a list is made. */
  readonly listRules: readonly CompiledRule[];
  /** Of the caller and the tool, for conditions. */
  readonly values: ConditionValues;
  readonly standing: Standing;
}

interface CaseSubject {
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

/** The case of a question about an operation, remembered with the caller's standing. */
export function toolCase(governance: Governance, question: GovernedQuestion): ToolCase {
  const standing = standingOf(governance, question.asker, question.now);
  const { operation, connectionId } = question;
  if (!operation) return makeCase(governance, standing, question, false);
  const known = standing.cases.get(connectionId)?.get(operation.id);
  if (known && isSame(known.operation, operation)) return known;
  const made = makeCase(governance, standing, question, false);
  const ofConnection = standing.cases.get(connectionId);
  // Only what exists is remembered: a caller may name anything.
  if (ofConnection) ofConnection.set(operation.id, made);
  else if (governance.connections.has(connectionId))
    standing.cases.set(connectionId, new Map([[operation.id, made]]));
  return made;
}

/** The same, worked out afresh with every link tried. */
export function wholeToolCase(governance: Governance, question: GovernedQuestion): ToolCase {
  return makeCase(governance, standingOf(governance, question.asker, question.now), question, true);
}

function isSame(a: AskedOperation, b: AskedOperation): boolean {
  return a === b || (a.effect === b.effect && a.group === b.group && a.declaresTargets === b.declaresTargets);
}

const noOperation: AskedOperation = { id: '', group: '', effect: 'admin', declaresTargets: false };

function makeCase(
  governance: Governance,
  standing: Standing,
  question: GovernedQuestion,
  whole: boolean,
): ToolCase {
  const { asker, connectionId, operation } = question;
  const agent = asker.agentId === undefined ? undefined : governance.agents.get(asker.agentId);
  const tool = operation && governance.connections.get(connectionId)?.tools.get(operation.id);
  const classification = tool?.classification ?? defaultClassification(operation?.effect ?? 'admin');
  const withTool = operation
    ? standing.profiles.filter(({ toolsets }) =>
        toolsets.some((set) => holdsTool(set, connectionId, operation, tool)),
      )
    : [];
  const isRead = operation?.effect === 'read' && classification.action === 'read';
  const open = withTool.filter(
    ({ agentKinds, profile }) =>
      agent && agentKinds.has(agent.kind) && (isRead || !profile.constraints.readOnly),
  );
  const subject: CaseSubject = { governance, standing, question, agent, tool, withTool, open };
  const links: LinkResult[] = [];
  let failed: LinkResult | undefined;
  for (const try_ of caseLinks) {
    const result = try_(subject);
    links.push(result);
    if (result.state === 'failed') failed ??= result;
    if (failed && !whole) break;
  }
  const values = callerValues(asker, agent, connectionId, operation ?? noOperation, classification);
  const rules =
    agent && operation && (!failed || whole)
      ? rulesAbout(
          governance,
          { operation, connectionId, classification, userId: asker.userId, groups: asker.groups, agent },
          values,
        )
      : [];
  return {
    operation: operation ?? noOperation,
    links,
    failed,
    agent,
    tool,
    classification,
    profiles: open,
    rules,
    listRules: rules.filter((rule) => mattersInLists(rule, operation ?? noOperation)),
    values,
    standing,
  };
}

function rulesAbout(
  { rules, ruleLists }: Governance,
  subject: RuleSubject,
  values: ConditionValues,
): readonly CompiledRule[] {
  const found = rules.flatMap((rule) => {
    if (!isAbout(rule, subject)) return [];
    if (!rule.condition || rule.dependsOn !== 'nothing') return [rule];
    const answer = rule.condition.evaluate(values);
    // A failure stays with the rule, which says so when it is matched.
    if ('failed' in answer) return [rule];
    return answer.value ? [rule.settled] : [];
  });
  // Most tools of most callers share their lists: one of each is kept.
  const key = found.map(({ rule, condition }) => (condition ? rule.id : `${rule.id}!`)).join(' ');
  const known = ruleLists.get(key);
  if (known) return known;
  if (ruleLists.size < mostRuleLists) ruleLists.set(key, found);
  return found;
}

const mostRuleLists = 5000;

function callerValues(
  { userId, email, groups }: Asker,
  agent: AgentView | undefined,
  connectionId: string,
  operation: AskedOperation,
  classification: Classification,
): ConditionValues {
  return {
    user: { id: userId ?? '', email: email ?? '' },
    groups,
    agent: { id: agent?.id ?? '', name: agent?.name ?? '', kind: agent?.kind ?? '' },
    tool: {
      id: operation.id,
      group: operation.group,
      connection: connectionId,
      effect: operation.effect,
      action: classification.action,
      risk: classification.risk,
    },
  };
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
const caseLinks: readonly ((subject: CaseSubject) => LinkResult)[] = [
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
