import { describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { operationId, type Operation } from '../operation.ts';
import { liveness } from './liveness.ts';
import { missingScopes } from './missing-scopes.ts';

const find = (id: string): Operation => {
  const operation = catalogue.find((candidate) => operationId(candidate) === id);
  if (!operation) throw new Error(`no operation ${id}`);
  return operation;
};

const cloud = (...scopes: string[]) => ({ platform: 'cloud', scopes }) as const;

describe('an operation', () => {
  it('lives through v2 with granular scopes, through the older API with classic ones', () => {
    expect(liveness(find('spaces.list'), cloud('read:space:confluence'))).toEqual({
      live: true,
      adapter: 'cloud-v2',
    });
    expect(liveness(find('spaces.list'), cloud('read:confluence-space.summary'))).toEqual({
      live: true,
      adapter: 'cloud-v1',
    });
    expect(liveness(find('search.cql'), cloud('read:page:confluence', 'search:confluence'))).toEqual({
      live: true,
      adapter: 'cloud-v2',
    });
  });

  it('lives with credentials that have no scopes', () => {
    for (const operation of catalogue) {
      expect(liveness(operation, { platform: 'cloud' })).toEqual({ live: true, adapter: 'cloud-v2' });
      expect(liveness(operation, { platform: 'datacenter' })).toEqual({
        live: true,
        adapter: 'datacenter',
      });
    }
  });

  it('says what is missing, in the kind that the grant has', () => {
    expect(liveness(find('pages.edit'), cloud('read:page:confluence'))).toEqual({
      live: false,
      adapterTried: 'cloud-v2',
      missing: [['write:page:confluence']],
      reason: 'The grant lacks `write:page:confluence`.',
    });
    expect(liveness(find('labels.addToPage'), cloud('read:page:confluence'))).toMatchObject({
      missing: [['read:label:confluence', 'write:label:confluence'], ['write:confluence-content']],
      reason: 'The grant lacks `read:label:confluence` and `write:label:confluence`.',
    });
    expect(liveness(find('labels.addToPage'), cloud('search:confluence'))).toMatchObject({
      adapterTried: 'cloud-v1',
      missing: [['write:confluence-content'], ['read:label:confluence', 'write:label:confluence']],
    });
  });

  it('is not opened by a scope that is said to read the same: search stands for no summary', () => {
    for (const id of ['pages.get', 'spaces.list', 'content.descendants']) {
      expect(liveness(find(id), cloud('search:confluence')).live).toBe(false);
    }
    expect(liveness(find('search.cql'), cloud('search:confluence')).live).toBe(true);
  });

  it('needs granular scopes once the older API is gone, unless what it uses stays', () => {
    const gone = {
      platform: 'cloud',
      scopes: ['read:confluence-content.all', 'read:confluence-content.summary', 'search:confluence'],
      v1Content: 'gone',
    } as const;
    expect(liveness(find('pages.getBody'), gone)).toEqual({
      live: false,
      adapterTried: 'cloud-v1',
      missing: [['read:page:confluence']],
      reason: 'This site no longer serves the older content API; granular scopes are needed.',
    });
    expect(liveness(find('search.cql'), gone).live).toBe(true);
    expect(liveness(find('content.descendants'), gone).live).toBe(true);
    expect(liveness(find('pages.getBody'), { ...gone, v1Content: 'unknown' }).live).toBe(true);
    expect(liveness(find('pages.getBody'), { ...gone, v1Content: 'living' }).live).toBe(true);
  });

  it('of a grant with both kinds goes to v2 where granular scopes open its part', () => {
    const both = cloud(
      'read:confluence-content.all',
      'read:confluence-space.summary',
      'read:page:confluence',
    );
    expect(liveness(find('pages.get'), both)).toMatchObject({ live: true, adapter: 'cloud-v2' });
    expect(liveness(find('spaces.list'), both)).toMatchObject({ live: true, adapter: 'cloud-v1' });
    expect(liveness(find('pages.edit'), both)).toMatchObject({ missing: [['write:page:confluence']] });
    expect(liveness(find('comments.getFooter'), { ...both, v1Content: 'gone' })).toMatchObject({
      live: false,
      missing: [['read:comment:confluence']],
    });
  });

  it('says which calls want more', () => {
    expect(liveness(find('pages.getBody'), cloud('read:page:confluence'))).toEqual({
      live: true,
      adapter: 'cloud-v2',
      partlyMissing: [['read:user:confluence']],
    });
  });

  it('takes a scope of Data Center for those below it', () => {
    const granted = (...scopes: string[]) => ({ platform: 'datacenter', scopes }) as const;
    expect(liveness(find('pages.get'), granted('READ')).live).toBe(true);
    expect(liveness(find('pages.create'), granted('SYSTEM_ADMIN')).live).toBe(true);
    expect(liveness(find('pages.create'), granted('READ'))).toEqual({
      live: false,
      adapterTried: 'datacenter',
      missing: [['WRITE']],
      reason: 'The grant lacks `WRITE`.',
    });
    expect(liveness(find('pages.get'), granted()).live).toBe(false);
  });

  it('that a platform does not have is not live there', () => {
    const operation = { ...find('pages.get'), platforms: { cloud: [] } };
    expect(liveness(operation, { platform: 'datacenter' })).toEqual({
      live: false,
      adapterTried: 'datacenter',
      missing: [],
      reason: 'Confluence Data Center does not have this.',
    });
  });

  it('with no scope at all lacks everything', () => {
    const nothing = catalogue.filter((operation) => liveness(operation, cloud()).live);
    expect(nothing).toEqual([]);
  });
});

describe('missing scopes', () => {
  const operations = ['pages.getBody', 'pages.edit', 'spaces.list', 'search.cql'].map(find);

  it('are told by operation and by scope', () => {
    expect(missingScopes(operations, cloud('read:page:confluence'))).toEqual({
      byOperation: [
        expect.objectContaining({ operation: 'pages.edit', missing: [['write:page:confluence']] }),
        expect.objectContaining({ operation: 'spaces.list', missing: [['read:space:confluence']] }),
        expect.objectContaining({
          operation: 'search.cql',
          missing: [['read:content-details:confluence'], ['search:confluence']],
        }),
      ],
      byScope: [
        { scope: 'read:content-details:confluence', disables: ['search.cql'], limits: [] },
        { scope: 'read:space:confluence', disables: ['spaces.list'], limits: [] },
        { scope: 'read:user:confluence', disables: [], limits: ['pages.getBody'] },
        { scope: 'write:page:confluence', disables: ['pages.edit'], limits: [] },
      ],
    });
  });

  it('are none where nothing is missing', () => {
    expect(missingScopes(operations, { platform: 'cloud' })).toEqual({ byOperation: [], byScope: [] });
  });
});
