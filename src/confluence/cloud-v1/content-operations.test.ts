import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasReferenceData, referenceDataNote, referencePath } from '../../../test/support/reference-data.ts';
import { cloudV1Operations, granularScopes } from './content-operations.ts';

describe("the operations of Cloud's older content API", () => {
  it.skipIf(!hasReferenceData)(
    `are marked as living where the vendor still lists them${referenceDataNote}`,
    () => {
      const rows = readFileSync(referencePath('data', 'operations', 'operations.tsv'), 'utf8')
        .trim()
        .split('\n');
      const documented = new Map(
        rows.map((row) => {
          const [api, method, path = '', , classic = ''] = row.split('\t');
          const plain = path.replaceAll(/\{\w+\}/g, '{}');
          return [`${api} ${method} ${plain}`, classic.split(/[ ,]+/)];
        }),
      );
      for (const { operationId, method, path, scopes, living = false } of Object.values(cloudV1Operations)) {
        const classic = documented.get(`v1 ${method} /wiki/rest/api${path.replaceAll(/\{\w+\}/g, '{}')}`);
        expect({ operationId, living }).toEqual({ operationId, living: classic !== undefined });
        if (classic !== undefined)
          expect({ operationId, scopes }).toEqual({ operationId, scopes: [classic] });
      }
    },
  );

  it('ask for classic scopes alone', () => {
    const all = Object.values(cloudV1Operations).flatMap(({ scopes, scopesWithBody = [] }) =>
      [...scopes, ...scopesWithBody].flat(),
    );
    expect(all.filter((scope) => !/^(?:read|write):confluence-/.test(scope))).toEqual([]);
  });

  it.each([
    [{ operation: 'getContent', kind: 'page' }, ['read:page:confluence']],
    [{ operation: 'updateContent', kind: 'blogpost' }, ['write:page:confluence']],
    [{ operation: 'deleteContent', kind: 'page' }, ['delete:page:confluence']],
    [{ operation: 'getContent', kind: 'attachment' }, ['read:attachment:confluence']],
    [{ operation: 'createContent', kind: 'comment' }, ['write:comment:confluence']],
    [{ operation: 'childrenOfType', kind: 'page' }, ['read:hierarchical-content:confluence']],
    [{ operation: 'listSpaces', kind: 'space' }, ['read:space:confluence']],
    [{ operation: 'addLabels', kind: 'page' }, ['read:label:confluence', 'write:label:confluence']],
  ] as const)('%j is in v2 under %j', (step, scopes) => {
    expect(granularScopes(step)).toEqual(scopes);
  });
});
