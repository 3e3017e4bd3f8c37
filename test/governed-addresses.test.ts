import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { demoAdmin } from './support/demo-admin.ts';
import { startTestWeir, textOf, type TestWeir } from './support/weir.ts';

let weir: TestWeir;
let admin: ReturnType<typeof demoAdmin>;
beforeAll(async () => {
  weir = await startTestWeir();
  admin = demoAdmin(weir.weir);
  const made = await admin('POST', '/toolsets', {
    slug: 'reading',
    name: 'Reading',
    tools: ['pages.get', 'pages.list', 'spaces.list'].map((tool) => ({ connection: 'sandbox', tool })),
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
});
afterAll(() => weir.close());

async function connect(path: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(path, weir.weir.mcpUrl), {
      requestInit: { headers: { authorization: `Bearer ${weir.weir.key.reveal()}` } },
    }),
  );
  onTestFinished(() => client.close());
  return client;
}

const names = async (path: string): Promise<readonly string[]> =>
  (await (await connect(path)).listTools()).tools.map(({ name }) => name);

const reading = ['confluence_list_pages', 'confluence_get_page_metadata', 'confluence_list_spaces'];

it('a toolset of the workspace is an address of its own, and nothing beside it can be called there', async () => {
  expect(new Set(await names('/w/demo/t/reading/mcp'))).toEqual(new Set(reading));
  const client = await connect('/w/demo/t/reading/mcp');
  expect((await client.callTool({ name: 'confluence_list_spaces', arguments: {} })).isError).toBeFalsy();
  const outside = await client.callTool({ name: 'confluence_list_blogposts', arguments: {} });
  expect(outside.isError).toBe(true);
  expect(textOf(outside)).toContain('confluence_list_blogposts is not in your current tool list');
});

it('the query of such an address narrows further and cannot name another one', async () => {
  expect(await names('/w/demo/t/reading/mcp?toolsets=spaces')).toEqual(['confluence_list_spaces']);
  expect(await names('/w/demo/t/reading/mcp?toolsets=blogposts')).toEqual([]);
  expect(new Set(await names('/w/demo/t/reading/mcp?toolset=reading'))).toEqual(new Set(reading));
  await expect(names('/w/demo/t/reading/mcp?toolset=all-approved')).rejects.toThrow('another toolset');
});

it('maintained toolsets have addresses too, and one that does not exist is told apart from one without tools', async () => {
  const readOnly = await names('/w/demo/t/read-only/mcp');
  expect(readOnly).toEqual(await names('/mcp?readonly'));
  expect(readOnly).not.toContain('confluence_create_page');
  await expect(names('/w/demo/t/raeding/mcp')).rejects.toThrow(
    'The address of this server names the toolset raeding, which the workspace does not have.',
  );
});

it('a profile chooses how tools are shown, an address that says it otherwise wins', async () => {
  expect(await names('/mcp')).toContain('confluence_get_page');
  const profile = await admin('GET', '/access-profiles/demo');
  const { name, toolsets, people } = profile.body;
  const put = (surface: string) =>
    admin(
      'PUT',
      '/access-profiles/demo',
      { name, toolsets, people, constraints: { readOnly: false, surface } },
      { 'if-match': profile.etag },
    );
  expect((await put('compact')).status).toBe(400);
  const changed = await put('grouped');
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  expect(await names('/mcp')).toContain('pages');
  expect(await names('/mcp')).not.toContain('confluence_get_page');
  expect(await names('/mcp?surface=flat')).toContain('confluence_get_page');
  const client = await connect('/mcp');
  const result = await client.callTool({ name: 'spaces', arguments: { action: 'list' } });
  expect(textOf(result)).toContain('Found');
});
