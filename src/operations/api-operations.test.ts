import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generate } from '../../scripts/generate-api-operations.ts';
import { hasReferenceData, referenceDataNote, referencePath } from '../../test/support/reference-data.ts';
import { cloudOperations } from '../confluence/cloud/api-operations.ts';
import { exceptionsOf } from './api-effects.ts';
import { apiOperation, apiOperations } from './api-operation-table.ts';
import type { ApiOperation } from './operation.ts';

const entries = [...apiOperations().values()];
const named = (api: string, keep: (entry: (typeof entries)[number]) => boolean): string[] =>
  entries
    .filter((entry) => entry.operation.startsWith(`${api} `) && keep(entry))
    .map(({ operation }) => operation.slice(api.length + 1))
    .sort();

describe('the table of API operations', () => {
  it.runIf(hasReferenceData)(`is what the vendor's documents give${referenceDataNote}`, () => {
    const file = new URL('api-operations.generated.ts', import.meta.url);
    expect(generate(referencePath('data', 'openapi'))).toBe(readFileSync(file, 'utf8'));
  });

  it('holds every operation of the three documents', () => {
    expect(named('cloud-v2', () => true)).toHaveLength(218);
    expect(named('cloud-v1', () => true)).toHaveLength(130);
    expect(named('dc', () => true)).toHaveLength(176);
  });

  it('keeps alternatives and scopes that are needed together apart', () => {
    expect(apiOperation('cloud-v2 getPageById')).toEqual({
      operation: 'cloud-v2 getPageById',
      method: 'GET',
      path: '/wiki/api/v2/pages/{id}',
      effect: 'read',
      classic: [],
      granular: [['read:page:confluence']],
    });
    expect(apiOperation('cloud-v1 addLabelsToContent')).toMatchObject({
      classic: [['write:confluence-content']],
      granular: [['read:label:confluence', 'write:label:confluence']],
    });
    expect(() => apiOperation('dc noSuchOperation')).toThrow('unknown API operation: dc noSuchOperation');
  });

  it('knows no classic scope for v2, and only what looks like a scope', () => {
    expect(named('cloud-v2', ({ classic }) => classic.length > 0)).toEqual([]);
    const scopes = new Set(entries.flatMap(({ classic, granular }) => [...classic, ...granular].flat()));
    for (const scope of scopes)
      expect(scope).toMatch(/^(read|write|delete|manage|search|readonly)[:a-z.-]+$/);
  });

  it('agrees with the scopes by which the Cloud client explains a refusal', () => {
    for (const [operationId, { api, scopes }] of Object.entries(cloudOperations)) {
      const { classic, granular } = apiOperation(`cloud-${api} ${operationId}` as ApiOperation);
      const sorted = scopes.map((set) => [...set].sort()).filter((set) => set.length > 0);
      expect([operationId, ...sorted]).toEqual([operationId, ...classic, ...granular]);
    }
  });
});

describe('effects', () => {
  it('are read for every GET but the one that hands out a backup', () => {
    const others = entries.filter(({ method, effect }) => method === 'GET' && effect !== 'read');
    expect(others.map(({ operation }) => operation)).toEqual(['dc downloadBackupFile']);
  });

  it('are read for these POSTs alone', () => {
    expect(
      entries.filter(({ method, effect }) => method !== 'GET' && effect === 'read').map((e) => e.operation),
    ).toEqual([
      'cloud-v2 checkAccessByEmail',
      'cloud-v2 convertContentIdsToContentTypes',
      'cloud-v2 createBulkUserLookup',
      'cloud-v1 asyncConvertContentBodyRequest',
      'cloud-v1 bulkAsyncConvertContentBodyRequest',
      'cloud-v1 checkContentPermission',
      'dc convert',
    ]);
  });

  it('are never create or update for what destroys or gives power away', () => {
    const destroying = [
      'cloud-v2 postRedactPage',
      'cloud-v2 postRedactBlog',
      'cloud-v2 bulkRemoveSpacePermissionAccess',
      'cloud-v2 enableAdminKey',
      'cloud-v1 deletePageTree',
      'cloud-v1 updateRestrictions',
      'dc createSiteRestoreJob',
      'dc unIndexAll',
      'dc revokePermissionsFromUser',
      'dc trash',
      'dc testWebhook',
    ] as const;
    const harmless = destroying.filter(
      (operation) => !/^(delete|admin)$/.test(apiOperation(operation).effect),
    );
    expect(harmless).toEqual([]);
  });

  it('differ from what the method says only with a reason', () => {
    const byMethod: Record<string, string> = { GET: 'read', POST: 'create', PUT: 'update', DELETE: 'delete' };
    for (const api of ['cloud-v2', 'cloud-v1', 'dc'] as const) {
      const exceptions = exceptionsOf(api);
      expect(named(api, ({ method, effect }) => byMethod[method] !== effect)).toEqual(
        [...exceptions.keys()].sort(),
      );
      for (const { reason } of exceptions.values()) expect(reason.length).toBeGreaterThan(10);
    }
  });
});
