import { describe, expect, it } from 'vitest';
import { contentApiFor, contentParts, isClassicScope } from './cloud-grant.ts';

const apis = (scopes: readonly string[] | undefined): Record<string, string> =>
  Object.fromEntries(contentParts.map((part) => [part, contentApiFor(part, { scopes })]));

const all = (api: 'v1' | 'v2'): Record<string, string> =>
  Object.fromEntries(contentParts.map((part) => [part, api]));

describe('the API that serves a grant', () => {
  it.each([
    ['no scopes at all', undefined],
    ['none granted', []],
    ['nothing of Confluence', ['offline_access', 'read:me']],
    ['granular ones', ['read:page:confluence', 'write:comment:confluence']],
    ['granular ones that open no content', ['read:content-details:confluence']],
  ] as const)('is v2 with %s', (_name, scopes) => {
    expect(apis(scopes)).toEqual(all('v2'));
  });

  it.each([
    ['classic ones', ['read:confluence-content.all', 'search:confluence']],
    ['one that looks granular', ['readonly:content.attachment:confluence']],
    ['a granular one that opens no content', ['search:confluence', 'read:content-details:confluence']],
  ] as const)('is the older one with %s', (_name, scopes) => {
    expect(apis(scopes)).toEqual(all('v1'));
  });

  it('is v2 for the parts that granular scopes open, beside classic ones for the rest', () => {
    expect(apis(['read:confluence-content.all', 'write:page:confluence', 'read:user:confluence'])).toEqual({
      ...all('v1'),
      pages: 'v2',
      people: 'v2',
    });
    expect(apis(['search:confluence', 'read:hierarchical-content:confluence'])).toEqual({
      ...all('v1'),
      tree: 'v2',
    });
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
