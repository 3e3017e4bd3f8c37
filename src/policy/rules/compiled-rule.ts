import type { Condition, ConditionReading } from '../cel/condition.ts';
import type { ConditionVariable } from '../cel/condition-language.ts';
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
  /** What the answer of the condition depends on besides the caller and the tool. */
  readonly dependsOn: 'nothing' | 'moment' | 'call';
  /** The same where the condition is known to be true. */
  readonly settled: CompiledRule;
}

const ofMoment: readonly ConditionVariable[] = ['ip', 'time', 'client'];
const ofCall: readonly ConditionVariable[] = ['args', 'target'];

/** Reads a condition: `checkCondition`, passed in so that whoever has no conditions need not load what reads them. */
export type ReadCondition = (text: string) => ConditionReading;

export function compileRule(rule: Rule, readCondition: ReadCondition): CompiledRule {
  const reading = rule.condition === undefined ? undefined : readCondition(rule.condition);
  const spaces = rule.target.spaces && spaceSet(rule.target.spaces);
  const plain = { rule, ...(spaces && { spaces }) };
  const settled: CompiledRule = {
    ...plain,
    aboutTargets: spaces !== undefined,
    dependsOn: 'nothing',
    get settled() {
      return settled;
    },
  };
  if (!reading) return settled;
  if (!reading.ok) return { ...settled, broken: reading.fault.message };
  const { condition } = reading;
  return {
    ...plain,
    condition,
    aboutTargets: spaces !== undefined || condition.reads.has('target'),
    dependsOn: dependenceOf(condition.reads),
    settled,
  };
}

function dependenceOf(reads: ReadonlySet<ConditionVariable>): CompiledRule['dependsOn'] {
  if (ofCall.some((name) => reads.has(name))) return 'call';
  return ofMoment.some((name) => reads.has(name)) ? 'moment' : 'nothing';
}

/** Whether it can decide anything when a list is made, where neither arguments nor targets are known. */
export function mattersInLists(
  { rule, condition, broken, aboutTargets }: CompiledRule,
  { declaresTargets }: AskedOperation,
): boolean {
  if (broken !== undefined) return true;
  if (aboutTargets && declaresTargets) return false;
  if (condition?.reads.has('args') && !condition.branches) return false;
  // Another outcome decides only where its condition fails.
  return rule.outcome.kind === 'deny' || condition !== undefined;
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
