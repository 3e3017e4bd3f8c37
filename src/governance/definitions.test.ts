import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changed, smallCatalogue } from '../../test/support/catalogues.ts';
import { catalogue } from '../operations/catalogue.ts';
import type { Operation } from '../operations/operation.ts';
import { contentHashOf, describeAll, discoveredOn, hashesToWrite } from './definitions.ts';
import { definitionDifference } from './definition-difference.ts';

const [getPage] = smallCatalogue;
if (!getPage) throw new Error('the small catalogue is empty');

function discovered(operation: Operation) {
  const set = discoveredOn([operation], 'cloud');
  const [tool] = set.tools.values();
  if (!tool) throw new Error('nothing was discovered');
  return { ...tool, setHash: set.setHash };
}

describe('the definition of a tool', () => {
  const usual = discovered(getPage);

  it.each([
    ['name', { name: 'confluence_fetch_page' }],
    ['description', { description: 'Reads a page.' }],
    ['effect', { effect: 'update' as const }],
    ['input', { input: z.strictObject({ pageId: z.string(), recipient: z.string() }) }],
    ['output', { output: z.strictObject({ everything: z.string() }) }],
    ['scopes', { platforms: { cloud: ['cloud-v2 deletePage' as const] } }],
  ])('is another one where its %s differs', (field, fields) => {
    const other = discovered(changed(getPage, fields));
    expect(other.hash).not.toBe(usual.hash);
    expect(other.setHash).not.toBe(usual.setHash);
    const named = definitionDifference(usual.definition, other.definition).map((each) => each.field);
    expect(named.every((path) => path === field || path.startsWith(`${field}.`))).toBe(true);
    expect(named.length).toBeGreaterThan(0);
  });

  it('does the same under another name and id', () => {
    const renamed = discovered(changed(getPage, { name: 'confluence_fetch_page', action: 'fetch' }));
    expect(renamed.operationId).toBe('pages.fetch');
    expect(renamed.contentHash).toBe(usual.contentHash);
    expect(contentHashOf(renamed.definition)).toBe(usual.contentHash);
    expect(discovered(changed(getPage, { description: 'Other.' })).contentHash).not.toBe(usual.contentHash);
  });

  it('is the same however its fields are ordered, also once it was stored', () => {
    const stored = JSON.parse(JSON.stringify(usual.definition)) as typeof usual.definition;
    const { name, ...rest } = stored;
    expect(contentHashOf({ ...Object.fromEntries(Object.entries(rest).toReversed()), name } as never)).toBe(
      usual.contentHash,
    );
  });

  it('says field by field what came, what went and what is otherwise', () => {
    const before = {
      ...usual.definition,
      input: { properties: { a: { type: 'string' }, b: { maximum: 5 } } },
    };
    const after = {
      ...usual.definition,
      input: { properties: { b: { maximum: 9 }, c: { enum: ['x', 'y'] } } },
    };
    expect(definitionDifference(before, after)).toEqual([
      { field: 'input.properties.a', before: '{"type":"string"}' },
      { field: 'input.properties.b.maximum', before: '5', after: '9' },
      { field: 'input.properties.c', after: '{"enum":["x","y"]}' },
    ]);
    expect(definitionDifference(before, before)).toEqual([]);
  });

  it('exists for every operation of the catalogue on each platform that serves it', () => {
    for (const platform of ['cloud', 'datacenter'] as const) {
      const { tools } = discoveredOn(catalogue, platform);
      expect(tools.size).toBe(catalogue.filter(({ platforms }) => platforms[platform]).length);
      expect(new Set([...tools.values()].map(({ contentHash }) => contentHash)).size).toBe(tools.size);
    }
  });

  it('is the same where a build wrote its hashes down, and is then made only when it is looked at', () => {
    const written = hashesToWrite(catalogue);
    let made = 0;
    const counted = catalogue.map((operation) =>
      Object.defineProperty({ ...operation }, 'input', {
        get() {
          made += 1;
          return operation.input;
        },
      }),
    );
    for (const platform of ['cloud', 'datacenter'] as const) {
      const usualSet = describeAll(catalogue, platform);
      const quickSet = describeAll(counted, platform, written);
      const hashes = ({ tools }: typeof usualSet) =>
        [...tools.values()].map(({ operationId, effect, hash, contentHash }) => [
          operationId,
          effect,
          hash,
          contentHash,
        ]);
      expect(made).toBe(0);
      expect(quickSet.setHash).toBe(usualSet.setHash);
      expect(hashes(quickSet)).toEqual(hashes(usualSet));
      const [id = ''] = quickSet.tools.keys();
      expect(quickSet.tools.get(id)?.definition).toEqual(usualSet.tools.get(id)?.definition);
      expect(made).toBe(1);
      made = 0;
    }
  });

  it('is made where a build did not know the operation', () => {
    const written = hashesToWrite([]);
    expect(describeAll([getPage], 'cloud', written).setHash).toBe(describeAll([getPage], 'cloud').setHash);
  });
});
