import { expect, it } from 'vitest';
import { scopesInWords } from './scope-words.ts';

const nothing = { see: [], change: [], remove: [], administer: [] };

it('says what granular scopes are for, each thing once', () => {
  const scopes = [
    'read:page:confluence',
    'read:space:confluence',
    'read:space-details:confluence',
    'read:hierarchical-content:confluence',
    'write:page:confluence',
    'write:custom-content:confluence',
    'delete:page:confluence',
    'read:inlinetask:confluence',
    'offline_access',
  ];
  expect(scopesInWords(scopes)).toEqual({
    see: ['pages', 'spaces', 'the tree of pages', 'tasks'],
    change: ['pages', 'content of apps'],
    remove: ['pages'],
    administer: [],
  });
});

it('says what classic scopes and those of Data Center are for', () => {
  expect(
    scopesInWords(['read:confluence-content.all', 'write:confluence-space', 'search:confluence']),
  ).toEqual({
    ...nothing,
    see: ['pages and everything on them', 'search results'],
    change: ['spaces, and delete pages'],
  });
  expect(scopesInWords(['WRITE'])).toEqual({ ...nothing, change: ['everything that you may change'] });
});

it('says nothing of what it cannot read', () => {
  expect(scopesInWords(['read:jira-work', 'nonsense', 'fly:page:confluence', ''])).toEqual(nothing);
});
