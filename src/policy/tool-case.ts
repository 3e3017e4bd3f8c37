import { caseLinks, holdsTool, type CaseSubject, type LinkResult } from './case-links.ts';
import type { CompiledProfile, Governance } from './compile-governance.ts';
import type { AskedOperation, Asker, GovernedQuestion } from './question.ts';
import { isAbout, mattersInLists, type CompiledRule, type RuleSubject } from './rules/compiled-rule.ts';
import type { Condition, ConditionAnswer, ConditionValues } from './cel/condition.ts';
import type { ConditionVariable } from './cel/condition-language.ts';
import { standingOf, type Answers, type Standing } from './standing.ts';
import { defaultClassification, type AgentView, type Classification, type ToolView } from './view.ts';

/** The part of a decision that is the same for every call of one tool by one caller. */
export interface ToolCase {
  readonly operation: AskedOperation;
  /** All of them where the whole is asked for; what is remembered goes without. */
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
    if (whole) links.push(result);
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
          standing.ofCaller,
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
  ofCaller: Answers,
): readonly CompiledRule[] {
  const found = rules.flatMap((rule) => {
    if (!isAbout(rule, subject)) return [];
    const answer = rule.condition && answerToCaller(rule.condition, values, ofCaller);
    // A failure stays with the rule, which says so when it is matched, and so does what the call decides.
    if (!answer || 'failed' in answer) return [rule];
    return answer.value ? [rule.settled] : [];
  });
  // Most tools of most callers share their lists: one of each is kept.
  const key = found.map(({ rule, condition }) => (condition ? rule.id : `${rule.id}!`)).join(' ');
  const known = ruleLists.get(key);
  if (known) return known;
  if (ruleLists.size < mostRuleLists) ruleLists.set(key, found);
  return found;
}

/** What a condition says of the caller and the tool, whatever the call is: nothing of a call that is absent decides it. */
function answerToCaller(
  condition: Condition,
  values: ConditionValues,
  ofCaller: Answers,
): ConditionAnswer | undefined {
  const { reads } = condition;
  // One that reads nothing of them waits for the call, and is spared a failure here.
  if (reads.size > 0 && !ofCallerAndTool.some((name) => reads.has(name))) return undefined;
  if (reads.has('tool')) return condition.evaluate(values);
  const known = ofCaller.get(condition);
  if (known) return known;
  const answer = condition.evaluate(values);
  ofCaller.set(condition, answer);
  return answer;
}

const ofCallerAndTool: readonly ConditionVariable[] = ['user', 'groups', 'agent', 'tool'];

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
