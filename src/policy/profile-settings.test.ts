import { describe, expect, it } from 'vitest';
import { factsOfTarget } from './facts.ts';
import { cqlLimitsOf, surfaceOf } from './profile-settings.ts';
import { ana, compiled, governanceView, now, profile } from './testing/small-governance.ts';

describe('the surface of a caller', () => {
  const surface = (...profiles: ReturnType<typeof profile>[]) =>
    surfaceOf(compiled(governanceView({ profiles })), ana, now);

  it('is what the first profile says that says one', () => {
    expect(surface(profile('a'))).toBe(undefined);
    expect(
      surface(profile('c', { surface: 'flat' }), profile('a'), profile('b', { surface: 'grouped' })),
    ).toBe('grouped');
    expect(surface(profile('a', { people: ['ben'], surface: 'flat' }))).toBe(undefined);
  });
});

describe('limits of a search', () => {
  const governance = compiled(
    governanceView({
      profiles: [
        profile('eng', { allowedSpaces: [{ key: 'ENG' }], readOnly: true }),
        profile('trees', { pageTrees: ['5'], labels: ['x'], deniedSpaces: [{ key: 'HR' }] }),
        profile('free'),
      ],
    }),
  );

  it('are those of each profile, and none where one is free of them', () => {
    expect(cqlLimitsOf(governance, ['eng', 'trees'])).toEqual([
      { allowedSpaces: [{ key: 'ENG' }] },
      { pageTrees: ['5'], labels: ['x'], deniedSpaces: [{ key: 'HR' }] },
    ]);
    expect(cqlLimitsOf(governance, ['eng', 'free'])).toBe(undefined);
    expect(cqlLimitsOf(governance, [])).toEqual([]);
  });
});

describe('facts that a target says itself', () => {
  it.each([
    [{ kind: 'page', id: '1' } as const, { kind: 'page', id: '1' }],
    [{ kind: 'space', id: '1' } as const, { kind: 'space', id: '1', spaceId: '1' }],
    [{ kind: 'space', key: 'ENG' } as const, { kind: 'space', spaceKey: 'ENG' }],
  ])('%j', (target, facts) => {
    expect(factsOfTarget(target)).toEqual(facts);
  });
});
