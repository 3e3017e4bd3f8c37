import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, registerApp } from '../sandbox/atlassian/testing/connect.ts';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import { createCloudV1Confluence } from '../src/confluence/cloud-v1/confluence.ts';
import { createCloudConfluence } from '../src/confluence/cloud/confluence.ts';
import { createTransport, type Transport } from '../src/confluence/http/transport.ts';
import type { Confluence } from '../src/confluence/ports.ts';
import { AppError } from '../src/kernel/app-error.ts';

const never = new AbortController().signal;
const scopes = [
  'read:page:confluence',
  'read:content-details:confluence',
  'read:confluence-content.all',
  'search:confluence',
  'offline_access',
];

const adapters = { v2: createCloudConfluence, v1: createCloudV1Confluence };
const reads: ReadonlyArray<readonly [name: string, (confluence: Confluence) => Promise<unknown>]> = [
  ['a page', (confluence) => confluence.pages.get({ id: '999999999' }, never)],
  ['search', (confluence) => confluence.search.cql({ cql: 'type = page', limit: 1 }, never)],
  ['the account', (confluence) => confluence.users.me(never)],
];

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof AppError) return thrown;
  throw new Error(`no AppError: ${String(thrown)}`);
}

describe.each(['as-absent', 'unauthorized'] as const)(
  'dead tokens where they are answered %s',
  (deadToken) => {
    let sandbox: RunningSandbox;
    let transport: Transport;
    let accountId: string;
    beforeAll(async () => {
      sandbox = await startSandbox({ atlassian: { deadToken } });
      transport = createTransport({ version: 'test', allowPrivate: ['127.0.0.0/8'] });
      accountId = sandbox.people[0]?.accountId ?? '';
    });
    afterAll(async () => {
      await transport.close();
      await sandbox.close();
    });

    const open = (api: keyof typeof adapters, authorization: string, apiBase = sandbox.apiUrl): Confluence =>
      adapters[api]({
        siteUrl: `${sandbox.siteUrl}/wiki`,
        apiBase,
        authorization: () => Promise.resolve(authorization),
        transport,
        personKey: 'a',
      });

    const deaths: ReadonlyArray<readonly [name: string, () => Promise<string>]> = [
      ['made up', () => Promise.resolve('never-issued')],
      [
        'revoked',
        async () => {
          const app = registerApp(sandbox, scopes);
          const { access_token } = await connect(sandbox, app, accountId);
          sandbox.accounts.revokeGrants(accountId, app.clientId);
          return access_token;
        },
      ],
      [
        'expired',
        async () => {
          const { access_token } = await connect(sandbox, registerApp(sandbox, scopes), accountId);
          sandbox.clock.advance(61 * 60_000);
          return access_token;
        },
      ],
    ];
    describe.each(deaths)('%s', (_death, die) => {
      let token: string;
      beforeAll(async () => {
        token = await die();
      });
      describe.each(['v2', 'v1'] as const)('through %s', (api) => {
        it.each(reads)('are told by a field: %s', async (_name, read) => {
          expect(await failureOf(read(open(api, `Bearer ${token}`)))).toMatchObject({
            code: 'upstream_auth',
            message: 'The Atlassian token is missing, expired or revoked.',
            fields: { credentials: 'dead' },
          });
        });
      });
    });

    it('a wrong API token is one as well', async () => {
      const wrong = `Basic ${btoa(`${sandbox.people[0]?.email}:wrong`)}`;
      for (const base of [sandbox.siteUrl, sandbox.apiUrl]) {
        for (const api of ['v2', 'v1'] as const) {
          for (const [, read] of reads) {
            expect(await failureOf(read(open(api, wrong, base)))).toMatchObject({
              code: 'upstream_auth',
              fields: { credentials: 'dead' },
            });
          }
        }
      }
    });

    it('a token that lacks a scope is none, nor is one for a page that is not there', async () => {
      const narrow = sandbox.accounts.createScopedToken({ accountId, scopes: ['search:confluence'] });
      const authorization = `Basic ${btoa(`${sandbox.people[0]?.email}:${narrow}`)}`;
      const refused = await failureOf(open('v2', authorization).pages.get({ id: '999999999' }, never));
      expect(refused.code).toBe('upstream_forbidden');
      expect(refused.fields).toMatchObject({ neededScopes: [['read:page:confluence']] });
      expect(refused.fields.credentials).toBeUndefined();
      const whole = `Basic ${btoa(`${sandbox.people[0]?.email}:${sandbox.people[0]?.apiToken}`)}`;
      const missing = await failureOf(open('v2', whole).pages.get({ id: '999999999' }, never));
      expect(missing.code).toBe('not_found');
      expect(missing.fields.credentials).toBeUndefined();
    });

    it('a good token on the wrong address is none: it says which address is right', async () => {
      const scoped = sandbox.accounts.createScopedToken({ accountId, scopes });
      const { access_token } = await connect(sandbox, registerApp(sandbox, scopes), accountId);
      for (const authorization of [
        `Basic ${btoa(`${sandbox.people[0]?.email}:${scoped}`)}`,
        `Bearer ${access_token}`,
      ]) {
        const onSite = await failureOf(open('v2', authorization, sandbox.siteUrl).users.me(never));
        expect(onSite).toMatchObject({
          code: 'upstream_auth',
          message: 'The site does not take this kind of Atlassian token.',
        });
        expect(onSite.fields.nextStep).toContain('api.atlassian.com');
        expect(onSite.fields.credentials).toBeUndefined();
        const otherSite = sandbox.apiUrl.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000');
        const elsewhere = await failureOf(open('v2', authorization, otherSite).users.me(never));
        expect(elsewhere).toMatchObject({ code: 'upstream_auth' });
        expect(elsewhere.fields.credentials).toBeUndefined();
      }
    });
  },
);
