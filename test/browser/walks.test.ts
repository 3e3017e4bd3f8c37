import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import { scopesOfConnection } from '../../src/auth/connections/scope-report.ts';
import { Secret } from '../../src/kernel/secret.ts';
import type { ForeignClient } from '../foreign-clients/foreign-client.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { freePort } from '../support/free-port.ts';
import { startMcpRemote } from './mcp-remote-sign-in.ts';
import { startWalkSite, walkers, type WalkPerson, type WalkSite } from './walk-site.ts';

const scopes = [...scopesOfConnection({ platform: 'cloud', settings: {} }), 'offline_access'];

/** What a person does at our page to connect, until their account is there. */
type Connect = (page: Page) => Promise<void>;

let browser: Browser;

/** From a client that knows an address alone to the page that offers to connect, as a person goes there. */
async function allowClient(
  site: WalkSite,
  person: WalkPerson,
): Promise<{ readonly page: Page; readonly client: Promise<ForeignClient> }> {
  const remote = await startMcpRemote(site.weir.mcpUrl, 'weir:read weir:write');
  onTestFinished(() => remote.close());
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(await site.linkOf(person));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: person.name }).or(page.getByText(person.email)).first().waitFor();

  await page.goto((await remote.authorizeUrl).href);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('use Confluence as you?');
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  return { page, client: remote.client };
}

/** The whole way, with an account of Confluence connected on it. */
async function walk(site: WalkSite, person: WalkPerson, connect: Connect): Promise<ForeignClient> {
  const { page, client } = await allowClient(site, person);
  await page.getByRole('link', { name: 'Connect', exact: true }).click();
  await page.getByRole('heading', { name: 'Connect Confluence', exact: true }).waitFor();
  await connect(page);
  await page.getByText('Authorization successful').waitFor();
  return client;
}

/** Reads a page and writes one; answers the id of the new one. */
async function readAndWrite(client: ForeignClient, title: string): Promise<string> {
  const spaces = await client.call('confluence_list_spaces', { outputFormat: 'structured' });
  expect(spaces.isError, spaces.text).toBe(false);
  const [spaceId = ''] = /"id":"(\d+)"/.exec(JSON.stringify(spaces.structured))?.slice(1) ?? [];
  const found = await client.call('confluence_list_pages', { spaceId, limit: 1, outputFormat: 'structured' });
  const [id = ''] = /"id":"(\d+)"/.exec(JSON.stringify(found.structured))?.slice(1) ?? [];
  const read = await client.call('confluence_get_page', { id });
  expect(read.isError, read.text).toBe(false);
  expect(read.text).toContain('<confluence-data');
  const created = await client.call('confluence_create_page', {
    spaceId,
    title,
    body: { representation: 'markdown', value: `Written by ${title}.` },
    outputFormat: 'structured',
  });
  expect(created.isError, created.text).toBe(false);
  return String(created.structured['id']);
}

describe.skipIf(noChromium !== '')(
  `from a 401 to the first page, with mcp-remote and a browser${noChromium}`,
  () => {
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    it.each(['oauth_central', 'oauth', 'api_token_per_user'] as const)(
      'Cloud, %s: two people, two accounts',
      async (mode) => {
        const sandbox = await startSandbox();
        onTestFinished(() => sandbox.close());
        const port = await freePort();
        const app = sandbox.apps.create({
          name: 'Weir',
          redirectUri: `http://127.0.0.1:${port}/integration-callback`,
          scopes,
        });
        const own = { clientId: app.clientId, clientSecret: new Secret(app.clientSecret) };
        const site = await startWalkSite({
          port,
          atlassian: sandbox.atlassian,
          ...(mode === 'oauth_central' && { centralApp: own }),
          connection: {
            platform: 'cloud',
            site: sandbox.siteUrl,
            auth: mode === 'oauth' ? { mode, ...own } : { mode },
          },
        });
        const [first, second] = sandbox.people;
        for (const [person, account] of [
          [walkers[0], first],
          [walkers[1], second],
        ] as const) {
          if (!account) throw new Error('too few people in the sandbox');
          const client = await walk(site, person, async (page) => {
            if (mode === 'api_token_per_user') {
              await page.getByLabel('Email').fill(account.email);
              await page.getByLabel('API token').fill(account.apiToken);
              await page.getByRole('button', { name: 'Connect', exact: true }).click();
              return;
            }
            await page.getByRole('button', { name: 'Continue to Atlassian' }).click();
            await page.getByRole('button', { name: account.displayName }).click();
            await page.getByRole('button', { name: 'Accept' }).click();
          });
          const id = await readAndWrite(client, person.name);
          expect(sandbox.site.contents.get(id)?.versions.at(-1)?.authorId).toBe(account.accountId);
        }
      },
    );

    it('Data Center, oauth: two people, two accounts', async () => {
      const sandbox = await startSandbox({ platform: 'datacenter', contextPath: '/confluence' });
      onTestFinished(() => sandbox.close());
      const port = await freePort();
      const app = sandbox.oauth.register({
        name: 'Weir',
        redirectUri: `http://127.0.0.1:${port}/integration-callback`,
        scope: 'WRITE',
      });
      const site = await startWalkSite({
        port,
        connection: {
          platform: 'datacenter',
          site: sandbox.siteUrl,
          auth: { mode: 'oauth', clientId: app.clientId, clientSecret: new Secret(app.clientSecret) },
        },
      });
      const [first, second] = sandbox.people;
      for (const [person, account] of [
        [walkers[0], first],
        [walkers[1], second],
      ] as const) {
        if (!account) throw new Error('too few people in the sandbox');
        const client = await walk(site, person, async (page) => {
          await page.getByRole('button', { name: /^Continue to/ }).click();
          await page.getByLabel('Username').fill(account.username);
          await page.getByLabel('Password').fill(account.password);
          await page.getByRole('button', { name: 'Log in' }).click();
          await page.getByRole('button', { name: 'Allow', exact: true }).click();
        });
        const id = await readAndWrite(client, person.name);
        expect(sandbox.site.contents.get(id)?.versions.at(-1)?.authorId).toBe(account.userKey);
      }
    });

    it('a client that was let in before anything is connected gets the link in text, and its next call goes through', async () => {
      const sandbox = await startSandbox();
      onTestFinished(() => sandbox.close());
      const [account] = sandbox.people;
      if (!account) throw new Error('nobody in the sandbox');
      const site = await startWalkSite({
        port: await freePort(),
        connection: { platform: 'cloud', site: sandbox.siteUrl, auth: { mode: 'api_token_per_user' } },
      });
      const { page, client: connecting } = await allowClient(site, walkers[0]);
      await page.getByRole('link', { name: /without connecting/ }).click();
      await page.getByText('Authorization successful').waitFor();
      const client = await connecting;
      const refused = await client.call('confluence_list_spaces', {});
      expect(refused.isError).toBe(true);
      expect(refused.text).toContain('Confluence is not connected for this user');
      await page.goto(/http\S+/.exec(refused.text)?.[0] ?? '');
      await page.getByLabel('API token').fill(`${account.email}:${account.apiToken}`);
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByRole('heading', { name: 'Confluence is connected' }).waitFor();
      expect(await page.getByRole('status').textContent()).toContain(account.displayName);
      expect((await client.call('confluence_list_spaces', {})).isError).toBe(false);
    });
  },
);
