import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { Secret } from '../kernel/secret.ts';
import type { Environment } from './environment.ts';
import { loadConfig, type Config } from './load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'weir.yaml');

function load(yaml: string, env: Environment = {}): Promise<Config> {
  writeFileSync(file, yaml);
  return loadConfig({ file, env: { HOME: '/home/ada', ...env } });
}

/** The one line that stops a start. */
async function complaint(yaml: string, env: Environment = {}): Promise<string> {
  const error: unknown = await load(yaml, env).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  expect(error.code).toBe('configuration');
  expect(error.message).not.toContain('\n');
  expect(`${error.message} ${JSON.stringify(error.fields)}`).not.toContain('canary');
  return error.message.replaceAll(file, 'weir.yaml').replaceAll(folder, '…');
}

const clientSecret = new Secret('canary');
const header = 'apiVersion: weir/v1\n';

describe('loadConfig', () => {
  it('has a default for everything', async () => {
    const expected = {
      server: { port: 7400, host: '127.0.0.1' },
      dataDir: '/home/ada/.local/state/weir',
      database: { kind: 'sqlite', file: '/home/ada/.local/state/weir/weir.db' },
      logLevel: 'info',
      atlassian: { authUrl: 'https://auth.atlassian.com', apiUrl: 'https://api.atlassian.com' },
      signIn: { local: true },
      oauth: {},
      connections: [],
      people: [],
      network: { allowPrivate: [], headers: {} },
    };
    expect(await load(header, { XDG_STATE_HOME: 'relative/is/ignored' })).toEqual(expected);
    expect(await loadConfig({ env: { HOME: '/home/ada' } })).toEqual(expected);
  });

  it('reads everything, fetches secrets and files relative to itself', async () => {
    mkdirSync(join(folder, 'secrets'), { recursive: true });
    writeFileSync(join(folder, 'secrets', 'pat'), 'from-a-file\n');
    writeFileSync(join(folder, 'ca.pem'), 'PEM OF CA');
    writeFileSync(join(folder, 'client.pem'), 'PEM OF CERT');
    writeFileSync(join(folder, 'client.key'), 'PEM OF KEY');
    const config = await load(
      `${header}
server: { port: 0, host: 0.0.0.0, publicUrl: https://weir.example.com/ }
dataDir: ./data
database: { url: { env: DB } }
auditKey: { env: AUDIT }
vault: { masterKey: { env: MASTER } }
logLevel: debug
connections:
  - slug: main
    platform: cloud
    site: acme
    auth: { mode: api_token, email: bot@acme.example, token: { env: TOKEN } }
  - slug: wiki
    platform: datacenter
    site: https://wiki.acme.example/confluence
    apiBase: https://10.0.0.7/confluence
    auth: { mode: pat, token: { file: secrets/pat } }
centralApp: { clientId: central, clientSecret: { env: TOKEN } }
atlassian: { authUrl: "https://auth.acme.example/", apiUrl: "https://api.acme.example" }
signIn:
  local: false
  atlassian: { domains: [ACME.example] }
  oidc:
    issuer: https://login.acme.example
    clientId: weir
    clientSecret: { env: TOKEN }
    groupsClaim: groups
    justInTime: { workspace: main }
oauth: { dynamicRegistration: true, allowedClientHosts: [claude.ai] }
people:
  - { email: ada@acme.example, name: Ada, key: { env: ADA }, roles: [owner], operator: true }
  - { email: bob@acme.example, name: Bob }
network:
  allowPrivate: [10.0.0.0/8]
  outgoingAddresses: [203.0.113.7]
  proxy: http://proxy.acme.example:3128
  caFile: ca.pem
  clientCertFile: client.pem
  clientKeyFile: client.key
  clientKeyPassphrase: { env: TOKEN }
  headers: { X-Plain: text, X-Secret: { env: TOKEN } }
`,
      {
        DB: 'postgres://weir:pw@db/weir',
        AUDIT: 'a'.repeat(32),
        MASTER: `${'m'.repeat(32)}\n${'n'.repeat(32)}`,
        TOKEN: 'token-1',
        ADA: 'b'.repeat(24),
      },
    );
    const secrets = [
      config.database.kind === 'postgres' && config.database.url,
      config.auditKey,
      ...(config.masterKeys ?? []),
      ...config.connections.map(({ auth }) => ('token' in auth ? auth.token : undefined)),
      config.centralApp?.clientSecret,
      config.signIn.oidc?.clientSecret,
      ...config.people.map(({ key }) => key),
      config.network.tls?.key,
      config.network.tls?.passphrase,
      config.network.headers['X-Secret'],
    ];
    expect(secrets.map((secret) => (secret instanceof Secret ? secret.reveal() : secret))).toEqual([
      'postgres://weir:pw@db/weir',
      'a'.repeat(32),
      'm'.repeat(32),
      'n'.repeat(32),
      'token-1',
      'from-a-file',
      'token-1',
      'token-1',
      'b'.repeat(24),
      undefined,
      'PEM OF KEY',
      'token-1',
      'token-1',
    ]);
    expect(JSON.parse(JSON.stringify(config))).toEqual({
      server: { port: 0, host: '0.0.0.0', publicUrl: 'https://weir.example.com' },
      dataDir: join(folder, 'data'),
      database: { kind: 'postgres', url: '[secret]' },
      auditKey: '[secret]',
      masterKeys: ['[secret]', '[secret]'],
      logLevel: 'debug',
      connections: [
        {
          slug: 'main',
          platform: 'cloud',
          site: 'acme',
          auth: { mode: 'api_token', email: 'bot@acme.example', token: '[secret]' },
        },
        {
          slug: 'wiki',
          platform: 'datacenter',
          site: 'https://wiki.acme.example/confluence',
          apiBase: 'https://10.0.0.7/confluence',
          auth: { mode: 'pat', token: '[secret]' },
        },
      ],
      centralApp: { clientId: 'central', clientSecret: '[secret]' },
      atlassian: { authUrl: 'https://auth.acme.example', apiUrl: 'https://api.acme.example' },
      signIn: {
        local: false,
        atlassian: { domains: ['acme.example'] },
        oidc: {
          issuer: 'https://login.acme.example',
          clientId: 'weir',
          clientSecret: '[secret]',
          name: 'Company account',
          groupsClaim: 'groups',
          justInTime: { workspace: 'main' },
        },
      },
      oauth: { dynamicRegistration: true, allowedClientHosts: ['claude.ai'] },
      people: [
        { email: 'ada@acme.example', name: 'Ada', key: '[secret]', roles: ['owner'], isOperator: true },
        { email: 'bob@acme.example', name: 'Bob', roles: [], isOperator: false },
      ],
      network: {
        allowPrivate: ['10.0.0.0/8'],
        proxy: { url: 'http://proxy.acme.example:3128' },
        tls: { ca: 'PEM OF CA', cert: 'PEM OF CERT', key: '[secret]', passphrase: '[secret]' },
        headers: { 'X-Plain': 'text', 'X-Secret': '[secret]' },
        outgoingAddresses: ['203.0.113.7'],
      },
    });
  });

  it('lets variables override the file, section or no section, and takes empty ones as absent', async () => {
    const env = {
      WEIR_PORT: '8123',
      WEIR_HOST: '',
      WEIR_DATA_DIR: '/srv/weir',
      WEIR_DATABASE_URL: 'postgres://db/weir',
      WEIR_AUDIT_KEY: 'c'.repeat(40),
      WEIR_MASTER_KEY: 'd'.repeat(40),
      WEIR_ALLOW_PRIVATE: '10.0.0.0/8, 192.168.0.0/16',
      WEIR_TRUSTED_PROXIES: '10.0.0.7,fd00::/8',
      WEIR_PROXY: 'http://user:password@proxy:3128',
      WEIR_LOG_LEVEL: 'warn',
    };
    const config = await load(`${header}server: { port: 1, host: "::1" }\n`, env);
    expect(config).toMatchObject({
      server: { port: 8123, host: '::1', trustedProxies: ['10.0.0.7', 'fd00::/8'] },
      dataDir: '/srv/weir',
      database: { kind: 'postgres' },
      logLevel: 'warn',
      network: {
        allowPrivate: ['10.0.0.0/8', '192.168.0.0/16'],
        proxy: { url: 'http://user:password@proxy:3128' },
      },
    });
    expect(config.auditKey?.reveal()).toBe('c'.repeat(40));
    expect(config.masterKeys?.map((key) => key.reveal())).toEqual(['d'.repeat(40)]);
  });

  it.each([
    ['server:\n  prot: 80', 'weir.yaml line 3: server.prot is not a known key; did you mean "port"?'],
    ['conections: []', 'weir.yaml line 2: conections is not a known key; did you mean "connections"?'],
    ['colour: blue', 'weir.yaml line 2: colour is not a known key.'],
    ['server: { port: eighty }', 'weir.yaml line 2: server.port must be a number.'],
    ['server: { port: 70000 }', 'weir.yaml line 2: server.port must be at most 65535.'],
    ['server:', 'weir.yaml line 2: server must be a mapping.'],
    [
      'server: { publicUrl: weir.example }',
      'weir.yaml line 2: server.publicUrl must be an address like https://weir.example.com.',
    ],
    [
      'server: { trustedProxies: [10.0.0.7, proxy] }',
      'weir.yaml line 2: server.trustedProxies[1] must be an address or a range like 10.0.0.0/8.',
    ],
    ['logLevel: loud', 'weir.yaml line 2: logLevel must be debug or info or warn or error or silent.'],
    [
      'people: [{ email: a@b.example, name: A, roles: [boss] }]',
      'weir.yaml line 2: people[0].roles[0] must be owner or administrator or builder or auditor or viewer.',
    ],
    [
      'signIn: { local: false }',
      'weir.yaml line 2: signIn leaves no way to sign in: allow local, or name oidc or atlassian.',
    ],
    [
      'signIn: { atlassian: {} }',
      'weir.yaml line 2: OAuth is not configured: this goes through the central app, and there is no centralApp.',
    ],
    [
      'signIn: { oidc: { issuer: "https://a.example", clientId: c, clientSecret: canary } }',
      'weir.yaml line 2: signIn.oidc.clientSecret must be a reference, {env: NAME} or {file: PATH}; a secret itself never stands in the configuration.',
    ],
    [
      'signIn: { oidc: { issuer: "https://a.example", clientId: c, clientSecret: { env: K }, domains: [a] } }',
      'weir.yaml line 2: signIn.oidc.domains[0] must be a domain like acme.example.',
    ],
    [
      'oauth: { dynamicRegistraton: true }',
      'weir.yaml line 2: oauth.dynamicRegistraton is not a known key; did you mean "dynamicRegistration"?',
    ],
    [
      'people:\n- name: A\n  email: nobody\n  key: { env: K }',
      'weir.yaml line 4: people[0].email must be an email address.',
    ],
    [
      'people: [{ email: a@b.example, name: A, key: canary-secret }]',
      'weir.yaml line 2: people[0].key must be a reference, {env: NAME} or {file: PATH}; a secret itself never stands in the configuration.',
    ],
    [
      'people: [{ email: a@b.example, name: A, key: { env: NO } }]',
      'weir.yaml line 2: the variable NO is not set.',
    ],
    [
      'people: [{ email: a@b.example, name: A, key: { file: no } }]',
      'weir.yaml line 2: the file …/no cannot be read (ENOENT).',
    ],
    [
      'people: [{ email: a@b.example, name: A, key: { env: K } }]',
      'weir.yaml line 2: the secret is too short: it takes at least 24 characters.',
    ],
    ['auditKey: { env: K }', 'weir.yaml line 2: the secret is too short: it takes at least 32 characters.'],
    [
      'vault: { masterKey: { env: K } }',
      'weir.yaml line 2: the secret is too short: a master key takes at least 32 characters.',
    ],
    ['vault: {}', 'weir.yaml line 2: vault.masterKey is missing.'],
    ['network: { caFile: no.pem }', 'weir.yaml line 2: the file …/no.pem cannot be read (ENOENT).'],
    [
      'network:\n  proxy: proxy:3128',
      'weir.yaml line 3: network.proxy must be an address like http://proxy.example:3128.',
    ],
    [
      'network:\n  proxy: http://user:canary@proxy:3128',
      'weir.yaml line 3: network.proxy carries a password: it must be a reference, {env: NAME} or {file: PATH}.',
    ],
    ['a: 1\na: 2', 'weir.yaml line 3: Map keys must be unique.'],
    [
      'server: {',
      'weir.yaml line 3: Flow map in block collection must be sufficiently indented and end with a }.',
    ],
  ])('says in one line where and what is wrong: %j', async (yaml, line) => {
    expect(await complaint(`${header}${yaml}\n`, { K: 'canary' })).toBe(line);
  });

  it.each([
    ['', 'weir.yaml: the configuration must be a mapping.'],
    ['- a list', 'weir.yaml line 1: the configuration must be a mapping.'],
    ['server: {}', 'weir.yaml line 1: apiVersion must be weir/v1.'],
    ['apiVersion: weir/v2', 'weir.yaml line 1: apiVersion must be weir/v1.'],
  ])('takes no other document: %j', async (yaml, line) => {
    expect(await complaint(yaml)).toBe(line);
  });

  it.each([
    [
      'platform: cloud, auth: { mode: pat, token: { env: T } }',
      'connections[0].auth.mode must be oauth_central, oauth, api_token, api_token_per_user, basic, basic_per_user, service_account or access_token on cloud.',
    ],
    [
      'platform: datacenter, auth: { mode: service_account, clientId: c, clientSecret: { env: T } }',
      'connections[0].auth.mode must be oauth, pat, pat_per_user, basic, basic_per_user or access_token on datacenter.',
    ],
    [
      'platform: cloud, auth: { mode: magic }',
      'connections[0].auth.mode must be oauth_central or oauth or api_token or api_token_per_user or pat or pat_per_user or basic or basic_per_user or service_account or access_token.',
    ],
    ['platform: cloud, auth: { mode: oauth, clientId: c }', 'connections[0].auth.clientSecret is missing.'],
    [
      'platform: cloud, auth: { mode: oauth, clientId: c, clientSecret: canary }',
      'connections[0].auth.clientSecret must be a reference, {env: NAME} or {file: PATH}; a secret itself never stands in the configuration.',
    ],
    [
      'platform: datacenter, auth: { mode: pat, token: { env: T }, tokn: 1 }',
      'connections[0].auth.tokn is not a known key; did you mean "token"?',
    ],
    [
      'platform: datacenter, auth: { mode: pat, token: { env: T }, expiresAt: soon }',
      'connections[0].auth.expiresAt must be a date like 2027-03-31.',
    ],
    ['platform: cloud, auth: { mode: basic, username: u }', 'connections[0].auth.password is missing.'],
    [
      'platform: cloud, auth: { mode: access_token, from: operator }',
      'connections[0].auth.token is missing.',
    ],
    [
      'platform: cloud, auth: { mode: access_token, from: person, token: { env: T } }',
      'connections[0].auth.token stands here only where it comes from the operator.',
    ],
    [
      'platform: cloud, auth: { mode: oauth_central }',
      'OAuth is not configured: this goes through the central app, and there is no centralApp.',
    ],
    [
      'platform: cloud, scopes: most, auth: { mode: pat_per_user }',
      'connections[0].scopes must be classic, granular, full, read-only, minimal or a list of scopes',
    ],
  ])('says what is wrong with a connection: %s', async (fields, line) => {
    const yaml = `${header}connections:\n  - { slug: a, site: acme, ${fields} }\n`;
    expect(await complaint(yaml, { T: 'canary' })).toContain(`weir.yaml line 3: ${line}`);
  });

  it('takes a slug once, and only of letters that addresses may have', async () => {
    const connection = (slug: string): string =>
      `  - { slug: ${slug}, platform: datacenter, site: "https://a.example", auth: { mode: pat_per_user } }\n`;
    const list = (...slugs: string[]): string => `${header}connections:\n${slugs.map(connection).join('')}`;
    expect(await complaint(list('a', 'a'))).toBe('weir.yaml line 4: connections[1].slug is there already.');
    expect(await complaint(list('A b'))).toBe(
      'weir.yaml line 3: connections[0].slug must be lower-case letters, digits and hyphens.',
    );
  });

  it('reads every way to sign in to a site', async () => {
    const { connections } = await load(
      `${header}
centralApp: { clientId: c, clientSecret: { env: S } }
connections:
  - { slug: a, platform: cloud, site: acme, auth: { mode: oauth_central }, scopes: read-only }
  - { slug: b, platform: cloud, site: acme, auth: { mode: oauth, clientId: c, clientSecret: { env: S } }, scopes: [one, two] }
  - { slug: c, platform: datacenter, site: https://w.example, auth: { mode: oauth, clientId: c, clientSecret: { env: S } } }
  - { slug: d, platform: cloud, site: acme, auth: { mode: api_token, email: a@b.example, token: { env: S }, scoped: true, expiresAt: 2027-03-31 } }
  - { slug: e, platform: cloud, site: acme, auth: { mode: api_token_per_user } }
  - { slug: f, platform: datacenter, site: https://w.example, auth: { mode: pat_per_user } }
  - { slug: g, platform: datacenter, site: https://w.example, auth: { mode: basic, username: u, password: { env: S } } }
  - { slug: h, platform: cloud, site: acme, auth: { mode: basic_per_user } }
  - { slug: i, platform: cloud, site: acme, auth: { mode: service_account, clientId: c, clientSecret: { env: S } } }
  - { slug: j, platform: cloud, site: acme, auth: { mode: access_token, from: operator, token: { env: S } } }
  - { slug: k, platform: cloud, site: acme, auth: { mode: access_token, from: request } }
`,
      { S: 'canary' },
    );
    expect(JSON.stringify(connections)).not.toContain('canary');
    expect(connections.map(({ auth, scopeChoice, scopes }) => ({ auth, scopeChoice, scopes }))).toEqual([
      { auth: { mode: 'oauth_central' }, scopeChoice: 'read-only' },
      {
        auth: { mode: 'oauth', clientId: 'c', clientSecret },
        scopeChoice: 'custom',
        scopes: ['one', 'two'],
      },
      { auth: { mode: 'oauth', clientId: 'c', clientSecret } },
      {
        auth: {
          mode: 'api_token',
          email: 'a@b.example',
          token: clientSecret,
          scoped: true,
          expiresAt: Date.UTC(2027, 3, 1) - 1,
        },
      },
      { auth: { mode: 'api_token_per_user' } },
      { auth: { mode: 'pat_per_user' } },
      { auth: { mode: 'basic', username: 'u', password: clientSecret } },
      { auth: { mode: 'basic_per_user' } },
      { auth: { mode: 'service_account', clientId: 'c', clientSecret } },
      { auth: { mode: 'access_token', from: 'operator', token: clientSecret } },
      { auth: { mode: 'access_token', from: 'request' } },
    ]);
  });

  it('names the variable that is wrong', async () => {
    expect(await complaint(header, { WEIR_PORT: 'canary' })).toBe('WEIR_PORT: server.port must be a number.');
    expect(await complaint(header, { WEIR_AUDIT_KEY: 'canary' })).toBe(
      'WEIR_AUDIT_KEY: the secret is too short: it takes at least 32 characters.',
    );
    expect(await complaint(header, { WEIR_CLIENT_KEY_FILE: file })).toBe(
      'WEIR_CLIENT_KEY_FILE: network.clientKeyFile stands alone: clientCertFile and clientKeyFile go together.',
    );
    expect(await complaint(header, { WEIR_CLIENT_KEY_PASSPHRASE: 'canary' })).toBe(
      'WEIR_CLIENT_KEY_PASSPHRASE: network.clientKeyPassphrase stands alone: it opens the key in clientKeyFile.',
    );
  });

  it('says when the file is not there or is a folder', async () => {
    await expect(loadConfig({ file: join(folder, 'none.yaml'), env: {} })).rejects.toMatchObject({
      code: 'configuration',
      message: `The configuration file ${join(folder, 'none.yaml')} cannot be read (ENOENT).`,
    });
    await expect(loadConfig({ file: folder, env: {} })).rejects.toThrow('(EISDIR)');
  });

  it('is not drowned by aliases', async () => {
    const bomb = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`).join(
      '\n',
    );
    expect(await complaint(`${header}a0: &a0 x\n${bomb}\n`)).toMatch(/^weir\.yaml/);
  });
});
