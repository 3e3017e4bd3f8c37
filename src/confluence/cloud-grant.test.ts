import { describe, expect, it } from 'vitest';
import { contentApiFor, isClassicScope } from './cloud-grant.ts';

describe('the API that serves content to a grant', () => {
  it.each([
    [undefined, 'v2'],
    [[], 'v2'],
    [['offline_access', 'read:me'], 'v2'],
    [['read:confluence-content.all', 'search:confluence'], 'v1'],
    [['readonly:content.attachment:confluence'], 'v1'],
    // Granular scopes for searching people and reading their names open no content.
    [['read:confluence-content.all', 'read:content-details:confluence', 'read:user:confluence'], 'v1'],
    [['search:confluence', 'read:page:confluence'], 'v2'],
    [['write:comment:confluence'], 'v2'],
    [['read:hierarchical-content:confluence'], 'v2'],
  ] as const)('%j: %s', (scopes, api) => {
    expect(contentApiFor(scopes)).toBe(api);
  });
});

it.each([
  ['read:confluence-space.summary', true],
  ['manage:confluence-configuration', true],
  ['search:confluence', true],
  ['readonly:content.attachment:confluence', true],
  ['read:space:confluence', false],
  ['offline_access', false],
  ['read:confluence', false],
])('%s is classic: %s', (scope, classic) => {
  expect(isClassicScope(scope)).toBe(classic);
});
