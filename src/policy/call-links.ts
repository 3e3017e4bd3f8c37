import type { Ask, CallCase, CallResult, Needs } from './call-case.ts';
import type { CompiledProfile } from './compile-governance.ts';
import { withinLimits } from './constraints/target-limits.ts';
import type { FactKind } from './facts.ts';
import type { ChainLink, Refusal, TokenScope } from './question.ts';
import type { CompiledRule } from './rules/compiled-rule.ts';
import { holdsTool } from './case-links.ts';
import type { Classification } from './view.ts';
import type { Effect } from '../operations/operation.ts';

const passed = (link: ChainLink, detail: string): CallResult => ({ link, state: 'passed', detail });

/** The links that depend on the single call, in the order of the chain. */
export const callLinks: readonly ((call: CallCase) => CallResult)[] = [
  tryAddress,
  trySpaceLimits,
  tryDenyRules,
  tryScope,
  tryAskingRules,
];

/** What the address of the server takes away. */
function tryAddress({ governance, question, operation, fixed }: CallCase): CallResult {
  const { narrowing, connectionId } = question;
  const fail = (detail: string): CallResult => ({
    link: 'address',
    state: 'failed',
    refusal: 'tool',
    detail,
  });
  if (narrowing.readOnly && (operation.effect !== 'read' || fixed.classification.action !== 'read'))
    return fail('the address is read-only');
  if (narrowing.toolsets && !narrowing.toolsets.includes(operation.group))
    return fail('the address leaves other groups of tools');
  if (narrowing.toolset !== undefined) {
    const toolset = governance.toolsets.get(narrowing.toolset);
    if (!toolset || !holdsTool(toolset, connectionId, operation, fixed.tool))
      return fail('the toolset of the address does not hold it');
  }
  return passed('address', 'the address takes nothing away');
}

/** At least one profile must admit the call as a whole, with every target. */
function trySpaceLimits(call: CallCase): CallResult {
  const { fixed, targets, targetsAreKnown, operation, question } = call;
  const link = 'space_limits';
  if (fixed.profiles.length === 0) return { link, state: 'not_reached', detail: 'no access profile' };
  const admitting: CompiledProfile[] = [];
  const needs = new Set<FactKind>();
  for (const profile of fixed.profiles) {
    if (!profile.limits) admitting.push(profile);
    else if (targetsAreKnown) {
      const answer = targets
        ? withinLimits(profile.limits, {
            targets,
            judgedLater: question.phase.kind === 'call' && operation.effect === 'read',
          })
        : 'inside';
      if (answer === 'inside') admitting.push(profile);
      else if (answer !== 'outside') for (const fact of answer) needs.add(fact);
    }
  }
  const [first] = admitting;
  if (first) {
    const detail = first.limits
      ? 'everything lies within the limits of a profile'
      : 'a profile without limits';
    return { link, state: 'passed', id: first.profile.id, detail, admitting };
  }
  if (needs.size > 0)
    return {
      link,
      state: 'needs',
      detail: 'whether the targets lie within the limits is not known yet',
      needs: { facts: needs, targets: indexesOf(targets) },
      // Whichever of them admits it in the end, what all of them leave is what it may at most do.
      admitting: fixed.profiles,
    };
  return { link, state: 'failed', ...outsideOf(call) };
}

function outsideOf(call: CallCase): { readonly refusal: Refusal; readonly detail: string } {
  if (!call.operation.declaresTargets)
    return {
      refusal: 'tool',
      detail: 'under limits an operation that does not say what it touches is refused',
    };
  if (call.rendered)
    return { refusal: 'rendered_format', detail: 'under limits a rendered body may show other spaces' };
  return call.targetsAreKnown
    ? { refusal: 'target', detail: 'something lies outside the limits of every profile' }
    : { refusal: 'arguments', detail: 'under limits a change has to name what it changes' };
}

/** A deny, and a condition that failed: whatever the outcome of its rule, what cannot be judged is denied. */
function tryDenyRules(call: CallCase): CallResult {
  const link = 'rules_deny';
  const needs = new GatheredNeeds();
  let waiting: CompiledRule | undefined;
  let denial: CallResult | undefined;
  for (const { rule, match } of call.matches) {
    const { id, name, outcome } = rule.rule;
    const isDeny = outcome.kind === 'deny';
    if (match.kind === 'failed' || (isDeny && match.kind === 'applies')) {
      const refusal = refusalOf(rule, call);
      const detail =
        match.kind === 'failed'
          ? `the condition of rule "${name}" failed: ${match.reason}`
          : `rule "${name}" denies`;
      denial ??= { link, state: 'failed', id, refusal, detail };
      // The first decides; one that would deny whatever the target says how it reads.
      if (refusal !== 'target') return { ...denial, refusal };
    } else if (isDeny && match.kind === 'needs') {
      needs.add(match);
      waiting ??= rule;
    }
  }
  if (denial) return denial;
  if (waiting)
    return {
      link,
      state: 'needs',
      id: waiting.rule.id,
      detail: `whether rule "${waiting.rule.name}" denies is not known yet`,
      needs,
    };
  return passed(link, call.matches.length === 0 ? 'no rule is about this call' : 'no rule denies');
}

/** What is hidden from a list reads as absent, what is about the target as a target that is absent. */
function refusalOf({ aboutTargets, condition }: CompiledRule, call: CallCase): Refusal {
  if (!call.targets) return 'tool';
  if (aboutTargets && call.targetsAreKnown) return 'target';
  if (aboutTargets && call.rendered) return 'rendered_format';
  if (aboutTargets && call.operation.declaresTargets) return 'arguments';
  return condition?.reads.has('args') ? 'arguments' : 'tool';
}

/** The scope of the token; a missing one can be asked for. */
function tryScope({ question, operation, fixed }: CallCase): CallResult {
  const link = 'token_scope';
  const { scopes } = question.asker;
  if (!scopes) return passed(link, 'the credential knows no scopes');
  const scope = scopeFor(operation.effect, fixed.classification);
  if (scopes.has(scope)) return passed(link, `the token has ${scope}`);
  return { link, state: 'asks', detail: `the token lacks ${scope}`, asks: { kind: 'scope', scope } };
}

const ofEffect: Readonly<Record<Effect, TokenScope>> = {
  read: 'weir:read',
  create: 'weir:write',
  update: 'weir:write',
  delete: 'weir:delete',
  admin: 'weir:admin',
};

/** By what the operation does; an administrator who classified a read or write as more makes it ask for more. */
function scopeFor(effect: Effect, { action }: Classification): TokenScope {
  const byEffect = ofEffect[effect];
  if (byEffect === 'weir:admin' || action === 'read') return byEffect;
  if (action === 'delete') return 'weir:delete';
  return byEffect === 'weir:read' ? 'weir:write' : byEffect;
}

/** Step-up, approval and masking, by priority: an `allow` lifts the first two of what comes after it. */
function tryAskingRules(call: CallCase): CallResult {
  const link = 'rules_ask';
  const mask = new Set<string>();
  const needs = new GatheredNeeds();
  let lifted = false;
  let waiting: CompiledRule | undefined;
  let asking: { readonly rule: CompiledRule; readonly asks: Ask } | undefined;
  for (const { rule, match } of call.matches) {
    const { outcome } = rule.rule;
    if (match.kind === 'needs' && outcome.kind !== 'deny' && !(lifted && outcome.kind !== 'mask')) {
      needs.add(match);
      waiting ??= rule;
    }
    if (match.kind !== 'applies') continue;
    if (outcome.kind === 'allow') lifted = true;
    if (outcome.kind === 'mask') for (const detector of outcome.detectors) mask.add(detector);
    const asks = lifted ? undefined : askOf(rule, call);
    if (asks) asking ??= { rule, asks };
  }
  if (waiting)
    return {
      link,
      state: 'needs',
      id: waiting.rule.id,
      detail: `whether rule "${waiting.rule.name}" applies is not known yet`,
      needs,
      mask,
    };
  if (asking) {
    const { rule, id } = { rule: asking.rule.rule, id: asking.rule.rule.id };
    const detail = `rule "${rule.name}" asks for ${asking.asks.kind === 'approval' ? 'approval' : 'a fresh sign-in'}`;
    return { link, state: 'asks', id, detail, asks: asking.asks, mask };
  }
  return { ...passed(link, 'no rule asks for more'), mask };
}

/** What a rule asks for that this call does not have yet. */
function askOf({ rule: { id, outcome } }: CompiledRule, { question }: CallCase): Ask | undefined {
  switch (outcome.kind) {
    case 'step_up': {
      const { signedInAt } = question.asker;
      const isFresh = signedInAt !== undefined && question.now - signedInAt <= outcome.withinMs;
      return isFresh ? undefined : { kind: 'sign_in', withinMs: outcome.withinMs };
    }
    case 'approval_required':
      return question.approvedBy?.has(id)
        ? undefined
        : { kind: 'approval', ruleId: id, approver: outcome.by };
    case 'allow':
    case 'deny':
    case 'mask':
      return undefined;
    default:
      return outcome satisfies never;
  }
}

class GatheredNeeds implements Needs {
  readonly facts = new Set<FactKind>();
  readonly targets: number[] = [];

  add({ facts, targets }: Needs): void {
    for (const fact of facts) this.facts.add(fact);
    for (const index of targets) if (!this.targets.includes(index)) this.targets.push(index);
  }
}

function indexesOf(targets: CallCase['targets']): number[] {
  return targets ? [...targets.keys()] : [];
}
