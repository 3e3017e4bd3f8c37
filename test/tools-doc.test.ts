import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toolsDoc } from '../scripts/generate-tools-doc.ts';

it('docs/tools.md says what the catalogue holds (node scripts/generate-tools-doc.ts renews it)', () => {
  expect(readFileSync(new URL('../docs/tools.md', import.meta.url), 'utf8')).toBe(toolsDoc());
});
