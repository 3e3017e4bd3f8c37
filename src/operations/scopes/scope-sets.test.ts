import { describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { operationId, type Operation } from '../operation.ts';
import { liveness } from './liveness.ts';
import { scopeSets, type ScopeChoice } from './scope-sets.ts';

const only = (...ids: string[]): readonly Operation[] =>
  catalogue.filter((operation) => ids.includes(operationId(operation)));

describe('scopes to ask for', () => {
  it('are granular throughout, sorted, with what refreshing takes', () => {
    expect(scopeSets(catalogue, 'granular')).toMatchObject({
      ok: true,
      scopes: [
        'delete:page:confluence',
        'offline_access',
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
      ],
    });
    expect(scopeSets(catalogue, 'full')).toEqual(scopeSets(catalogue, 'granular'));
  });

  it('are classic where v1 is asked and granular where v2 is', () => {
    const { scopes } = scopeSets(catalogue, 'classic', { refreshed: false });
    expect(scopes).toEqual(
      expect.arrayContaining(['search:confluence', 'write:confluence-content', 'read:page:confluence']),
    );
    expect(scopes).not.toContain('write:label:confluence');
    expect(scopes).not.toContain('offline_access');
    expect(scopeSets(catalogue, 'full', { kind: 'classic', refreshed: false }).scopes).toEqual(scopes);
  });

  it('are those that reading wants', () => {
    const { scopes } = scopeSets(catalogue, 'read-only');
    expect(scopes.filter((scope) => /^(?:write|delete):/.test(scope))).toEqual([]);
    expect(scopes).toContain('read:page:confluence');
  });

  it('leave out what only some calls want', () => {
    expect(scopeSets(catalogue, 'full').scopes).toContain('read:user:confluence');
    expect(scopeSets(catalogue, 'minimal').scopes).not.toContain('read:user:confluence');
  });

  it.each<ScopeChoice>(['classic', 'granular', 'full', 'minimal'])(
    'let all operations live: %s',
    (choice) => {
      const { scopes } = scopeSets(catalogue, choice);
      const dead = catalogue.filter((operation) => !liveness(operation, { platform: 'cloud', scopes }).live);
      expect(dead.map(operationId)).toEqual([]);
    },
  );

  it('say what each is for', () => {
    const list = scopeSets(only('pages.getBody', 'pages.edit', 'labels.addToPage'), 'granular');
    expect(list.ok && list.purposes).toEqual([
      { scope: 'offline_access', operations: [], sometimes: [] },
      { scope: 'read:content-details:confluence', operations: [], sometimes: ['pages.edit'] },
      { scope: 'read:label:confluence', operations: ['labels.addToPage'], sometimes: [] },
      { scope: 'read:page:confluence', operations: ['pages.getBody', 'pages.edit'], sometimes: [] },
      { scope: 'read:user:confluence', operations: [], sometimes: ['pages.getBody', 'pages.edit'] },
      { scope: 'write:label:confluence', operations: ['labels.addToPage'], sometimes: [] },
      { scope: 'write:page:confluence', operations: ['pages.edit'], sometimes: [] },
    ]);
  });

  it('are a list that somebody made, with what of it is wanted', () => {
    const custom = ['read:page:confluence', 'read:audit-log:confluence', 'read:page:confluence'];
    const list = scopeSets(only('pages.list'), 'custom', { custom, refreshed: false });
    expect(list).toEqual({
      ok: true,
      scopes: ['read:audit-log:confluence', 'read:page:confluence'],
      purposes: [
        { scope: 'read:audit-log:confluence', operations: [], sometimes: [] },
        { scope: 'read:page:confluence', operations: ['pages.list'], sometimes: [] },
      ],
    });
  });

  it('stay below fifty', () => {
    const many = Array.from({ length: 49 }, (_, index) => `read:thing-${index}:confluence`);
    expect(scopeSets([], 'custom', { custom: many, refreshed: false }).ok).toBe(true);
    expect(scopeSets([], 'custom', { custom: many })).toMatchObject({
      ok: false,
      reason: 'too_many',
      count: 50,
      limit: 49,
    });
  });

  it('are one word for Data Center', () => {
    expect(scopeSets(catalogue, 'full', { platform: 'datacenter' }).scopes).toEqual(['WRITE']);
    expect(scopeSets(catalogue, 'read-only', { platform: 'datacenter' }).scopes).toEqual(['READ']);
    const list = scopeSets(only('pages.get', 'pages.edit'), 'full', { platform: 'datacenter' });
    expect(list.ok && list.purposes).toEqual([{ scope: 'WRITE', operations: ['pages.edit'], sometimes: [] }]);
    expect(scopeSets(catalogue, 'custom', { platform: 'datacenter', custom: ['ADMIN'] }).scopes).toEqual([
      'ADMIN',
    ]);
  });
});
