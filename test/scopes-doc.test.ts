import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scopesDoc } from '../scripts/generate-scopes-doc.ts';

it('docs/scopes.md says what the catalogue needs (node scripts/generate-scopes-doc.ts renews it)', () => {
  expect(readFileSync(new URL('../docs/scopes.md', import.meta.url), 'utf8')).toBe(scopesDoc());
});
