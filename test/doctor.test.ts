import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import { registerApp } from '../sandbox/atlassian/testing/connect.ts';
import { openFoundation } from '../src/app/foundation.ts';
import { startConfigured } from '../src/app/configured.ts';
import { masterKeysOf } from '../src/app/master-keys.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { systemRandom } from '../src/kernel/random.ts';
import { catalogue } from '../src/operations/catalogue.ts';
import { missingScopes } from '../src/operations/scopes/missing-scopes.ts';
import { startAdminWeir } from './support/admin-weir.ts';
import { quietLog } from './support/stores.ts';
import { testAuditKey } from './support/weir.ts';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly what: string;
  readonly details?: readonly string[];
  readonly nextStep?: string;
  readonly missing?: readonly { readonly operation: string; readonly scopes: readonly string[] }[];
}

const bin = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');

let cloud: RunningSandbox;
let folder: string;
beforeAll(async () => {
  cloud = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'weir-doctor-'));
});
afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

let files = 0;
/** A configuration for the sandbox with its own data folder. */
async function configured(connections: string, more = ''): Promise<string> {
  files += 1;
  const file = join(folder, `weir-${files}.yaml`);
  await writeFile(
    file,
    `apiVersion: weir/v1
dataDir: data-${files}
network: { allowPrivate: ['127.0.0.0/8'] }
atlassian: { authUrl: '${cloud.atlassian.authUrl}', apiUrl: '${cloud.atlassian.apiUrl}' }
${more}
connections:
${connections}
`,
  );
  return file;
}

function run(
  file: string,
  env: Readonly<Record<string, string>> = {},
  words: readonly string[] = [],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, 'doctor', '--config', file, ...words],
      { env: { ...env, HOME: folder } },
      (error, stdout, stderr) => {
        const code = error ? Number((error as { readonly code?: unknown }).code) : 0;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

async function findings(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly found: ReadonlyMap<string, Finding>; readonly text: string }> {
  const { code, stdout, stderr } = await run(file, env, ['--json']);
  const { findings: list } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
  return { code, found: new Map(list.map((finding) => [finding.check, finding])), text: stdout + stderr };
}

const partial = ['read:page:confluence', 'read:space:confluence', 'read:confluence-user'];
const connection = (fields: string): string =>
  `  - { slug: site, platform: cloud, site: "${cloud.siteUrl}", ${fields} }`;

describe('weir doctor', () => {
  it('names every missing scope of every tool on a connection with partial scopes', async () => {
    const [person] = cloud.people;
    const token = cloud.accounts.createScopedToken({ accountId: person?.accountId ?? '', scopes: partial });
    const file = await configured(
      connection(
        `auth: { mode: api_token, email: ${person?.email}, token: { env: TOKEN }, scoped: true }, scopes: [${partial.map((scope) => `"${scope}"`).join(', ')}]`,
      ),
    );
    const { code, found, text } = await findings(file, { TOKEN: token });
    expect(code).toBe(1);
    expect(found.get('site site')).toMatchObject({ ok: true, what: expect.stringContaining('signed in as') });
    const { byOperation } = missingScopes(catalogue, {
      platform: 'cloud',
      scopes: partial,
      v1Content: 'living',
    });
    expect(byOperation.length).toBeGreaterThan(5);
    const scopes = found.get('scopes site');
    expect(scopes).toMatchObject({ ok: false });
    expect(scopes?.missing).toEqual(
      byOperation.map(({ operation, missing: [best = []] }) => ({ operation, scopes: best })),
    );
    expect(text).not.toContain(token);

    const { stdout } = await run(file, { TOKEN: token });
    for (const {
      operation,
      missing: [best = []],
    } of byOperation) {
      const line = stdout.split('\n').find((each) => each.trim().startsWith(`${operation} needs`));
      for (const scope of best) expect(line).toContain(`\`${scope}\``);
    }
  });

  it('takes fewer scopes that somebody chose for no fault, and probes the secret of the app', async () => {
    const { clientId, clientSecret } = registerApp(cloud, partial);
    const file = await configured(
      connection(
        `auth: { mode: oauth, clientId: ${clientId}, clientSecret: { env: SECRET } }, scopes: read-only`,
      ),
    );
    const right = await findings(file, { SECRET: clientSecret });
    expect(right.code).toBe(0);
    expect(right.found.get('site site')?.what).toContain('oauth: each person signs in');
    expect(right.found.get('scopes site')).toMatchObject({
      ok: true,
      what: expect.stringContaining('"read-only"'),
      missing: expect.arrayContaining([{ operation: 'pages.create', scopes: expect.any(Array) }]),
    });
    const wrong = await findings(file, { SECRET: 'wrong-secret-canary' });
    expect(wrong.code).toBe(1);
    expect(wrong.found.get('site site')).toMatchObject({
      ok: false,
      what: expect.stringContaining('client secret is wrong'),
    });
    expect(wrong.text).not.toContain('canary');
  });

  it('knows the scopes of a service account from its token', async () => {
    const { clientId, clientSecret } = cloud.accounts.createServiceAccount({
      name: 'Robot',
      scopes: partial,
    });
    const file = await configured(
      connection(`auth: { mode: service_account, clientId: ${clientId}, clientSecret: { env: SECRET } }`),
    );
    const { found } = await findings(file, { SECRET: clientSecret });
    expect(found.get('site site')).toMatchObject({ ok: true });
    expect(found.get('scopes site')?.missing).toContainEqual({
      operation: 'pages.create',
      scopes: expect.arrayContaining(['write:page:confluence']),
    });
  });

  it('says of a site that is none, or down, what to do', async () => {
    const page: Server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Proxy</title>');
    });
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    const { port } = page.address() as AddressInfo;
    const file = await configured(
      [
        `  - { slug: html, platform: cloud, site: "http://127.0.0.1:${port}", auth: { mode: api_token_per_user } }`,
        `  - { slug: down, platform: datacenter, site: "http://127.0.0.1:1", auth: { mode: pat_per_user } }`,
      ].join('\n'),
    );
    const { code, found } = await findings(file);
    page.close();
    expect(code).toBe(1);
    expect(found.get('site html')).toMatchObject({
      ok: false,
      what: expect.stringContaining('no Confluence Cloud site'),
    });
    expect(found.get('site down')).toMatchObject({
      ok: false,
      nextStep: expect.stringContaining('allowlist'),
    });
  });

  it('wants https where others are to come, and finds its own discovery while it runs', async () => {
    const http = await findings(await configured('  []', 'server: { publicUrl: "http://weir.example.com" }'));
    expect(http.found.get('address')).toMatchObject({
      ok: false,
      what: 'http://weir.example.com is not https',
    });

    const port = await freePort();
    const file = await configured(
      connection('auth: { mode: api_token_per_user }'),
      `server: { port: ${port} }`,
    );
    const before = await findings(file);
    expect(before.found.get('OAuth discovery')).toMatchObject({
      ok: true,
      what: expect.stringContaining('not checked'),
    });
    expect(before.found.get('vault')).toMatchObject({ ok: true, what: expect.stringContaining('empty') });

    const config = await loadConfig({ file, env: { HOME: folder } });
    const masterKeys = masterKeysOf(config, config.dataDir, systemRandom);
    const foundation = await openFoundation({
      database: config.database,
      auditKey: testAuditKey,
      masterKeys,
      log: quietLog,
    });
    const weir = await startConfigured(foundation, config);
    const running = await findings(file);
    expect(running.found.get('OAuth discovery')).toMatchObject({
      ok: true,
      what: `http://127.0.0.1:${port} is the issuer`,
    });
    expect(running.found.get('vault')).toMatchObject({ ok: true, what: expect.stringContaining('opens') });
    expect(running.code).toBe(0);
    // Under another address the document names another issuer than clients see.
    const elsewhere = await run(file, { WEIR_PUBLIC_URL: `http://localhost:${port}` }, ['--json']);
    expect(elsewhere.stdout).toContain(
      `the issuer is http://127.0.0.1:${port}, not http://localhost:${port}`,
    );
    await weir.close();
  });

  it('asks its own address once, whatever it answers', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(503).end('down');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, found } = await findings(await configured('  []', `server: { port: ${port} }`));
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toStrictEqual(['/.well-known/oauth-authorization-server']);
    expect(found.get('OAuth discovery')).toMatchObject({
      ok: false,
      what: expect.stringContaining('is not Weir (status 503)'),
    });
    expect(code).toBe(1);
  });

  it('checks connections of the database, and says when the master key is another one', async () => {
    const data = await mkdtemp(join(folder, 'data-'));
    const weir = await startAdminWeir({
      database: { kind: 'sqlite', file: join(data, 'weir.db') },
      atlassian: cloud.atlassian,
    });
    const main = await weir.workspace('team');
    const ada = await weir.person(main, 'ada', ['owner']);
    const [person] = cloud.people;
    const owner = await weir.browser(ada);
    const saved = await owner('POST', '/workspaces/team/connections', {
      body: {
        slug: 'made',
        platform: 'cloud',
        site: cloud.siteUrl,
        auth: {
          mode: 'api_token',
          email: person?.email,
          token: person?.apiToken,
          expiresAt: Date.now() + 86_400_000,
        },
      },
    });
    expect(saved.status).toBe(201);
    await weir.close();
    const file = await configured('  []');
    const key = { WEIR_MASTER_KEY: 'test-master-key-0123456789abcdef0123456789abcdef', WEIR_DATA_DIR: data };
    const { code, found } = await findings(file, key);
    expect(found.get('site team/made')).toMatchObject({
      ok: true,
      what: expect.stringContaining('signed in as'),
    });
    expect(found.get('token made')).toMatchObject({ ok: true, what: expect.stringMatching(/^ends on \d/) });
    expect(found.get('vault')?.what).toContain('secrets of connections: 1');
    expect(code).toBe(0);
    const other = await findings(file, { ...key, WEIR_MASTER_KEY: 'x'.repeat(40) });
    expect(other.code).toBe(1);
    expect(other.found.get('vault')).toMatchObject({ ok: false });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
