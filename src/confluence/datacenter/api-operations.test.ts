import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasReferenceData, referenceDataNote, referencePath } from '../../../test/support/reference-data.ts';
import { filledPath } from '../content-api/client.ts';
import { dataCenterOperations } from './api-operations.ts';

describe('the operations behind the ports', () => {
  it.skipIf(!hasReferenceData)(`stand in the vendor's document${referenceDataNote}`, () => {
    const rows = readFileSync(referencePath('data', 'operations', 'operations-dc.tsv'), 'utf8')
      .trim()
      .split('\n');
    const documented = new Map(
      rows.map((row) => {
        const [, method, path, name = ''] = row.split('\t');
        return [name, `${method} ${path}`];
      }),
    );
    for (const { operationId, method, path } of Object.values(dataCenterOperations)) {
      const call = `${method} /rest/api${path}`;
      expect({ operationId, call }).toEqual({ operationId, call: documented.get(operationId) });
    }
  });

  it('get their parameters encoded, and none is forgotten', () => {
    expect(filledPath('getSpace', '/space/{spaceKey}', { spaceKey: '~ann@acme.example' })).toBe(
      '/space/~ann%40acme.example',
    );
    const { path } = dataCenterOperations.childrenOfType;
    expect(filledPath('childrenOfType', path, { id: '7', type: 'page' })).toBe('/content/7/child/page');
    expect(() => filledPath('childrenOfType', path, { id: '7' })).toThrow('childrenOfType needs type');
  });
});
