import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { demoAdmin } from './support/demo-admin.ts';
import { startTestWeir, textOf, type TestWeir } from './support/weir.ts';

let weir: TestWeir;
let admin: ReturnType<typeof demoAdmin>;
beforeAll(async () => {
  weir = await startTestWeir();
  admin = demoAdmin(weir.weir);
});
afterAll(() => weir.close());

async function made(answer: ReturnType<typeof admin>) {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body;
}

/** A token for the agent itself, from its client id and secret. */
async function tokenOf({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  const response = await fetch(new URL('/oauth/token', weir.weir.mcpUrl), {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { readonly access_token: string };
  return token;
}

async function connect(token: string): Promise<Client> {
  const client = new Client({ name: 'nightly', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', weir.weir.mcpUrl), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  onTestFinished(() => client.close());
  return client;
}

it('an agent with client credentials and a profile of its own reads a page with the shared account of a connection', async () => {
  const [owner] = weir.sandbox.people;
  await made(
    admin('POST', '/connections', {
      slug: 'shared',
      platform: 'cloud',
      site: weir.sandbox.siteUrl,
      auth: { mode: 'api_token', email: owner?.email, token: owner?.apiToken },
    }),
  );
  const entered = await made(
    admin('POST', '/oauth-clients', {
      name: 'Nightly report',
      authentication: 'client_secret_basic',
      scopes: ['weir:read', 'weir:write'],
    }),
  );
  const clientId = String(entered['clientId']);
  const credentials = { clientId, clientSecret: String(entered['clientSecret']) };
  // Nobody said yet that it is a service here: it has no identity, and no tool.
  await expect(connect(await tokenOf(credentials))).rejects.toThrow();
  await made(admin('POST', '/agents', { id: clientId, kind: 'service', state: 'allowed' }));
  expect((await (await connect(await tokenOf(credentials))).listTools()).tools).toEqual([]);
  await made(
    admin('POST', '/access-profiles', {
      slug: 'nightly',
      name: 'Nightly',
      toolsets: ['read-only'],
      agents: [clientId],
      agentKinds: ['service'],
    }),
  );

  const client = await connect(await tokenOf(credentials));
  const tools = (await client.listTools()).tools.map(({ name }) => name);
  expect(tools).toContain('confluence_get_page');
  expect(tools).not.toContain('confluence_create_page');
  const call = (name: string, args: Record<string, unknown>) =>
    client.callTool({ name, arguments: { connection: 'shared', ...args } });
  const listed = await call('confluence_list_pages', { limit: 1, outputFormat: 'structured' });
  const { items } = listed.structuredContent as { items: readonly { id: string; title: string }[] };
  const [page] = items;
  const read = await call('confluence_get_page', { id: page?.id });
  expect(read.isError, textOf(read)).toBeFalsy();
  expect(textOf(read)).toContain(page?.title);

  // It has no account of its own where each person brings theirs, and what is not read-only is not there.
  const personal = await client.callTool({
    name: 'confluence_get_page',
    arguments: { connection: 'sandbox', id: page?.id },
  });
  expect(personal.isError).toBe(true);
  expect(textOf(personal)).toMatch(/^upstream_auth: /);
  const write = await call('confluence_create_page', { spaceId: '1', title: 'x' });
  expect(write.isError).toBe(true);

  await weir.foundation.recorder.flush();
  const record = await admin('GET', '/record?limit=50');
  const records = record.body['items'] as readonly Readonly<Record<string, unknown>>[];
  expect(records).toContainEqual(
    expect.objectContaining({
      operation: 'pages.getBody',
      agentId: clientId,
      userId: clientId,
      targets: [`page:${page?.id ?? ''}`],
      decision: 'allow',
      outcome: 'ok',
    }),
  );

  await made(admin('POST', '/kill-switches', { kind: 'agent', subject: clientId }));
  const stopped = await call('confluence_get_page', { id: page?.id });
  expect(textOf(stopped)).toContain('An administrator has stopped this for now.');
});
