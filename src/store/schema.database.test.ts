import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeEachStore } from '../../test/support/stores.ts';

describeEachStore('the schema', ({ open }) => {
  it('is described table by table in docs/storage-schema.md', async () => {
    const { db } = await open();
    const page = readFileSync(new URL('../../docs/storage-schema.md', import.meta.url), 'utf8');
    const firstCells = page.split('\n').flatMap((line) => /^\|\s*(`[^|]*`)\s*\|/.exec(line)?.[1] ?? []);
    const described = firstCells.join(' ').match(/\w+/g) ?? [];
    const tables = await db.introspection.getTables();
    expect(described).toEqual(expect.arrayContaining(tables.map(({ name }) => name)));
  });

  it('has the workspace first in the key of everything that belongs to one', async () => {
    const { db } = await open();
    const tables = (await db.introspection.getTables())
      .map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) }))
      // A ticket is found by its hash, before its workspace is known.
      .filter(({ name, columns }) => columns.includes('workspace_id') && name !== 'download_tickets');
    expect(tables.length).toBeGreaterThan(4);
    expect(tables.filter(({ columns }) => columns[0] !== 'workspace_id')).toEqual([]);
  });
});
