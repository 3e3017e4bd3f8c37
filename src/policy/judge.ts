import { callCase, deciderOf, type CallResult } from './call-case.ts';
import { callLinks } from './call-links.ts';
import type { CompiledProfile, Governance } from './compile-governance.ts';
import type { FactKind } from './facts.ts';
import type { GovernedQuestion, LinkReport, Obligations, Refusal, Verdict } from './question.ts';
import type { LinkResult } from './case-links.ts';
import { toolCase, wholeToolCase, type ToolCase } from './tool-case.ts';

/**
 * The one decision: for lists of tools, for calls, and for what comes back. Pure. What nothing allows is denied; a deny
 * wins over everything. `need` names facts without which neither yes nor no is certain: ask again with them. In a list,
 * anything but `deny` means that some call could be allowed.
 */
export function judge(governance: Governance, question: GovernedQuestion): Verdict {
  const fixed = toolCase(governance, question);
  if (fixed.failed) return refuse(governance, question, fixed.failed, []);
  const call = callCase(governance, question, fixed);
  const results: CallResult[] = [];
  let failed: CallResult | undefined;
  for (const tryLink of callLinks) {
    const result = tryLink(call);
    results.push(result);
    if (result.state === 'failed') failed ??= result;
    // A refusal for the sake of a target gives way to one that would come whatever the target.
    if (failed && result.refusal !== 'target') break;
  }
  return failed ? refuse(governance, question, failed, results) : conclude(fixed, results);
}

/** The verdict with every link of the chain, those after the deciding one too; for administrators. */
export function explain(
  governance: Governance,
  question: GovernedQuestion,
): { readonly verdict: Verdict; readonly links: readonly LinkReport[] } {
  const fixed = wholeToolCase(governance, question);
  const call = callCase(governance, question, fixed);
  const results = question.operation ? callLinks.map((tryLink) => tryLink(call)) : [];
  const failed = fixed.failed ?? results.find(({ state }) => state === 'failed');
  const verdict = failed ? refuse(governance, question, failed, results) : conclude(fixed, results);
  const links = [...fixed.links, ...results].map(({ link, state, detail }) => ({
    link,
    state,
    detail,
    deciding: link === verdict.decider.link,
  }));
  return { verdict, links };
}

/**
 * What is refused reads alike whatever the target is, as far as it can: of a tool that no list shows, nothing is told
 * that one which does not exist would not tell, and what the arguments alone forbid reads so for every target.
 */
function refuse(
  governance: Governance,
  question: GovernedQuestion,
  failed: LinkResult | CallResult,
  results: readonly CallResult[],
): Verdict {
  const deny = (refusal: Refusal): Verdict => ({ outcome: 'deny', decider: deciderOf(failed), refusal });
  const own = failed.refusal ?? 'tool';
  if (question.phase.kind === 'list' || !results.some((result) => result.link === failed.link))
    return deny(own);
  const listed = judge(governance, { ...question, phase: { kind: 'list' } });
  if (listed.outcome === 'deny') return deny(listed.refusal);
  const whateverTheTarget = results.find(({ refusal }) => refusal !== undefined && refusal !== 'target');
  return deny(whateverTheTarget?.refusal ?? own);
}

/** Nothing failed. What is not known comes before what is asked for, and a scope before a person. */
function conclude(fixed: ToolCase, results: readonly CallResult[]): Verdict {
  const admitting = results.find((result) => result.admitting)?.admitting ?? [];
  const mask = results.find((result) => result.mask)?.mask ?? new Set();
  const obligations = obligationsOf(admitting, mask);
  const needing = results.filter(({ needs }) => needs);
  const [firstNeeding] = needing;
  if (firstNeeding) {
    const facts = new Set<FactKind>(needing.flatMap(({ needs }) => [...(needs?.facts ?? [])]));
    const targets = [...new Set(needing.flatMap(({ needs }) => needs?.targets ?? []))];
    return { outcome: 'need', decider: deciderOf(firstNeeding), facts, targets, obligations };
  }
  for (const result of results) {
    const { asks } = result;
    if (!asks) continue;
    const decider = deciderOf(result);
    switch (asks.kind) {
      case 'scope':
        return { outcome: 'step_up', decider, wants: { scope: asks.scope } };
      case 'sign_in':
        return { outcome: 'step_up', decider, wants: { signInWithinMs: asks.withinMs } };
      case 'approval':
        return {
          outcome: 'approval_required',
          decider,
          ruleId: asks.ruleId,
          approver: asks.approver,
          obligations,
        };
      default:
        return asks satisfies never;
    }
  }
  const [first] = admitting;
  const detail = 'the access profile allows it and nothing denies it';
  const decider = deciderOf({ link: 'profile', detail, ...(first && { id: first.profile.id }) });
  return fixed.profiles.length > 0
    ? { outcome: 'allow', decider, obligations }
    : { outcome: 'deny', decider: { link: 'profile', detail: 'no access profile' }, refusal: 'tool' };
}

function obligationsOf(admitting: readonly CompiledProfile[], mask: ReadonlySet<string>): Obligations {
  const newMacros = unionOf(admitting.map(({ profile }) => profile.constraints.newMacros));
  const newLinkHosts = unionOf(admitting.map(({ profile }) => profile.constraints.newLinkHosts));
  return {
    mask,
    profiles: admitting.map(({ profile }) => profile.id),
    ...(newMacros && { newMacros }),
    ...(newLinkHosts && { newLinkHosts }),
  };
}

/** What any of the profiles allows; undefined where one of them sets no bound. */
function unionOf(lists: readonly (readonly string[] | undefined)[]): ReadonlySet<string> | undefined {
  const union = new Set<string>();
  for (const list of lists) {
    if (!list) return undefined;
    for (const item of list) union.add(item);
  }
  return union;
}
