import { describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { operationId, type Operation } from '../operation.ts';
import { requiredScopes } from './required-scopes.ts';
import { smallest, waysThrough } from './scope-alternatives.ts';
import { isOlderOn } from './cloud-adapter.ts';
import { cloudSteps } from './scope-steps.ts';

const find = (id: string): Operation => {
  const operation = catalogue.find((candidate) => operationId(candidate) === id);
  if (!operation) throw new Error(`no operation ${id}`);
  return operation;
};

describe('ways through several steps', () => {
  it('take one set of each, without sets that contain another', () => {
    expect(waysThrough([[['a'], ['b']], [['a', 'c']]])).toEqual([['a', 'c']]);
    expect(waysThrough([[['a'], ['b']], [['c']]])).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(waysThrough([])).toEqual([[]]);
  });

  it('are none where one step has none', () => {
    expect(waysThrough([[['a']], []])).toEqual([]);
  });

  it('keep sets of the same size apart and drop doubles', () => {
    expect(smallest([['a', 'b'], ['c'], ['a', 'b'], ['a', 'c']])).toEqual([['c'], ['a', 'b']]);
  });
});

describe('scopes through v2', () => {
  it('are granular alone where v2 is used', () => {
    const scopes = [['read:page:confluence', 'write:page:confluence']];
    expect(requiredScopes(find('pages.update'), 'cloud-v2')).toEqual({
      classic: [],
      granular: scopes,
      any: scopes,
    });
    expect(requiredScopes(find('content.ancestors'), 'cloud-v2').granular).toEqual([
      ['read:content.metadata:confluence', 'read:page:confluence'],
    ]);
  });

  it('have both kinds where v1 is asked', () => {
    expect(requiredScopes(find('search.cql'), 'cloud-v2')).toEqual({
      classic: [['search:confluence']],
      granular: [['read:content-details:confluence']],
      any: [['read:content-details:confluence'], ['search:confluence']],
    });
    expect(requiredScopes(find('labels.addToPage'), 'cloud-v2')).toMatchObject({
      classic: [['write:confluence-content']],
      granular: [['read:label:confluence', 'write:label:confluence']],
    });
  });
});

describe('scopes through the older content API', () => {
  it('are classic, with the summary scope enough for what has no body', () => {
    expect(requiredScopes(find('pages.get'), 'cloud-v1').classic).toEqual([
      ['read:confluence-content.summary'],
      ['read:confluence-content.all'],
    ]);
    expect(requiredScopes(find('pages.getBody'), 'cloud-v1').classic).toEqual([
      ['read:confluence-content.all'],
    ]);
    expect(requiredScopes(find('content.descendants'), 'cloud-v1').classic).toEqual([
      ['read:confluence-content.summary'],
    ]);
  });

  it('take the scope of content to delete a page', () => {
    expect(requiredScopes(find('pages.delete'), 'cloud-v1').classic).toContainEqual([
      'read:confluence-content.all',
      'write:confluence-content',
    ]);
    expect(requiredScopes(find('pages.delete'), 'cloud-v1').classic.flat()).not.toContain(
      'write:confluence-space',
    );
  });

  it('are known for all that the catalogue asks of v2, but for what v1 never had', () => {
    /** Operations whose content v1 does not know, such as whiteboards. */
    const newerOnly: readonly string[] = [];
    const unknown = catalogue.flatMap((operation) =>
      (cloudSteps(operation, isOlderOn('cloud-v1')) ?? [])
        .filter(({ asks }) => asks.startsWith('cloud-v2 '))
        .map(({ asks }) => `${operationId(operation)}: ${asks}`),
    );
    expect(unknown).toEqual(newerOnly);
  });

  it('are granular for what v1 never had', () => {
    const operation: Operation = { ...find('pages.get'), action: 'board' };
    const board = { ...operation, platforms: { cloud: ['cloud-v2 getWhiteboardById'] as const } };
    expect(requiredScopes(board, 'cloud-v1')).toEqual(requiredScopes(board, 'cloud-v2'));
  });

  it('say of each step whether newer sites still have it', () => {
    const withdrawn = (id: string): boolean[] =>
      (cloudSteps(find(id), isOlderOn('cloud-v1')) ?? []).map((step) => step.withdrawn);
    expect(withdrawn('pages.get')).toEqual([true]);
    expect(withdrawn('search.cql')).toEqual([false]);
    expect(withdrawn('content.descendants')).toEqual([false]);
    expect(withdrawn('labels.addToPage')).toEqual([false]);
  });
});

it('scopes of Data Center follow from what its operations do', () => {
  expect(requiredScopes(find('pages.get'), 'datacenter')).toEqual({
    classic: [],
    granular: [],
    any: [['READ']],
  });
  expect(requiredScopes(find('comments.addFooter'), 'datacenter').any).toEqual([['WRITE']]);
});
