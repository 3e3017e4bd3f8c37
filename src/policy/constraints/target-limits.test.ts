import { describe, expect, it } from 'vitest';
import type { TargetFacts } from '../facts.ts';
import { page } from '../testing/small-governance.ts';
import type { Constraints, SpaceRef } from '../view.ts';
import { asksForRenderedBody } from './rendered-formats.ts';
import { spaceIsIn, spaceSet } from './space-set.ts';
import { targetLimits, withinLimits } from './target-limits.ts';

const within = (constraints: Partial<Constraints>, targets: readonly TargetFacts[], judgedLater = false) => {
  const limits = targetLimits(constraints);
  return limits ? withinLimits(limits, { targets, judgedLater }) : 'unlimited';
};
const eng = { allowedSpaces: [{ id: 'id-of-ENG', key: 'ENG' }] };
const space = (key: string): TargetFacts => ({ kind: 'space', spaceId: `id-of-${key}`, spaceKey: key });

describe('sets of spaces', () => {
  const cases: readonly [SpaceRef, { spaceId?: string; spaceKey?: string }, 'yes' | 'no' | 'unknown'][] = [
    [{ id: '1' }, { spaceId: '1' }, 'yes'],
    [{ id: '1' }, { spaceId: '2' }, 'no'],
    [{ id: '1' }, { spaceKey: 'ENG' }, 'unknown'],
    [{ key: 'ENG' }, { spaceKey: 'eng' }, 'yes'],
    [{ key: 'ENG' }, { spaceKey: 'HR' }, 'no'],
    [{ key: 'ENG' }, { spaceId: '1' }, 'unknown'],
    [{ key: 'ENG' }, { spaceId: '1', spaceKey: 'ENG' }, 'yes'],
    [{ id: '1', key: 'ENG' }, { spaceKey: 'ENG' }, 'yes'],
    [{ id: '1', key: 'ENG' }, { spaceId: '1' }, 'yes'],
    [{ id: '1', key: 'ENG' }, { spaceKey: 'HR' }, 'no'],
    // The key was given to another space since.
    [{ id: '1', key: 'ENG' }, { spaceId: '2', spaceKey: 'ENG' }, 'no'],
    [{ id: '1', key: 'ENG' }, {}, 'unknown'],
  ];
  it.each(cases)('%j holds %j: %s', (ref, asked, expected) => {
    expect(spaceIsIn(spaceSet([ref]), asked)).toBe(expected);
  });

  it('an empty one holds nothing, known or not', () => {
    expect(spaceIsIn(spaceSet([]), {})).toBe('no');
  });
});

describe('limits of spaces and pages', () => {
  it('are none where nothing is limited', () => {
    expect(within({}, [page('1', 'ENG')])).toBe('unlimited');
    expect(within({ deniedSpaces: [] }, [page('1', 'ENG')])).toBe('unlimited');
  });

  it.each<[string, Partial<Constraints>, TargetFacts, string]>([
    ['an allowed space', eng, page('1', 'ENG'), 'inside'],
    ['another space', eng, page('1', 'HR'), 'outside'],
    ['any space where none is left', { allowedSpaces: [] }, page('1', 'ENG'), 'outside'],
    ['a denied space', { deniedSpaces: [{ key: 'HR' }] }, page('1', 'HR'), 'outside'],
    ['a space that is both', { ...eng, deniedSpaces: [{ key: 'ENG' }] }, page('1', 'ENG'), 'outside'],
    ['a space that is not denied', { deniedSpaces: [{ key: 'HR' }] }, page('1', 'ENG'), 'inside'],
    ['the root of a tree', { pageTrees: ['5'] }, page('5', 'ENG'), 'inside'],
    ['a page under it', { pageTrees: ['5'] }, page('9', 'ENG', { ancestors: ['1', '5', '8'] }), 'inside'],
    ['a page above it', { pageTrees: ['5'] }, page('1', 'ENG', { ancestors: [] }), 'outside'],
    ['no tree at all', { pageTrees: [] }, page('1', 'ENG'), 'outside'],
    [
      'a comment on a page of the tree',
      { pageTrees: ['5'] },
      { kind: 'comment', id: '77', pageId: '5' },
      'inside',
    ],
    [
      'a comment whose own id is that of the root',
      { pageTrees: ['5'] },
      { kind: 'comment', id: '5', pageId: '1', ancestors: [] },
      'outside',
    ],
    [
      'a page with the label',
      { labels: ['Public'] },
      page('1', 'ENG', { labels: ['x', 'public'] }),
      'inside',
    ],
    ['a page without it', { labels: ['public'] }, page('1', 'ENG', { labels: ['x'] }), 'outside'],
    ['a space under a limit of spaces', eng, space('ENG'), 'inside'],
    ['a space under a limit of trees', { pageTrees: ['5'] }, space('ENG'), 'outside'],
    ['a space under a limit of labels', { labels: ['public'] }, space('ENG'), 'outside'],
  ])('%s', (_, constraints, target, expected) => {
    expect(within(constraints, [target])).toBe(expected);
  });

  it('ask for what is not known, and not where something else is outside', () => {
    const bare = { kind: 'page', id: '1' } as const;
    expect(within(eng, [bare])).toEqual(new Set(['space']));
    expect(within({ ...eng, pageTrees: ['5'], labels: ['x'] }, [bare])).toEqual(
      new Set(['space', 'ancestors', 'labels']),
    );
    expect(within({ pageTrees: ['5'] }, [{ kind: 'attachment', id: '9', ancestors: [] }])).toEqual(
      new Set(['ancestors']),
    );
    expect(within(eng, [bare, page('2', 'HR')])).toBe('outside');
    expect(within({ ...eng, labels: ['x'] }, [{ ...bare, labels: [] }])).toBe('outside');
  });

  it('let a space be named beside a page, or by a read that is judged by what it brings', () => {
    const trees = { pageTrees: ['5'] };
    expect(within(trees, [space('ENG'), page('5', 'ENG')])).toBe('inside');
    expect(within(trees, [space('ENG')], true)).toBe('inside');
    expect(within({ ...trees, ...eng }, [space('HR'), page('5', 'ENG')])).toBe('outside');
  });
});

describe('rendered formats', () => {
  it.each([
    [{ bodyFormat: 'view' }, true],
    [{ bodyFormat: 'VIEW ' }, true],
    [{ 'body-format': 'export_view' }, true],
    [{ expand: 'version,body.styled_view' }, true],
    [{ expand: ['space', 'body.view'] }, true],
    [{ params: { query: { 'body-format': 'view' } } }, true],
    [{ body: { representation: 'view', value: 'x' } }, true],
    [{ bodyFormat: 'storage' }, false],
    [{ expand: 'body.storage,version' }, false],
    [{ title: 'view', text: 'body.view' }, false],
    [{ bodyFormat: 'markdown', depth: 3, flag: null }, false],
    [{ a: { b: { c: { d: { e: { f: { g: { h: { i: {} } } } } } } } } }, true],
  ])('%j: %s', (args, expected) => {
    expect(asksForRenderedBody(args)).toBe(expected);
  });
});
