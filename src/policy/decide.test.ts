import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type Narrowing, type Profile, type Question } from './decide.ts';

const ids = ['pages.get', 'pages.update', 'spaces.list', 'search.cql'] as const;

const operation = fc.record({
  id: fc.constantFrom(...ids),
  group: fc.constantFrom('pages', 'spaces', 'search'),
  effect: fc.constantFrom(
    'read' as const,
    'create' as const,
    'update' as const,
    'delete' as const,
    'admin' as const,
  ),
});
const profile: fc.Arbitrary<Profile> = fc.record({
  operations: fc.oneof(
    fc.constant('all' as const),
    fc.subarray([...ids]).map((some) => new Set<string>(some)),
  ),
  readOnly: fc.boolean(),
});
const narrowing: fc.Arbitrary<Narrowing> = fc.record(
  { readOnly: fc.boolean(), toolsets: fc.subarray(['pages', 'spaces', 'search']) },
  { requiredKeys: ['readOnly'] },
);
const question: fc.Arbitrary<Question> = fc.record({ operation, profile, narrowing });

describe('decide', () => {
  it('denies whoever has no profile', () => {
    fc.assert(
      fc.property(question, ({ operation, narrowing }) => {
        expect(decide({ operation, narrowing, profile: undefined }).outcome).toBe('deny');
      }),
    );
  });

  it('never allows more when an address narrows or a profile becomes read-only', () => {
    fc.assert(
      fc.property(question, narrowing, (asked, more) => {
        if (decide(asked).outcome === 'allow') return;
        const toolsets = asked.narrowing.toolsets ?? more.toolsets;
        const narrower: Question = {
          ...asked,
          profile: asked.profile && { ...asked.profile, readOnly: true },
          narrowing: { readOnly: asked.narrowing.readOnly || more.readOnly, ...(toolsets && { toolsets }) },
        };
        expect(decide(narrower).outcome).toBe('deny');
      }),
    );
  });

  it('allows no change through a read-only profile or address', () => {
    fc.assert(
      fc.property(question, ({ operation, profile, narrowing }) => {
        fc.pre(operation.effect !== 'read' && profile !== undefined);
        expect(decide({ operation, profile, narrowing: { ...narrowing, readOnly: true } }).outcome).toBe(
          'deny',
        );
        if (profile)
          expect(decide({ operation, profile: { ...profile, readOnly: true }, narrowing }).outcome).toBe(
            'deny',
          );
      }),
    );
  });

  it('answers the same for a list and for a call, and names the rule', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const listed = decide(asked);
        const called = decide({ ...asked, targets: [{ kind: 'page', id: '1' }] });
        expect(called).toEqual(listed);
        expect(called.rule).not.toBe('');
      }),
    );
  });
});
