import type { Confluence } from '../confluence/ports.ts';
import type { Operation, Target } from '../operations/operation.ts';
import type { Governance } from '../policy/compile-governance.ts';
import { visibleRows } from '../policy/constraints/visible-rows.ts';
import { narrowCql } from '../policy/cql/narrow-cql.ts';
import { factsOfTarget, type TargetFacts } from '../policy/facts.ts';
import { judge } from '../policy/judge.ts';
import { cqlLimitsOf } from '../policy/profile-settings.ts';
import type { Obligations, Phase, Verdict } from '../policy/question.ts';
import { hidesContent, questionOf, type Standpoint } from './policy-questions.ts';
import type { SpaceNames } from './space-names.ts';
import { learnFacts } from './target-facts.ts';

/** What a decision may ask Confluence for, as the person of the call. */
export interface FactSource {
  readonly confluence: Confluence;
  readonly spaces: SpaceNames;
}

/** One call of an operation on a connection, as policy judges it. */
export interface JudgedCall {
  readonly standpoint: Standpoint;
  readonly connectionId: string;
  readonly operation: Operation;
  /** Parsed. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Rules whose approval this call has. */
  readonly approvedBy?: ReadonlySet<string>;
}

/** One question may lead to the next: the space of a page, then its key; an ancestor, then a label. */
const mostRounds = 4;

/** Before anything is asked of Confluence: what the arguments alone decide. */
export function judgeArguments(call: JudgedCall, targets: readonly Target[]): Verdict {
  return judgePhase(call, { kind: 'call', args: call.args, targets: targets.map(factsOfTarget) });
}

/** The same with what it takes to know found out. A `need` that stays is a refusal. */
export function judgeWrite(
  call: JudgedCall,
  targets: readonly Target[],
  source: FactSource,
  signal: AbortSignal,
): Promise<Verdict> {
  return settled(targets.map(factsOfTarget), source, signal, (facts) =>
    judgePhase(call, { kind: 'call', args: call.args, targets: facts }),
  );
}

/** Whether these contents may leave, with what it takes to know found out. */
export function judgeShown(
  call: JudgedCall,
  targets: readonly Target[],
  source: FactSource,
  signal: AbortSignal,
): Promise<Verdict> {
  return settled(targets.map(factsOfTarget), source, signal, (facts) =>
    judgePhase(call, { kind: 'result', args: call.args, targets: facts }),
  );
}

/** An answer as the caller may have it, or the verdict that it must not leave. */
export type JudgedAnswer<Output> =
  | { readonly verdict: Extract<Verdict, { outcome: 'allow' }>; readonly output: Output }
  | { readonly verdict: Exclude<Verdict, { outcome: 'allow' }> };

/** Drops the rows that a caller must not see, then judges what is left. */
export async function judgeAnswer(
  call: JudgedCall,
  given: unknown,
  source: FactSource,
  signal: AbortSignal,
): Promise<JudgedAnswer<unknown>> {
  const { operation } = call;
  const { output, mask } = await withoutHiddenRows(call, given, source, signal);
  const verdict = await judgeShown(call, operation.resultTargets(output), source, signal);
  if (verdict.outcome !== 'allow') return { verdict };
  const obligations: Obligations = {
    ...verdict.obligations,
    mask: new Set([...verdict.obligations.mask, ...mask]),
  };
  return { verdict: { ...verdict, obligations }, output };
}

/** The query of a search, with the limits of the profiles that admit it around it; undefined where nothing could be found. */
export function narrowedQuery(
  governance: Governance,
  profiles: readonly string[],
  cql: string,
): string | undefined {
  const limits = cqlLimitsOf(governance, profiles);
  if (!limits) return cql;
  const narrowed = narrowCql(cql, limits);
  return narrowed.kind === 'query' ? narrowed.cql : undefined;
}

function judgePhase(call: JudgedCall, phase: Phase): Verdict {
  const { standpoint, connectionId, operation, approvedBy } = call;
  return judge(standpoint.governance, questionOf(standpoint, connectionId, operation, phase, approvedBy));
}

async function settled(
  targets: readonly TargetFacts[],
  source: FactSource,
  signal: AbortSignal,
  ask: (targets: readonly TargetFacts[]) => Verdict,
): Promise<Verdict> {
  let known = targets;
  let verdict = ask(known);
  for (let round = 0; verdict.outcome === 'need' && round < mostRounds; round += 1) {
    const before = known;
    known = await learnFacts(known, verdict, source, signal);
    if (known.every((target, index) => target === before[index])) break;
    verdict = ask(known);
  }
  return verdict;
}

async function withoutHiddenRows(
  call: JudgedCall,
  output: unknown,
  source: FactSource,
  signal: AbortSignal,
): Promise<{ readonly output: unknown; readonly mask: ReadonlySet<string> }> {
  const { operation, standpoint, connectionId, args, approvedBy } = call;
  const { rows } = operation;
  const nothing: ReadonlySet<string> = new Set();
  if (!rows || !hidesContent(standpoint)) return { output, mask: nothing };
  const targets = rows.targets(output);
  const nowhere: TargetFacts = { kind: 'content' };
  let facts: readonly TargetFacts[] = targets.map((target) => (target ? factsOfTarget(target) : nowhere));
  const judgeRow = (target: TargetFacts): Verdict =>
    judgePhase(call, { kind: 'result', args, targets: [target] });
  for (let round = 0; round < mostRounds; round += 1) {
    const needs = facts.map(judgeRow).map((verdict) => (verdict.outcome === 'need' ? verdict : undefined));
    const wanted = needs.flatMap((need, index) => (need ? [index] : []));
    if (wanted.length === 0) break;
    const before = facts;
    facts = await learnFacts(
      facts,
      { facts: new Set(needs.flatMap((need) => [...(need?.facts ?? [])])), targets: wanted },
      source,
      signal,
    );
    if (facts.every((target, index) => target === before[index])) break;
  }
  const { phase: _phase, ...question } = questionOf(
    standpoint,
    connectionId,
    operation,
    { kind: 'list' },
    approvedBy,
  );
  const visible = visibleRows(
    standpoint.governance,
    { ...question, args },
    [...facts.keys()],
    (row) => facts[row] ?? nowhere,
  );
  // Without totals even where no row goes: they may count what is hidden.
  const kept = new Set(visible.rows);
  return { output: rows.keep(output, (row) => kept.has(row)), mask: visible.mask };
}
