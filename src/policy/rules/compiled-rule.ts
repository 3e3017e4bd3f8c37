import { checkCondition, type Condition } from '../cel/condition.ts';
import { spaceSet, type SpaceSet } from '../constraints/space-set.ts';
import type { AskedOperation } from '../question.ts';
import type { AgentView, Classification } from '../view.ts';
import type { Rule } from './rule.ts';

export interface CompiledRule {
  readonly rule: Rule;
  readonly spaces?: SpaceSet;
  readonly condition?: Condition;
  /** Why the condition can never be evaluated: such a rule denies whatever it is about. */
  readonly broken?: string;
  /** Whether it is about what a call names or shows, and not about the call alone. */
  readonly aboutTargets: boolean;
}

export function compileRule(rule: Rule): CompiledRule {
  const reading = rule.condition === undefined ? undefined : checkCondition(rule.condition);
  const condition = reading?.ok ? reading.condition : undefined;
  return {
    rule,
    ...(rule.target.spaces && { spaces: spaceSet(rule.target.spaces) }),
    ...(condition && { condition }),
    ...(reading && !reading.ok && { broken: reading.fault.message }),
    aboutTargets: rule.target.spaces !== undefined || condition?.reads.has('target') === true,
  };
}

/** What is the same for every call of one tool by one caller. */
export interface RuleSubject {
  readonly operation: AskedOperation;
  readonly connectionId: string;
  readonly classification: Classification;
  readonly userId: string | undefined;
  readonly groups: readonly string[];
  readonly agent: AgentView;
}

/** Whether a rule is about this tool and caller at all; spaces and the condition are left open. */
export function isAbout({ rule: { target } }: CompiledRule, subject: RuleSubject): boolean {
  const { operation, classification, agent } = subject;
  return (
    (!target.tools || target.tools.some((pattern) => matchesTool(pattern, operation.id))) &&
    (!target.actions || target.actions.includes(classification.action)) &&
    (!target.risks || target.risks.includes(classification.risk)) &&
    (!target.connections || target.connections.includes(subject.connectionId)) &&
    (!target.groups || target.groups.some((group) => subject.groups.includes(group))) &&
    (!target.people || (subject.userId !== undefined && target.people.includes(subject.userId))) &&
    (!target.agents || target.agents.includes(agent.id)) &&
    (!target.agentKinds || target.agentKinds.includes(agent.kind))
  );
}

/** A pattern is an id, or the beginning of ids with a star at its end. */
export function matchesTool(pattern: string, operationId: string): boolean {
  return pattern.endsWith('*') ? operationId.startsWith(pattern.slice(0, -1)) : pattern === operationId;
}
