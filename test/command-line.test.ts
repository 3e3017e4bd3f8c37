import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import { everybodyMay } from './support/everybody-may.ts';
import { formBrowser } from './support/form-browser.ts';

const launcher = fileURLToPath(new URL('../bin/weir.js', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-cli-'));
});
/** What a failed test left running is ended after it. */
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
async function weir(words: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [launcher, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
  });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

interface Running {
  readonly hello: Record<string, string>;
  stop(): Promise<number | null>;
}

/** Runs a server until its line of JSON. */
async function serving(words: readonly string[], env: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, [launcher, ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
  });
  children.add(child);
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return {
    hello: JSON.parse(line) as Record<string, string>,
    async stop() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      const [code] = (await closed) as [number | null];
      return code;
    },
  };
}

describe('a start that cannot work ends with one clear line', () => {
  it('for a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    for (const words of [['start'], ['sandbox']]) {
      const { code, stderr, stdout } = await weir([...words, '--port', String(port)]);
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`^weir: [^\\n]*\\b${port}\\b[^\\n]* in use[^\\n]*\\n$`));
      expect(stdout).toBe('');
    }
    taken.close();
  });

  it('for a damaged database', async () => {
    const data = await mkdtemp(join(folder, 'damaged-'));
    await writeFile(join(data, 'weir.db'), 'this is no database, and never was one\n'.repeat(200));
    const { code, stderr } = await weir(['start', '--port', '0', '--data', data]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^weir: The database [^\n]*weir\.db[^\n]*\n$/);
  });

  it.each([
    ['absent', undefined, /no-such\.yaml/],
    ['not YAML', 'apiVersion: weir/v1\n  server: [', /line \d/],
    ['of another version', 'apiVersion: weir/v9\n', /apiVersion/],
    ['with a misspelt key', 'apiVersion: weir/v1\nsever: { port: 1 }\n', /sever.*server/],
    [
      'with proxies that are no addresses',
      'apiVersion: weir/v1\nserver: { port: 0, trustedProxies: [proxy] }\n',
      /trustedProxies.*an address or a range/,
    ],
    ['with a secret written into it', 'apiVersion: weir/v1\nauditKey: hunter2-hunter2\n', /auditKey/],
  ])('for a configuration that is %s', async (_, text, said) => {
    const file = join(folder, text === undefined ? 'no-such.yaml' : 'weir.yaml');
    if (text !== undefined) await writeFile(file, text);
    const { code, stderr } = await weir(['start', '--config', file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^weir: [^\n]*\n$/);
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain('hunter2');
  });

  it('for words that are no command and no option', async () => {
    const command = await weir(['strat']);
    expect(command).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^weir: There is no command "strat"\. [^\n]*start[^\n]*\n$/),
    });
    const option = await weir(['start', '--prot', '1']);
    expect(option).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^weir: Unknown option --prot\.[^\n]*\n$/),
    });
    const value = await weir(['start', '--port', 'many']);
    expect(value).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^weir: Option --port takes a number[^\n]*\n$/),
    });
    for (const [words, said] of [
      [['sign-in-link'], 'EMAIL'],
      [['sandbox', '--platform', 'server'], 'cloud, datacenter'],
    ] as const) {
      const { code, stderr } = await weir([...words]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^weir: [^\n\u001B]*\. Run [^\n]*--help[^\n]*\n$/);
      expect(stderr).toContain(said);
    }
    const empty = await weir(['start', '--port', '']);
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('--port takes a number') });
    const demoOnly = await weir(['start', '--config', 'weir.yaml', '--import', '.']);
    expect(demoOnly).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^weir: Option --import is for the demo[^\n]*\n$/),
    });
  });

  it('for an address that this machine does not have', async () => {
    for (const words of [['start'], ['sandbox']]) {
      const { code, stderr } = await weir([...words, '--port', '0', '--host', '203.0.113.9']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^weir: [^\n]*203\.0\.113\.9[^\n]* no such address[^\n]*--host[^\n]*\n$/);
    }
  });

  it('for a folder to import that is not there', async () => {
    const { code, stderr, stdout } = await weir([
      'start',
      '--port',
      '0',
      '--import',
      join(folder, 'nowhere'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^weir: The folder [^\n]*nowhere cannot be read\.[^\n]*--import[^\n]*\n$/);
    expect(stdout).toBe('');
  });

  it('for a database that cannot be reached, without its password', async () => {
    const file = join(folder, 'postgres.yaml');
    await writeFile(file, 'apiVersion: weir/v1\ndatabase: { url: { env: DATABASE } }\n');
    const { code, stderr } = await weir(['start', '--config', file, '--data', join(folder, 'pg')], {
      DATABASE: 'postgres://weir:hunter2@127.0.0.1:9/weir',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^weir: The database 127\.0\.0\.1:9\/weir cannot be reached[^\n]*\n$/);
    expect(stderr).not.toContain('hunter2');
  });

  it('for stdio without an account', async () => {
    const { code, stderr, stdout } = await weir(['stdio', '--ephemeral'], {
      CONFLUENCE_URL: 'acme.atlassian.net',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^weir: [^\n]*CONFLUENCE_EMAIL[^\n]*CONFLUENCE_API_TOKEN[^\n]*\n$/);
    expect(stdout).toBe('');
  });
});

describe('every command', () => {
  it.each([
    'start',
    'stdio',
    'sandbox',
    'tools',
    'doctor',
    'convert',
    'sign-in-link',
    'keys',
    'audit',
    'export',
    'apply',
  ])('%s explains itself with --help', async (name) => {
    const { code, stdout } = await weir([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`weir ${name}`);
    expect(stdout).not.toContain('\u001B');
  });
});

describe('weir start', () => {
  it('keeps pages, record and key in the folder it was given', async () => {
    const data = join(folder, 'kept');
    const first = await serving(['start', '--port', '0', '--data', data]);
    expect(Object.keys(first.hello)).toEqual(['mcpUrl', 'consoleUrl', 'sandboxUrl', 'key', 'signInLink']);
    const client = await connect(first.hello);
    const spaces = await structured(client, 'confluence_list_spaces', {});
    const [space] = spaces['items'] as { id: string }[];
    const body = { representation: 'storage', value: '<p>Kept.</p>' };
    const page = await structured(client, 'confluence_create_page', {
      spaceId: space?.id,
      title: 'Kept page',
      body,
    });
    await client.close();
    expect(await first.stop()).toBe(0);

    expect((await stat(join(data, 'demo-key'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(data, 'audit.key'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(data, 'weir.db'))).includes(first.hello['key'] ?? '')).toBe(false);

    const second = await serving(['start', '--port', '0', '--data', data]);
    expect(second.hello['key']).toBe(first.hello['key']);
    const again = await connect(second.hello);
    const read = await structured(again, 'confluence_get_page', { id: page['id'], bodyFormat: 'storage' });
    expect(read).toMatchObject({ title: 'Kept page', body: { value: '<p>Kept.</p>' } });
    await again.close();
    expect(await second.stop()).toBe(0);
  });

  it('shows a start page without the key', async () => {
    const running = await serving(['start', '--port', '0']);
    const page = await (await fetch(running.hello['consoleUrl'] ?? '')).text();
    expect(page).toContain(running.hello['mcpUrl']);
    expect(page).not.toContain(running.hello['key']);
    expect(page).toContain(`claude mcp add --transport http weir ${running.hello['mcpUrl']}`);
    expect(page).toContain('<a class="who" href="/sign-in">Sign in</a>');

    const browser = formBrowser();
    await (await browser.open(running.hello['signInLink'] ?? '')).submit();
    const own = await browser.open(running.hello['consoleUrl'] ?? '');
    expect(own.text).toContain('Ana Ferreira');
    expect(own.links().map(({ pathname: path }) => path)).toEqual(
      expect.arrayContaining(['/account', '/connections', '/clients', '/approvals']),
    );
    expect(own.text).not.toContain('Sign in');
    const site = await fetch(running.hello['sandboxUrl'] ?? '');
    expect(site.status).toBe(200);
    expect(await running.stop()).toBe(0);
  });
});

describe('weir start with a configuration', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it('serves the people and the connections of the file', async () => {
    const [person] = sandbox.people;
    const file = join(folder, 'configured.yaml');
    await writeFile(
      file,
      `apiVersion: weir/v1
dataDir: configured-data
network: { allowPrivate: ['127.0.0.0/8'] }
governance: ${JSON.stringify(everybodyMay)}
people:
  - { email: ana@example.com, name: Ana, key: { env: ANA_KEY } }
connections:
  - slug: wiki
    platform: cloud
    site: ${sandbox.siteUrl}
    auth: { mode: api_token, email: ${person?.email}, token: { env: WIKI_TOKEN } }
`,
    );
    const key = 'weir_a-key-that-is-long-enough-to-pass';
    const env = { ANA_KEY: key, WIKI_TOKEN: person?.apiToken ?? '' };
    const running = await serving(['start', '--config', file, '--port', '0'], env);
    expect(Object.keys(running.hello)).toEqual(['mcpUrl', 'consoleUrl']);
    const client = await connect({ ...running.hello, key });
    const { items } = await structured(client, 'confluence_list_spaces', {});
    expect((items as unknown[]).length).toBeGreaterThan(2);
    await client.close();
    await expect(connect({ ...running.hello, key: 'weir_another-key-that-nobody-has' })).rejects.toThrow();
    const link = await weir(['sign-in-link', 'Ana@example.com', '--config', file], env);
    const { pathname, search } = new URL(link.stdout);
    const page = await fetch(new URL(pathname + search, running.hello['consoleUrl']));
    expect(await page.text()).toContain('Sign in as Ana');
    const nobody = await weir(['sign-in-link', 'eve@example.com', '--config', file], env);
    expect(nobody).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('eve@example.com') });
    expect(await running.stop()).toBe(0);

    const doctor = await weir(['doctor', '--config', file], env);
    expect(doctor).toMatchObject({ code: 0, stdout: expect.stringContaining('signed in as') });
    const wrong = await weir(['doctor', '--config', file, '--json'], { ...env, WIKI_TOKEN: 'wrong-token' });
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ ok: false });
    expect(wrong.stdout + wrong.stderr).not.toContain('wrong-token');
  });
});

describe('weir sandbox', () => {
  it('announces where it is and who can sign in, and imports a folder', async () => {
    const pages = await mkdtemp(join(folder, 'pages-'));
    await writeFile(join(pages, 'one.xml'), '<p>One</p>');
    await writeFile(
      join(pages, 'two.json'),
      JSON.stringify({
        type: 'doc',
        version: 1,
        content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Two' }] }],
      }),
    );
    const running = await serving(['sandbox', '--port', '0', '--import', pages]);
    const hello = running.hello as unknown as {
      siteUrl: string;
      apiUrl: string;
      cloudId: string;
      people: { email: string; accountId: string; apiToken: string }[];
    };
    expect(hello.apiUrl).toBe(`${hello.siteUrl}/ex/confluence/${hello.cloudId}`);
    const [person] = hello.people;
    const authorization = `Basic ${Buffer.from(`${person?.email}:${person?.apiToken}`).toString('base64')}`;
    const answer = await fetch(
      `${hello.siteUrl}/wiki/rest/api/search?cql=${encodeURIComponent('space = IMPORT and type = page')}`,
      {
        headers: { authorization },
      },
    );
    const { results } = (await answer.json()) as { results: { content: { title: string } }[] };
    expect(results.map(({ content }) => content.title)).toEqual(
      expect.arrayContaining(['one.xml', 'two.json']),
    );
    expect(await running.stop()).toBe(0);
  });
});

describe('weir tools', () => {
  it('ends in silence where its reader stops early', async () => {
    const child = spawn(process.execPath, [launcher, 'tools'], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, stderr]).toEqual([0, '']);
  });

  it('lists operations with effect and scopes', async () => {
    const { stdout } = await weir(['tools', '--json', '--surface', 'grouped']);
    const { tools, operations } = JSON.parse(stdout) as {
      tools: { tool: string }[];
      operations: { operation: string; effect: string; scopes: { granular: string[] } }[];
    };
    expect(tools.map(({ tool }) => tool)).toContain('pages');
    expect(operations.find(({ operation }) => operation === 'pages.delete')).toMatchObject({
      effect: 'delete',
      scopes: { granular: ['delete:page:confluence'] },
    });
  });
});

async function connect({ mcpUrl, key }: Record<string, string>): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(mcpUrl ?? ''), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
    }),
  );
  return client;
}

async function structured(
  client: Client,
  name: string,
  args: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const result = await client.callTool({ name, arguments: { ...args, outputFormat: 'structured' } });
  if (result.isError) throw new Error(JSON.stringify(result.content));
  return (result.structuredContent ?? {}) as Record<string, unknown>;
}
