import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type RunningDataCenter } from '../sandbox/index.ts';
import { weirLauncher } from './foreign-clients/weir-process.ts';
import { textOf } from './support/weir.ts';
import { everybodyMay } from './support/everybody-may.ts';

const key = 'weir_a-key-that-is-long-enough-to-pass';
const storage = (value: string) => ({ representation: 'storage', value });

let sandbox: RunningDataCenter;
let folder: string;
let configuration: string;
let environment: Record<string, string>;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  sandbox = await startSandbox({ platform: 'datacenter', contextPath: '/confluence' });
  folder = await mkdtemp(join(tmpdir(), 'weir-dc-'));
  configuration = join(folder, 'weir.yaml');
  await writeFile(
    configuration,
    `apiVersion: weir/v1
dataDir: data
network: { allowPrivate: ['127.0.0.0/8'] }
governance: ${JSON.stringify(everybodyMay)}
people:
  - { email: ana@example.com, name: Ana, key: { env: ANA_KEY } }
connections:
  - slug: wiki
    platform: datacenter
    site: ${sandbox.siteUrl}
    auth: { mode: pat, token: { env: WIKI_TOKEN } }
`,
  );
  environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    ANA_KEY: key,
    WIKI_TOKEN: tokenOf('ana'),
  };
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function tokenOf(username: string): string {
  return sandbox.people.find((person) => person.username === username)?.personalToken ?? '';
}

function launch(words: readonly string[], env: Record<string, string> = environment): ChildProcess {
  const child = spawn(process.execPath, [weirLauncher, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env });
  children.add(child);
  return child;
}

/** Runs a command to its end. */
async function ended(words: readonly string[], env?: Record<string, string>) {
  const child = launch(words, env);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** A client whose calls answer text or structured content, or fail with what the model would read. */
function using(client: Client) {
  const call = (name: string, args: object = {}): Promise<CallToolResult> =>
    client.callTool({ name, arguments: { ...args } });
  const read = async (name: string, args?: object): Promise<string> => {
    const result = await call(name, args);
    if (result.isError) throw new Error(textOf(result));
    return textOf(result);
  };
  const structured = async (name: string, args: object = {}): Promise<Record<string, unknown>> => {
    const result = await call(name, { ...args, outputFormat: 'structured' });
    if (result.isError) throw new Error(textOf(result));
    return result.structuredContent as Record<string, unknown>;
  };
  const refusal = async (name: string, args?: object): Promise<string> => {
    const result = await call(name, args);
    expect(result.isError).toBe(true);
    return textOf(result);
  };
  return { read, structured, refusal };
}

/** The server in a process of its own, and a client of it. */
async function started(): Promise<{ readonly server: ChildProcess; readonly client: Client }> {
  const server = launch(['start', '--config', configuration, '--port', '0', '--json']);
  const [line] = (await once(createInterface({ input: server.stdout ?? process.stdin }), 'line')) as [string];
  const { mcpUrl } = JSON.parse(line) as { mcpUrl: string };
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(mcpUrl), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
    }),
  );
  return { server, client };
}

describe('weir start with a connection to Data Center', () => {
  it('reads and writes from an MCP client, as the person of the token', async () => {
    const { server, client } = await started();
    const { read, structured, refusal } = using(client);

    const spaces = (await structured('confluence_list_spaces', { keys: ['ENG'] })) as {
      items: { id: string; key: string; homepageId: string }[];
    };
    const space = spaces.items[0];
    expect(space).toMatchObject({ key: 'ENG', id: expect.stringMatching(/^\d+$/) });
    const spaceId = space?.id ?? '';
    expect(await read('confluence_get_space', { id: spaceId })).toContain('key: ENG');
    const pages = (await structured('confluence_list_pages', { spaceId, limit: 2 })) as {
      items: unknown[];
      nextCursor: string;
    };
    expect(pages.items).toHaveLength(2);
    await structured('confluence_list_pages', { spaceId, limit: 2, cursor: pages.nextCursor });

    const created = await structured('confluence_create_page', {
      spaceId,
      title: 'From an agent',
      body: storage('<p>Hello <strong>wiki</strong></p>'),
    });
    const id = String(created['id']);
    expect(created).toMatchObject({ parentId: space?.homepageId, version: { number: 1 } });
    const text = await read('confluence_get_page', { id, bodyFormat: 'storage' });
    expect(text).toContain('<p>Hello <strong>wiki</strong></p>');
    expect(text).toContain(`${sandbox.siteUrl}/spaces/ENG/pages/${id}/`);
    expect(await read('confluence_get_page_metadata', { id })).toContain('From an agent');
    expect(await refusal('confluence_get_page', { id, bodyFormat: 'atlas_doc_format' })).toMatch(
      /^invalid_input: Confluence Data Center has no ADF/,
    );
    // A page without a text is empty, not unreadable.
    const empty = await structured('confluence_create_page', { spaceId, title: 'Empty' });
    expect(await structured('confluence_get_page', { id: empty['id'] })).toMatchObject({ id: empty['id'] });

    const update = { id, title: 'From an agent', body: storage('<p>Two</p>'), status: 'current' };
    await structured('confluence_update_page', { ...update, version: { number: 2, message: 'Second' } });
    const stale = await refusal('confluence_update_page', { ...update, version: { number: 2 } });
    expect(stale).toMatch(/^conflict: /);
    expect(stale).toMatch(/version 2\b/);
    const versions = await read('confluence_get_page_versions', { id });
    expect(versions).toContain('version 2');
    expect(versions).toContain('Second');
    expect(await read('confluence_get_page', { id, version: 1, bodyFormat: 'storage' })).toContain('Hello');

    const comment = await structured('confluence_add_comment', { pageId: id, body: storage('<p>Why?</p>') });
    await structured('confluence_add_comment', {
      parentCommentId: comment['id'],
      body: storage('<p>Because.</p>'),
    });
    const comments = await read('confluence_get_comments', { id });
    expect(comments).toContain('Why?');
    expect(comments).not.toContain('Because.');
    expect(await read('confluence_get_inline_comments', { id })).toContain('no inline comments');
    expect(await read('confluence_add_labels', { id, labels: ['runbook', 'my:todo'] })).toContain('my:todo');
    expect(await read('confluence_get_labels', { id })).toContain('runbook');

    expect(await read('confluence_get_page_children', { id: space?.homepageId })).toContain('From an agent');
    expect(await read('confluence_get_page_ancestors', { id })).toContain('1 ancestor');
    expect(await read('confluence_get_page_descendants', { id: space?.homepageId, limit: 250 })).toContain(
      'From an agent',
    );
    const cql = `space = ENG and type = page and title = "From an agent"`;
    expect(await read('confluence_search_cql', { cql })).toContain(`page ${id}`);

    expect(await read('confluence_delete_page', { id })).toContain('trash');
    expect(await read('confluence_delete_page', { id, purge: true })).toContain('for good');
    expect(await refusal('confluence_get_page', { id })).toMatch(/^not_found: /);
    await client.close();

    const stopped = once(server, 'close');
    server.kill('SIGTERM');
    expect((await stopped)[0]).toBe(0);
    const author = [...sandbox.site.contents.values()].find(({ title }) => title === 'Empty')?.authorId;
    expect(author).toBe(sandbox.people.find(({ username }) => username === 'ana')?.userKey);
  });

  it('reads pages as Markdown with the names of people, and edits them without loss', async () => {
    const { client } = await started();
    const { read, structured, refusal } = using(client);
    const ben = sandbox.people.find(({ username }) => username === 'ben');
    const [space] = (await structured('confluence_list_spaces', { keys: ['ENG'] }))['items'] as {
      id: string;
    }[];
    const created = await structured('confluence_create_page', {
      spaceId: space?.id,
      title: 'In Markdown',
      body: { representation: 'markdown', value: `Ask :mention[${ben?.displayName}] first.\n\nThe end.` },
    });
    const id = String(created['id']);
    const storedBody = (): string => sandbox.site.contents.get(id)?.storage ?? '';
    expect(storedBody()).toContain(`ri:userkey="${ben?.userKey}"`);
    const page = await structured('confluence_get_page', { id });
    const etag = String(page['etag']);
    expect(JSON.stringify(page)).toContain(`:mention[${ben?.displayName}]`);

    const replace = (from: string, to: string) => ({
      id,
      etag,
      edits: [{ replace: { old: from, new: to } }],
    });
    const before = storedBody();
    await read('confluence_edit_page', replace('first', 'twice'));
    expect(storedBody()).toBe(before.replace('first', 'twice'));
    // From what was read before: the other change stays.
    await read('confluence_edit_page', replace('The end.', 'The beginning.'));
    expect(storedBody()).toBe(before.replace('first', 'twice').replace('The end.', 'The beginning.'));
    expect(await refusal('confluence_edit_page', replace('first', 'never'))).toMatch(/^conflict: /);
    await read('confluence_append_to_page', { id, markdown: 'One **more** line.' });
    expect(storedBody()).toMatch(/<strong>more<\/strong>/);
    expect(await read('confluence_diff_page_versions', { id, from: 1 })).toContain('+ One **more** line.');
    await client.close();
  });

  it('hands out files through short-lived addresses of its own', async () => {
    const { client } = await started();
    const { structured } = using(client);
    const hits = await structured('confluence_search_cql', { cql: 'type = attachment', limit: 1 });
    const [hit] = hits['items'] as { id: string }[];
    expect(hit?.id).toMatch(/^att\d+$/);
    const attachment = await structured('confluence_get_attachment', { id: hit?.id });
    const listed = await structured('confluence_get_attachments', { id: attachment['pageId'] });
    expect(listed['items']).toContainEqual(expect.objectContaining({ id: hit?.id }));
    const answer = await fetch(String(attachment['downloadLink']));
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(attachment['fileSize']);
    await client.close();
  });
});

describe('weir stdio', () => {
  it('takes the address and the personal token from the environment', async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [weirLauncher, 'stdio', '--ephemeral'],
      env: {
        PATH: environment['PATH'] ?? '',
        HOME: folder,
        CONFLUENCE_URL: sandbox.siteUrl,
        CONFLUENCE_PERSONAL_TOKEN: tokenOf('ben'),
      },
      stderr: 'ignore',
    });
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(transport);
    const { read } = using(client);
    expect(await read('confluence_list_spaces')).toContain('key ENG');
    expect(await read('confluence_search_cql', { cql: 'type = page and creator = currentUser()' })).toMatch(
      /Found \d+ result/,
    );
    await client.close();
  });

  it('needs a Data Center for a personal token', async () => {
    const { code, output } = await ended(['stdio', '--ephemeral'], {
      ...environment,
      CONFLUENCE_URL: 'acme.atlassian.net',
      CONFLUENCE_PERSONAL_TOKEN: 'secret-token',
    });
    expect(code).toBe(1);
    expect(output).toContain('CONFLUENCE_PERSONAL_TOKEN');
    expect(output).not.toContain('secret-token');
  });
});

describe('weir doctor', () => {
  it('says who the token is and what the site runs', async () => {
    const { code, output } = await ended(['doctor', '--config', configuration]);
    expect(output).toMatch(/ok .*site wiki .*\/confluence, Data Center 10\.2\S*, signed in as Ana Ferreira/);
    expect(code).toBe(0);
    const own = await ended(['doctor'], {
      ...environment,
      CONFLUENCE_URL: sandbox.siteUrl,
      CONFLUENCE_PERSONAL_TOKEN: tokenOf('ben'),
    });
    expect(own).toMatchObject({ code: 0, output: expect.stringContaining('signed in as') });
  });

  it.each(['refused', 'anonymous'] as const)('finds a wrong token that is %s', async (failedSignIn) => {
    sandbox.settings.failedSignIn = failedSignIn;
    try {
      const wrong = { ...environment, WIKI_TOKEN: 'a-wrong-token' };
      const { code, output } = await ended(['doctor', '--config', configuration], wrong);
      expect(code).toBe(1);
      expect(output).toMatch(/FAIL .*site wiki /);
      expect(output).toContain('token');
      expect(output).not.toContain('a-wrong-token');
    } finally {
      sandbox.settings.failedSignIn = 'refused';
    }
  });

  it('refuses an address of Cloud for a Data Center', async () => {
    const file = join(folder, 'cloud.yaml');
    await writeFile(
      file,
      `apiVersion: weir/v1
connections:
  - { slug: wiki, platform: datacenter, site: acme, auth: { mode: pat, token: { env: WIKI_TOKEN } } }
`,
    );
    const { code, output } = await ended(['doctor', '--config', file]);
    expect(code).toBe(1);
    expect(output).toMatch(/FAIL +site wiki +This is an address of Confluence Cloud\./);
  });
});
