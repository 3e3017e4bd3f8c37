import { expect } from 'vitest';
import type { ForeignClient, ToolAnswer } from './foreign-client.ts';

const neededTools = [
  'confluence_search_cql',
  'confluence_get_page',
  'confluence_create_page',
  'confluence_update_page',
  'confluence_add_comment',
  'confluence_add_labels',
  'confluence_delete_page',
];

/** An agent's day with Confluence, through any client: find, read, write, collide, comment, label, tidy up. */
export async function workOnPages(client: ForeignClient, title: string): Promise<void> {
  expect(await client.toolNames()).toEqual(expect.arrayContaining(neededTools));

  const done = async (name: string, args: Readonly<Record<string, unknown>>): Promise<ToolAnswer> => {
    const answer = await client.call(name, { ...args, outputFormat: 'both' });
    expect({ name, isError: answer.isError, text: answer.text }).toMatchObject({ isError: false });
    return answer;
  };

  const found = await done('confluence_search_cql', { cql: 'type = page order by created', limit: 5 });
  const [hit] = found.structured['items'] as ReadonlyArray<{ id: string; title: string }>;
  expect(hit).toBeDefined();
  const read = await done('confluence_get_page', { id: hit?.id });
  expect(read.structured).toMatchObject({ id: hit?.id, title: hit?.title });
  const spaceId = read.structured['spaceId'];

  const created = await done('confluence_create_page', {
    spaceId,
    title,
    body: { representation: 'storage', value: '<p>First words.</p>' },
  });
  const id = String(created.structured['id']);
  expect(created.structured).toMatchObject({ title, version: { number: 1 } });

  const update = (words: string, version: number) => ({
    id,
    title,
    body: { representation: 'storage', value: `<p>${words}</p>` },
    version: { number: version },
  });
  const updated = await done('confluence_update_page', update('Second words.', 2));
  expect(updated.structured).toMatchObject({ id, version: { number: 2 } });

  const stale = await client.call('confluence_update_page', update('Lost words.', 2));
  expect(stale).toMatchObject({ isError: true, text: expect.stringContaining('conflict') });
  const after = await done('confluence_get_page', { id, bodyFormat: 'storage' });
  expect(after.structured).toMatchObject({
    version: { number: 2 },
    body: { value: '<p>Second words.</p>' },
  });

  const comment = { pageId: id, body: { representation: 'storage', value: '<p>Well said.</p>' } };
  await done('confluence_add_comment', comment);
  await done('confluence_add_labels', { id, labels: ['from-agent'] });
  const labels = await done('confluence_get_labels', { id });
  expect(labels.structured['items']).toMatchObject([{ name: 'from-agent' }]);

  await done('confluence_delete_page', { id });
}
