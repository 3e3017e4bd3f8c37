import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasReferenceData, referenceDataNote, referencePath } from '../../../test/support/reference-data.ts';
import { dataCenterOperations, operationPath } from './api-operations.ts';

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
    for (const [name, [method, path]] of Object.entries(dataCenterOperations)) {
      expect({ name, call: `${method} /rest/api${path}` }).toEqual({ name, call: documented.get(name) });
    }
  });

  it('get their parameters encoded, and none is forgotten', () => {
    expect(operationPath('space', { spaceKey: '~ann@acme.example' })).toBe('/space/~ann%40acme.example');
    expect(operationPath('childrenOfType', { id: '7', type: 'page' })).toBe('/content/7/child/page');
    expect(() => operationPath('childrenOfType', { id: '7' })).toThrow('needs type');
  });
});
