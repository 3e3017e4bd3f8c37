import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callerView } from './caller-view.ts';
import { visibleRows } from './constraints/visible-rows.ts';
import { explain, judge } from './judge.ts';
import { chainLinks, type GovernedQuestion, type Verdict } from './question.ts';
import {
  forgetting,
  keptFacts,
  limits,
  ruleWith,
  view,
  wholeQuestion,
  wholeTarget,
} from './testing/governance-arbitraries.ts';
import { compiled } from './testing/small-governance.ts';
import type { GovernanceView } from './view.ts';

/** Enough for each kind of link to decide many times. */
const runs = { numRuns: 600 };
const ask = (asked: GovernanceView, question: GovernedQuestion): Verdict => judge(compiled(asked), question);
const listed = (question: GovernedQuestion): GovernedQuestion => ({ ...question, phase: { kind: 'list' } });

/** The higher, the more may happen. What asks for something may be allowed once it is given. */
function rank({ outcome }: Verdict): number {
  switch (outcome) {
    case 'deny':
      return 0;
    case 'need':
    case 'step_up':
    case 'approval_required':
      return 1;
    case 'allow':
      return 2;
    default:
      return outcome satisfies never;
  }
}

function withoutPhaseTargets(question: GovernedQuestion, keep: readonly string[]): GovernedQuestion {
  const { phase } = question;
  if (phase.kind === 'list') return question;
  return {
    ...question,
    phase: { ...phase, targets: phase.targets.map((target) => forgetting(target, keep)) },
  };
}

describe('decisions', () => {
  it('are tried on every outcome by these examples', () => {
    const outcomes = new Map<string, number>();
    const links = new Set<string>();
    fc.assert(
      fc.property(view, wholeQuestion, keptFacts, (asked, question, keep) => {
        const verdict = ask(asked, withoutPhaseTargets(question, keep));
        outcomes.set(verdict.outcome, (outcomes.get(verdict.outcome) ?? 0) + 1);
        links.add(verdict.decider.link);
      }),
      runs,
    );
    for (const outcome of ['allow', 'deny', 'need', 'step_up', 'approval_required'])
      expect(outcomes.get(outcome) ?? 0, outcome).toBeGreaterThan(5);
    expect([...links].sort()).toEqual(
      expect.arrayContaining([
        'address',
        'agent',
        'kill_switch',
        'profile',
        'rules_ask',
        'rules_deny',
        'space_limits',
      ]),
    );
  });

  it('deny by default: without a profile, or without an approval, nothing is allowed', () => {
    fc.assert(
      fc.property(view, wholeQuestion, (asked, question) => {
        const pending = asked.connections.map((connection) => ({
          ...connection,
          tools: connection.tools.map((tool) => ({ ...tool, state: 'pending' as const })),
        }));
        for (const bare of [
          { ...asked, profiles: [] },
          { ...asked, connections: pending },
          { ...asked, connections: [] },
        ]) {
          expect(ask(bare, question).outcome).toBe('deny');
          expect(ask(bare, listed(question)).outcome).toBe('deny');
        }
      }),
      runs,
    );
  });

  it('never allow more for another rule that is not an allow', () => {
    const stricter = ruleWith(
      fc.constantFrom(
        { kind: 'deny' as const },
        { kind: 'step_up' as const, withinMs: 1 },
        { kind: 'approval_required' as const, by: { kind: 'person' as const } },
        { kind: 'mask' as const, detectors: ['phone'] },
      ),
      fc.constantFrom('a-new', 'z-new'),
    );
    fc.assert(
      fc.property(view, wholeQuestion, stricter, (asked, question, added) => {
        const more = { ...asked, rules: [...asked.rules, added] };
        for (const each of [question, listed(question)])
          expect(rank(ask(more, each))).toBeLessThanOrEqual(rank(ask(asked, each)));
      }),
      runs,
    );
  });

  it('never turn a deny into anything else for an allow', () => {
    const lenient = ruleWith(fc.constant({ kind: 'allow' as const }), fc.constant('new'));
    fc.assert(
      fc.property(view, wholeQuestion, lenient, (asked, question, added) => {
        fc.pre(ask(asked, question).outcome === 'deny');
        expect(ask({ ...asked, rules: [added, ...asked.rules] }, question).outcome).toBe('deny');
      }),
      runs,
    );
  });

  it('never allow more for limits of a profile, or for a narrower address', () => {
    fc.assert(
      fc.property(view, wholeQuestion, limits, (asked, question, more) => {
        const limited = {
          ...asked,
          profiles: asked.profiles.map((profile) => ({
            ...profile,
            // Where there is a limit already it stays: another list in its place might be wider.
            constraints: { ...more, ...profile.constraints, readOnly: true },
          })),
        };
        const before = rank(ask(asked, question));
        expect(rank(ask(limited, question))).toBeLessThanOrEqual(before);
        const narrowing = { ...question.narrowing, readOnly: true, toolset: 'reading' };
        expect(rank(ask(asked, { ...question, narrowing }))).toBeLessThanOrEqual(before);
      }),
      runs,
    );
  });

  it('agree in lists and calls: what is not listed cannot be called', () => {
    fc.assert(
      fc.property(view, wholeQuestion, (asked, question) => {
        if (ask(asked, listed(question)).outcome === 'deny')
          expect(ask(asked, question).outcome).toBe('deny');
      }),
      runs,
    );
  });

  it('agree in lists and calls: what is listed can be called where nothing looks at the single call', () => {
    fc.assert(
      fc.property(view, wholeQuestion, (asked, question) => {
        const plain: GovernanceView = {
          ...asked,
          rules: asked.rules
            .filter(({ condition = '' }) => !/args|target/.test(condition))
            .filter(({ target }) => !target.spaces),
          profiles: asked.profiles.map((profile) => ({
            ...profile,
            constraints: { readOnly: profile.constraints.readOnly },
          })),
        };
        expect(ask(plain, question).outcome === 'deny').toBe(ask(plain, listed(question)).outcome === 'deny');
      }),
      runs,
    );
  });

  it('read the same for a hidden tool and for one that does not exist', () => {
    let hidden = 0;
    fc.assert(
      fc.property(view, wholeQuestion, (asked, question) => {
        fc.pre(ask(asked, listed(question)).outcome === 'deny');
        hidden += 1;
        const { operation: _, ...unknown } = question;
        const view = callerView(ask(asked, question));
        expect(view).toEqual(callerView(ask(asked, unknown)));
        expect(callerView(ask(asked, listed(question)))).toEqual(view);
      }),
      runs,
    );
    expect(hidden).toBeGreaterThan(100);
  });

  it('stay what they are when more becomes known', () => {
    fc.assert(
      fc.property(view, wholeQuestion, keptFacts, (asked, question, keep) => {
        const early = ask(asked, withoutPhaseTargets(question, keep));
        const late = ask(asked, question);
        expect(late.outcome).not.toBe('need');
        if (early.outcome !== 'need') expect(callerView(early)).toEqual(callerView(late));
      }),
      { numRuns: 1000 },
    );
  });

  it('do not depend on the order in which rules, profiles and switches are given', () => {
    fc.assert(
      fc.property(view, wholeQuestion, fc.infiniteStream(fc.nat()), (asked, question, numbers) => {
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, at: numbers.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const other = { ...asked, rules: shuffled(asked.rules), killSwitches: shuffled(asked.killSwitches) };
        expect(ask(other, question)).toEqual(ask(asked, question));
        const mixed = { ...asked, profiles: shuffled(asked.profiles), grants: shuffled(asked.grants) };
        expect(callerView(ask(mixed, question))).toEqual(callerView(ask(asked, question)));
      }),
      runs,
    );
  });

  it('are the same from a governance that has answered before', () => {
    fc.assert(
      fc.property(view, fc.array(wholeQuestion, { minLength: 2, maxLength: 8 }), (asked, questions) => {
        const used = compiled(asked);
        const both = questions.flatMap((question) => [question, listed(question)]);
        for (const question of both) expect(judge(used, question)).toEqual(ask(asked, question));
      }),
      { numRuns: 300 },
    );
  });
});

describe('explanations', () => {
  const stateOf = {
    allow: 'passed',
    deny: 'failed',
    need: 'needs',
    step_up: 'asks',
    approval_required: 'asks',
  };

  it('give the same verdict, name every link once and mark the one that decided', () => {
    fc.assert(
      fc.property(view, wholeQuestion, keptFacts, (asked, question, keep) => {
        const partial = withoutPhaseTargets(question, keep);
        for (const each of [partial, listed(question)]) {
          const governance = compiled(asked);
          const { verdict, links } = explain(governance, each);
          expect(verdict).toEqual(judge(governance, each));
          expect(links.map(({ link }) => link)).toEqual(chainLinks);
          const deciding = links.filter(({ deciding }) => deciding);
          expect(deciding).toMatchObject([{ link: verdict.decider.link, state: stateOf[verdict.outcome] }]);
          if (verdict.outcome === 'deny') {
            const before = links.slice(0, chainLinks.indexOf(verdict.decider.link));
            expect(before.filter(({ state }) => state === 'failed')).toEqual([]);
          }
        }
      }),
      runs,
    );
  });

  it('name the rule that decides: alone it decides the same, and without any rule it does not', () => {
    let decided = 0;
    fc.assert(
      fc.property(view, wholeQuestion, (asked, question) => {
        const { verdict } = explain(compiled(asked), question);
        if (verdict.decider.link !== 'rules_deny' && verdict.decider.link !== 'rules_ask') return;
        decided += 1;
        const rule = asked.rules.find(({ id }) => id === verdict.decider.id);
        const alone = ask({ ...asked, rules: rule ? [rule] : [] }, question);
        expect(alone).toMatchObject({ outcome: verdict.outcome, decider: verdict.decider });
        expect(ask({ ...asked, rules: [] }, question).decider.link).not.toBe(verdict.decider.link);
      }),
      runs,
    );
    expect(decided).toBeGreaterThan(50);
  });
});

describe('visible rows', () => {
  it('are those that would be allowed alone, and none that is not fully known where that matters', () => {
    fc.assert(
      fc.property(
        view,
        wholeQuestion,
        fc.array(wholeTarget, { maxLength: 6 }),
        keptFacts,
        (asked, question, rows, keep) => {
          const governance = compiled(asked);
          const { phase, ...rest } = question;
          const args = phase.kind === 'list' ? {} : phase.args;
          const visible = visibleRows(governance, { ...rest, args }, rows, (row) => row);
          const early = visibleRows(governance, { ...rest, args }, rows, (row) => forgetting(row, keep));
          expect(visible.rows).toEqual(
            rows.filter(
              (row) =>
                ask(asked, { ...rest, phase: { kind: 'result', args, targets: [row] } }).outcome === 'allow',
            ),
          );
          expect(visible.dropped).toBe(visible.rows.length < rows.length);
          for (const row of early.rows) expect(visible.rows).toContain(row);
        },
      ),
      { numRuns: 600 },
    );
  });
});
