import { describe, expect, it } from 'vitest';
import type { TargetFacts } from '../facts.ts';
import {
  compiled,
  governanceView,
  operations,
  page,
  profile,
  question,
  rule,
} from '../testing/small-governance.ts';
import type { GovernanceView } from '../view.ts';
import { visibleRows } from './visible-rows.ts';

const rows: readonly TargetFacts[] = [
  page('1', 'ENG'),
  page('2', 'HR'),
  { kind: 'page', id: '3' },
  page('4', 'ENG', { labels: ['secret'] }),
];

const visible = (view: Partial<GovernanceView>) => {
  const { phase: _, ...asked } = question({ operation: operations.search });
  const { rows: kept, ...rest } = visibleRows(
    compiled(governanceView(view)),
    { ...asked, args: { cql: 'x' } },
    rows,
    (row) => row,
  );
  return { ids: kept.map(({ id }) => id), ...rest };
};

describe('visible rows', () => {
  it('are all where nothing limits', () => {
    expect(visible({})).toEqual({ ids: ['1', '2', '3', '4'], dropped: false, mask: new Set() });
  });

  it('are those of the allowed spaces; a row without a space is dropped', () => {
    expect(visible({ profiles: [profile('p', { allowedSpaces: [{ key: 'ENG' }] })] })).toMatchObject({
      ids: ['1', '4'],
      dropped: true,
    });
  });

  it('are those that any of several profiles leaves', () => {
    const profiles = [
      profile('a', { allowedSpaces: [{ key: 'HR' }] }),
      profile('b', { allowedSpaces: [{ key: 'ENG' }], labels: ['secret'] }),
    ];
    expect(visible({ profiles }).ids).toEqual(['2', '4']);
  });

  it('are not those that a rule denies or asks for, and bring what is to be masked', () => {
    const rules = [
      rule('a', { kind: 'deny' }, { target: { spaces: [{ key: 'HR' }] } }),
      rule(
        'b',
        { kind: 'approval_required', by: { kind: 'person' } },
        { condition: '"secret" in target.labels' },
      ),
      rule('c', { kind: 'mask', detectors: ['email'] }, { condition: 'target.space == "ENG"' }),
    ];
    expect(visible({ rules })).toEqual({ ids: ['1'], dropped: true, mask: new Set(['email']) });
  });
});
