import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasReferenceData, referenceDataNote, referencePath } from '../../../test/support/reference-data.ts';
import { cloudOperations } from './api-operations.ts';

describe('the operations behind the ports', () => {
  it.skipIf(!hasReferenceData)(`want the scopes of the vendor's document${referenceDataNote}`, () => {
    const rows = readFileSync(referencePath('data', 'operations', 'operations.tsv'), 'utf8')
      .trim()
      .split('\n');
    const documented = new Map<string, string[][]>();
    for (const row of rows.slice(1)) {
      const [api, , , operationId, classic = '', granular = ''] = row.split('\t');
      const ways = [classic, granular].map((scopes) => scopes.split(/[ ,]+/).filter(Boolean));
      documented.set(
        `${api} ${operationId}`,
        ways.filter((scopes) => scopes.length > 0),
      );
    }
    for (const [name, { api, scopes }] of Object.entries(cloudOperations)) {
      expect({ name, scopes }).toEqual({ name, scopes: documented.get(`${api} ${name}`) });
    }
  });
});
