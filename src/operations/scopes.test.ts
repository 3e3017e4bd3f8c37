import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';
import { operationId } from './operation.ts';
import { requiredScopes, scopesFor } from './scopes.ts';

const find = (id: string) => {
  const operation = catalogue.find((candidate) => operationId(candidate) === id);
  if (!operation) throw new Error(`no operation ${id}`);
  return operation;
};

describe('scopes', () => {
  it('are granular alone where v2 is used', () => {
    expect(requiredScopes(find('pages.update'), 'cloud')).toEqual({
      classic: null,
      granular: ['read:page:confluence', 'write:page:confluence'],
    });
    expect(requiredScopes(find('content.ancestors'), 'cloud')).toEqual({
      classic: null,
      granular: ['read:content.metadata:confluence', 'read:page:confluence'],
    });
  });

  it('have both kinds where v1 is used', () => {
    expect(requiredScopes(find('search.cql'), 'cloud')).toEqual({
      classic: ['search:confluence'],
      granular: ['read:content-details:confluence'],
    });
    expect(requiredScopes(find('labels.addToPage'), 'cloud')).toEqual({
      classic: ['write:confluence-content'],
      granular: ['read:label:confluence', 'write:label:confluence'],
    });
  });

  it('are none on Data Center', () => {
    expect(requiredScopes(find('pages.get'), 'datacenter')).toEqual({ classic: [], granular: [] });
  });

  it('of the whole catalogue stay far under the 50 that a consent address can hold', () => {
    expect(scopesFor(catalogue, 'granular')).toEqual([
      'delete:page:confluence',
      'read:attachment:confluence',
      'read:comment:confluence',
      'read:content-details:confluence',
      'read:content.metadata:confluence',
      'read:hierarchical-content:confluence',
      'read:label:confluence',
      'read:page:confluence',
      'read:space:confluence',
      'read:user:confluence',
      'write:comment:confluence',
      'write:label:confluence',
      'write:page:confluence',
    ]);
    expect(scopesFor(catalogue, 'classic')).toEqual(
      expect.arrayContaining(['search:confluence', 'write:confluence-content', 'read:page:confluence']),
    );
    expect(scopesFor(catalogue, 'classic')).not.toContain('write:label:confluence');
  });
});
