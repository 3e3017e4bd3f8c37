import type { Condition, ConditionAnswer, ConditionValues } from '../cel/condition.ts';
import { spaceIsIn } from '../constraints/space-set.ts';
import { contentIdOf, type FactKind, type TargetFacts } from '../facts.ts';
import type { Answers } from '../standing.ts';
import type { CompiledRule } from './compiled-rule.ts';

/** Whether a rule applies to a call; `failed` is its reason, `needs` are facts about the targets with these indexes. */
export type RuleMatch =
  | { readonly kind: 'applies' }
  | { readonly kind: 'not' }
  /** Some calls of the tool fall under it and others do not. */
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'needs'; readonly facts: ReadonlySet<FactKind>; readonly targets: readonly number[] };

const applies: RuleMatch = { kind: 'applies' };
const not: RuleMatch = { kind: 'not' };
const open: RuleMatch = { kind: 'open' };

export interface MatchSubject {
  readonly values: ConditionValues;
  readonly answersOfMoment: Answers;
  /** Absent when a list of tools is made. */
  readonly answersOfCall?: Answers;
  /** Absent when a list of tools is made. */
  readonly targets?: readonly TargetFacts[];
  /**
   * Whether the targets are all that the call touches. Where they are not, a rule about targets applies, unless it would
   * ease something.
   */
  readonly targetsAreKnown: boolean;
}

export function matchRule(compiled: CompiledRule, subject: MatchSubject): RuleMatch {
  const { broken, condition, aboutTargets } = compiled;
  if (broken !== undefined) return { kind: 'failed', reason: broken };
  if (aboutTargets) return matchTargets(compiled, subject);
  if (!condition) return applies;
  const isList = subject.targets === undefined;
  // Without its arguments a condition can only be true where it has an alternative.
  if (isList && condition.reads.has('args') && !condition.branches) return open;
  const answer = answerOf(compiled, condition, subject);
  if ('value' in answer) {
    if (answer.value) return applies;
    return isList && condition.reads.has('args') ? open : not;
  }
  if (isList && condition.reads.has('args')) return open;
  return { kind: 'failed', reason: answer.failed };
}

/** What does not depend on the tool is the same for the whole list, and what no target changes is for the whole call. */
function answerOf(
  { dependsOn }: CompiledRule,
  condition: Condition,
  { values, answersOfMoment, answersOfCall }: MatchSubject,
): ConditionAnswer {
  const ofMoment = dependsOn === 'moment' && !condition.reads.has('tool');
  const answers = ofMoment ? answersOfMoment : answersOfCall;
  const known = answers?.get(condition);
  if (known) return known;
  const answer = condition.evaluate(values);
  answers?.set(condition, answer);
  return answer;
}

function matchTargets(compiled: CompiledRule, subject: MatchSubject): RuleMatch {
  const eases = compiled.rule.outcome.kind === 'allow';
  if (!subject.targetsAreKnown) return eases ? not : unknownTargets(compiled, subject);
  const { targets } = subject;
  if (!targets) return open;
  const needs = new Set<FactKind>();
  const needy: number[] = [];
  let matched = 0;
  for (const [index, target] of targets.entries()) {
    const match = matchTarget(compiled, target, subject.values);
    switch (match.kind) {
      case 'applies':
        matched += 1;
        // One target is enough to be strict, and all are needed to be lenient.
        if (!eases) return applies;
        break;
      case 'failed':
        return match;
      case 'needs':
        for (const fact of match.facts) needs.add(fact);
        needy.push(index);
        break;
      case 'not':
      case 'open':
        if (eases) return not;
        break;
      default:
        return match satisfies never;
    }
  }
  if (needy.length > 0) return { kind: 'needs', facts: needs, targets: needy };
  return eases && matched > 0 ? applies : not;
}

/**
 * An operation that does not say what it touches may touch anything. The rest of the condition still counts where it is
 * false whatever the target.
 */
function unknownTargets({ condition }: CompiledRule, { values, targets }: MatchSubject): RuleMatch {
  if (!condition) return applies;
  const { target: _, ...rest } = values;
  const answer = condition.evaluate(rest);
  if ('value' in answer && !answer.value) return targets ? not : open;
  // In a list the arguments may still make it false.
  return !targets && condition.reads.has('args') ? open : applies;
}

function matchTarget(compiled: CompiledRule, target: TargetFacts, values: ConditionValues): RuleMatch {
  const { spaces, condition } = compiled;
  const inSpaces = spaces ? spaceIsIn(spaces, target) : 'yes';
  if (inSpaces === 'no') return not;
  const answer: ConditionAnswer = condition
    ? condition.evaluate({ ...values, target: targetValues(target) })
    : { value: true };
  if ('value' in answer && !answer.value) return not;
  const facts = new Set<FactKind>();
  if (inSpaces === 'unknown') facts.add('space');
  if ('failed' in answer && answer.unknown)
    for (const fact of missingFacts(condition?.facts, target)) facts.add(fact);
  if (facts.size > 0) return { kind: 'needs', facts, targets: [] };
  // A failure of a rule that may be about another space denies nothing before that is known.
  return 'failed' in answer ? { kind: 'failed', reason: answer.failed } : applies;
}

/** A space lies under no page and bears no page's labels. */
function targetValues(target: TargetFacts): NonNullable<ConditionValues['target']> {
  if (target.kind === 'space')
    return {
      kind: 'space',
      ...(target.spaceKey !== undefined && { space: target.spaceKey }),
      page: '',
      ancestors: [],
      labels: [],
      level: target.level ?? '',
    };
  const page = contentIdOf(target);
  return {
    kind: target.kind,
    ...(target.spaceKey !== undefined && { space: target.spaceKey }),
    ...(page !== undefined && { page }),
    ...(target.ancestors && { ancestors: target.ancestors }),
    ...(target.labels && { labels: target.labels }),
    ...(target.level !== undefined && { level: target.level }),
  };
}

function missingFacts(read: ReadonlySet<FactKind> | undefined, target: TargetFacts): FactKind[] {
  const values = targetValues(target);
  return [...(read ?? [])].filter((fact) => {
    switch (fact) {
      case 'space':
        return values.space === undefined;
      case 'ancestors':
        return values.ancestors === undefined || values.page === undefined;
      case 'labels':
        return values.labels === undefined;
      case 'level':
        return values.level === undefined;
      default:
        return fact satisfies never;
    }
  });
}
