import type { ConditionValues } from './cel/condition.ts';
import type { CompiledProfile, Governance } from './compile-governance.ts';
import { asksForRenderedBody } from './constraints/rendered-formats.ts';
import type { FactKind, TargetFacts } from './facts.ts';
import type {
  AskedOperation,
  ChainLink,
  Decider,
  GovernedQuestion,
  Refusal,
  TokenScope,
} from './question.ts';
import { matchRule, type MatchSubject, type RuleMatch } from './rules/match-rule.ts';
import type { CompiledRule } from './rules/compiled-rule.ts';
import type { Approver } from './rules/rule.ts';
import { answersOfCall, momentOf } from './standing.ts';
import type { ToolCase } from './tool-case.ts';

/** One question with what is known of its tool and caller. */
export interface CallCase {
  readonly governance: Governance;
  readonly question: GovernedQuestion;
  readonly operation: AskedOperation;
  readonly fixed: ToolCase;
  /** Absent when a list is made. */
  readonly targets?: readonly TargetFacts[];
  /** Whether the targets are all that the call touches, or that its answer shows. */
  readonly targetsAreKnown: boolean;
  readonly rendered: boolean;
  readonly matches: readonly { readonly rule: CompiledRule; readonly match: RuleMatch }[];
}

/** What a link that depends on the call says. */
export interface CallResult {
  readonly link: ChainLink;
  readonly state: 'passed' | 'failed' | 'needs' | 'asks' | 'not_reached';
  readonly id?: string;
  readonly detail: string;
  /** With `failed`. */
  readonly refusal?: Refusal;
  /** With `needs`. */
  readonly needs?: Needs;
  /** With `asks`. */
  readonly asks?: Ask;
  /** Of the limits of spaces: profiles that admit the call. */
  readonly admitting?: readonly CompiledProfile[];
  /** Of the rules: what is to be masked. */
  readonly mask?: ReadonlySet<string>;
}

export interface Needs {
  readonly facts: ReadonlySet<FactKind>;
  readonly targets: readonly number[];
}

export type Ask =
  | { readonly kind: 'scope'; readonly scope: TokenScope }
  | { readonly kind: 'sign_in'; readonly withinMs: number }
  | { readonly kind: 'approval'; readonly ruleId: string; readonly approver: Approver };

export function callCase(governance: Governance, question: GovernedQuestion, fixed: ToolCase): CallCase {
  const { phase } = question;
  const { operation } = fixed;
  const isList = phase.kind === 'list';
  const rendered = !isList && operation.effect === 'read' && asksForRenderedBody(phase.args);
  // A write that names nothing may touch anything; a read that names nothing is judged by what it brings.
  const namesNothing = phase.kind === 'call' && operation.effect !== 'read' && phase.targets.length === 0;
  const targetsAreKnown = operation.declaresTargets && !rendered && !namesNothing;
  const targets = isList ? undefined : phase.targets;
  const rules = isList ? fixed.listRules : fixed.rules;
  const subject: MatchSubject = {
    values: rules.some(({ dependsOn }) => dependsOn !== 'nothing') ? valuesOf(question, fixed) : fixed.values,
    ...answersFor(question, fixed),
    targetsAreKnown,
    ...(targets && { targets }),
  };
  const matches = rules.map((rule) => ({ rule, match: matchRule(rule, subject) }));
  return {
    governance,
    question,
    operation,
    fixed,
    ...(targets && { targets }),
    targetsAreKnown,
    rendered,
    matches,
  };
}

/** Answers that conditions gave before to the same values. */
function answersFor(
  question: GovernedQuestion,
  fixed: ToolCase,
): Pick<MatchSubject, 'answersOfMoment' | 'answersOfCall'> {
  const { phase } = question;
  const moment = momentOf(fixed.standing, question);
  return {
    answersOfMoment: moment.answers,
    ...(phase.kind !== 'list' && { answersOfCall: answersOfCall(moment, fixed, phase.args) }),
  };
}

function valuesOf({ asker, phase, now }: GovernedQuestion, { values }: ToolCase): ConditionValues {
  const { client } = asker;
  return {
    ...values,
    ...(phase.kind !== 'list' && { args: phase.args }),
    ...(asker.ip !== undefined && { ip: asker.ip }),
    time: new Date(now),
    client: {
      name: client?.name ?? '',
      version: client?.version ?? '',
      transport: client?.transport ?? '',
      context: client?.context ?? '',
    },
  };
}

export function deciderOf({ link, id, detail }: Pick<CallResult, 'link' | 'id' | 'detail'>): Decider {
  return { link, detail, ...(id !== undefined && { id }) };
}
