import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../', import.meta.url);

interface Requirement {
  readonly requirement: string;
  readonly source: string;
  readonly file: string;
  readonly test: string;
}

const [header, ...requirements] = readFileSync(new URL('test/requirements/oauth.tsv', root), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Requirement => {
    const [requirement = '', source = '', file = '', test = '', ...rest] = line.split('\t');
    if (test === '' || rest.length > 0) throw new Error(`not four columns: ${line}`);
    return { requirement, source, file, test };
  });

it('every OAuth requirement names its source and a test that is there', () => {
  expect(header).toStrictEqual({ requirement: 'requirement', source: 'source', file: 'file', test: 'test' });
  expect(requirements.length).toBeGreaterThan(80);
  const missing = requirements.filter(({ file, test }) => !names(file).has(test));
  expect(missing).toStrictEqual([]);
});

it('no requirement is named twice', () => {
  const twice = [...Map.groupBy(requirements, ({ requirement, source }) => `${requirement} ${source}`)]
    .filter(([, found]) => found.length > 1)
    .map(([name]) => name);
  expect(twice).toStrictEqual([]);
});

const read = new Map<string, ReadonlySet<string>>();

/** Names of the tests in a file, but for those that are skipped. */
function names(file: string): ReadonlySet<string> {
  const known = read.get(file);
  if (known) return known;
  const text = readFileSync(new URL(file, root), 'utf8');
  const found = new Set([...text.matchAll(/^\s*it\('([^']+)'/gm)].map(([, name = '']) => name));
  read.set(file, found);
  return found;
}
