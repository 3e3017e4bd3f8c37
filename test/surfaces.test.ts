import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestWeir, textOf, type TestWeir } from './support/weir.ts';

let weir: TestWeir;
beforeAll(async () => {
  weir = await startTestWeir();
});
afterAll(() => weir.close());

const names = async (query: string): Promise<string[]> => {
  const client = await weir.connect(query);
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
};

describe('the surfaces over the whole product', () => {
  it('show what the address asks for', async () => {
    expect(await names('')).toHaveLength(29);
    expect(await names('?surface=grouped')).toEqual([
      'search',
      'pages',
      'spaces',
      'content',
      'comments',
      'labels',
      'attachments',
      'versions',
      'blogposts',
    ]);
    expect(await names('?readonly=true&toolsets=pages,labels')).toEqual([
      'confluence_list_pages',
      'confluence_get_page_metadata',
      'confluence_get_page',
      'confluence_get_labels',
    ]);
    expect(await names('?surface=grouped&readonly&toolsets=blogposts')).toEqual(['blogposts']);
  });

  it.each([
    ['?surface=compakt', 'surface=compakt'],
    ['?readonly=maybe', 'readonly=maybe'],
    ['?toolsets=pages,nonsense', 'toolsets=nonsense'],
  ])('refuse the address %s', async (query, said) => {
    const client = await weir.connect(query);
    await expect(client.listTools()).rejects.toThrow(said);
    const result = await client.callTool({ name: 'confluence_list_spaces', arguments: {} });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(
      new RegExp(`^invalid_input: The address of this server says ${said}, which is unknown\\.`),
    );
    await client.close();
  });

  it('answer as text, as JSON, or as both, with the body once in each', async () => {
    const { items } = await weir.structured('confluence_list_spaces');
    const [space] = items as Array<{ id: string }>;
    const body = { representation: 'storage', value: '<p>marker-4711</p>' };
    const markdown = { representation: 'markdown', value: 'marker-4711' };
    const created = await weir.structured('confluence_create_page', {
      spaceId: space?.id,
      title: 'Formats',
      body,
    });
    const page = { id: created['id'] };

    const verbose = await weir.call('confluence_get_page', page);
    expect(verbose.structuredContent).toBeUndefined();
    expect(textOf(verbose).match(/marker-4711/g)).toHaveLength(1);
    expect(textOf(verbose)).toMatch(
      /<confluence-data [0-9a-f]+>\npage \d+ "Formats" v1 etag=[0-9a-f]{8} space=\w+ http/,
    );

    const structured = await weir.call('confluence_get_page', { ...page, outputFormat: 'structured' });
    expect(structured.structuredContent).toMatchObject({
      id: created['id'],
      title: 'Formats',
      body: markdown,
    });
    expect(JSON.parse(textOf(structured))).toEqual(structured.structuredContent);

    const both = await weir.call('confluence_get_page', { ...page, outputFormat: 'both' });
    expect(both.structuredContent).toEqual(structured.structuredContent);
    expect(textOf(both).match(/marker-4711/g)).toHaveLength(1);
  });

  it('do the same through either', async () => {
    const grouped = await weir.connect('?surface=grouped');
    const use = async (tool: string, args: Record<string, unknown>) => {
      const result = await grouped.callTool({
        name: tool,
        arguments: { ...args, outputFormat: 'structured' },
      });
      expect(textOf(result)).not.toMatch(/^\w+: /);
      return (result.structuredContent ?? {}) as Record<string, string> & { version: { number: number } };
    };
    const flat = await weir.structured('confluence_list_spaces', { limit: 1 });
    const listed = await use('spaces', { action: 'list', limit: 1 });
    expect(listed).toEqual(flat);
    const [space] = flat['items'] as Array<{ id: string }>;

    const body = (value: string) => ({
      spaceId: space?.id,
      status: 'current',
      title: 'Grouped',
      body: { representation: 'storage', value },
    });
    const { id } = await use('pages', { action: 'create', body: body('<p>1</p>') });
    const { version } = await use('pages', { action: 'get', id });
    await use('pages', {
      action: 'update',
      id,
      body: { ...body('<p>2</p>'), version: { number: version.number + 1 } },
    });
    expect(await use('pages', { action: 'getBody', id })).toMatchObject({
      body: { value: '<p>2</p>' },
      version: { number: 2 },
    });
    await use('comments', {
      action: 'addFooter',
      body: { pageId: id, body: { representation: 'storage', value: '<p>c</p>' } },
    });
    await use('labels', { action: 'addToPage', id, labels: ['a', 'b'] });
    const { items } = await use('labels', { action: 'getForPage', id });
    expect(items).toMatchObject([{ name: 'a' }, { name: 'b' }]);
    await use('pages', { action: 'delete', id });
    expect(
      (await weir.call('confluence_get_page_metadata', { id, outputFormat: 'structured' })).structuredContent,
    ).toMatchObject({ status: 'trashed' });
    await grouped.close();
  });

  it('refuse alike what is hidden and what does not exist', async () => {
    const client = await weir.connect('?readonly=true');
    const said = async (name: string, args: Record<string, unknown>) =>
      textOf(await client.callTool({ name, arguments: args })).replaceAll(name, 'X');
    const hidden = await said('confluence_delete_page', { id: '1' });
    expect(hidden).toMatch(/^denied: Access denied: tool X is not in your current tool list\./);
    expect(await said('confluence_delete_everything', {})).toBe(hidden);
    expect(await said('confluence_delete_page', { nonsense: true })).toBe(hidden);
    await client.close();
  });

  it('say what is wrong with the arguments', async () => {
    const said = async (name: string, args: Record<string, unknown>) => textOf(await weir.call(name, args));
    expect(await said('confluence_get_page', { page_id: '1' })).toBe(
      'invalid_input: Unknown argument "page_id" (did you mean "id"?).\nNext: confluence_get_page takes: id, bodyFormat, view, section, ids, cursor, maxTokens, version, draft.',
    );
    expect(await said('confluence_get_page', {})).toMatch(/^invalid_input: Argument "id" is missing\./);
    expect(await said('confluence_get_page', { id: 'Home' })).toMatch(
      /^invalid_input: Argument "id": an id is digits, such as 123456/,
    );
    expect(
      await said('confluence_update_page', { id: '1', title: 'T', body: { value: '' }, version: {} }),
    ).toMatch(/^invalid_input: Argument "version\.number" is missing\./);
    expect(await said('confluence_get_page', { id: '999999999' })).toMatch(/^not_found: /);
  });
});
