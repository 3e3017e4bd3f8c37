import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/app-error.ts';
import { probeSite } from '../../src/confluence/probe.ts';
import { siteAddress } from '../../src/confluence/site.ts';
import type { Confluence, Page } from '../../src/confluence/ports.ts';
import { connectDataCenter, type ConnectedDataCenter } from './site.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;

let site: ConnectedDataCenter;
let ana: Confluence;
let page: Page;
let standard: ConnectedDataCenter['sandbox']['settings'];

beforeAll(async () => {
  site = await connectDataCenter();
  standard = { ...site.sandbox.settings };
  ana = site.as('ana');
  page = await ana.pages.create({ spaceId: 'ENG', title: 'Under faults', body: storage('<p>1</p>') }, never);
});
afterEach(() => {
  site.sandbox.faults.clear();
  Object.assign(site.sandbox.settings, standard);
});
afterAll(() => site.close());

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

const versionNow = async (): Promise<number> =>
  (await ana.pages.get({ id: page.id }, never)).version?.number ?? 0;

async function update(number: number): Promise<Page> {
  const body = storage(`<p>${number}</p>`);
  return ana.pages.update(
    { id: page.id, title: page.title, status: 'current', body, version: { number } },
    never,
  );
}

describe('reads', () => {
  it.each([
    ['429 without a word', { status: 429 }],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0' } }],
    ['502', { status: 502, body: '<html>Bad gateway</html>' }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['a cut connection', { cut: true }],
  ])('get over %s', async (_name, fault) => {
    site.sandbox.faults.add({ ...fault, times: 3 });
    expect((await ana.pages.get({ id: page.id }, never)).id).toBe(page.id);
  });

  it('give up on a site that stays away, saying when to come back', async () => {
    site.sandbox.faults.add({ status: 429, headers: { 'retry-after': '1847' } });
    expect(await failureOf(ana.pages.get({ id: page.id }, never))).toMatchObject({
      code: 'rate_limited',
      fields: { retryAfterMs: 1_847_000, upstreamStatus: 429 },
    });
    site.sandbox.faults.clear();
    site.sandbox.faults.add({ status: 503 });
    expect(await failureOf(ana.pages.get({ id: page.id }, never))).toMatchObject({
      code: 'upstream_unavailable',
      message: 'Confluence failed.',
    });
  });

  it('see a 500 once', async () => {
    site.sandbox.faults.add({ status: 500, times: 1 });
    expect((await failureOf(ana.pages.get({ id: page.id }, never))).code).toBe('upstream_unavailable');
    await ana.pages.get({ id: page.id }, never);
  });

  it('recognise a web page in place of data', async () => {
    site.sandbox.faults.add({ status: 200, body: '<!doctype html><html>Sign in</html>' });
    const error = await failureOf(ana.pages.get({ id: page.id }, never));
    expect(error).toMatchObject({ code: 'upstream_unavailable' });
    expect(error.message).toMatch(/a web page instead of Confluence data/);
  });

  it('can be cancelled', async () => {
    site.sandbox.faults.add({ delayMs: 5000 });
    const caller = new AbortController();
    const reading = failureOf(ana.pages.get({ id: page.id }, caller.signal));
    caller.abort();
    expect((await reading).message).toBe('The call was cancelled before Confluence answered.');
  });

  it('of several people fail as a whole, not with a part', async () => {
    site.sandbox.faults.add({ match: { path: /\/rest\/api\/user$/ }, status: 500, times: 1 });
    const people = [site.person('ana').userKey, site.person('ben').userKey];
    expect((await failureOf(ana.users.byIds(people, never))).code).toBe('upstream_unavailable');
    expect(await ana.users.byIds(people, never)).toHaveLength(2);
  });
});

describe('writes', () => {
  it('are sent once, whether they fail before or after they took effect', async () => {
    const before = await versionNow();
    site.sandbox.faults.add({ match: { method: 'PUT' }, cut: true, phase: 'after', times: 1 });
    const cut = await failureOf(update(before + 1));
    expect(cut).toMatchObject({ code: 'upstream_unavailable', fields: { mayHaveHappened: true } });
    expect(cut.fields.nextStep).toMatch(/read the content again/i);
    expect(await versionNow()).toBe(before + 1);

    site.sandbox.faults.add({ match: { method: 'PUT' }, status: 503, times: 1 });
    const failed = await failureOf(update(before + 2));
    expect(failed.fields.mayHaveHappened).toBe(true);
    expect(await versionNow()).toBe(before + 1);

    site.sandbox.faults.add({ match: { method: 'PUT' }, status: 429, times: 1 });
    const throttled = await failureOf(update(before + 2));
    expect(throttled).toMatchObject({ code: 'rate_limited', fields: { mayHaveHappened: false } });
    expect(await versionNow()).toBe(before + 1);
  });

  it('meet a stale version with the current one', async () => {
    const current = await versionNow();
    const stale = await failureOf(update(current));
    expect(stale).toMatchObject({
      code: 'conflict',
      message: `Page ${page.id} has changed: its current version is ${current}.`,
      fields: { currentVersion: current, mayHaveHappened: false },
    });
    expect((await update(current + 1)).version?.number).toBe(current + 1);
  });

  it('meet a title that is taken, a body that is broken, and a parent that is not there', async () => {
    const again = { spaceId: page.spaceId, title: page.title, body: storage('<p>x</p>') };
    expect(await failureOf(ana.pages.create(again, never))).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('The title is already taken in this space'),
    });
    const broken = await failureOf(
      ana.pages.create({ ...again, title: 'Broken', body: storage('<p>open') }, never),
    );
    expect(broken).toMatchObject({
      code: 'invalid_input',
      fields: { upstreamMessage: expect.stringMatching(/\S/) },
    });
    const orphan = await failureOf(ana.pages.create({ ...again, title: 'Orphan', parentId: '1' }, never));
    expect(orphan.code).toMatch(/^(not_found|invalid_input)$/);
    expect(orphan.fields.mayHaveHappened).toBe(false);
  });

  it('are refused while the site is read-only, and reads go on', async () => {
    const before = await versionNow();
    site.sandbox.settings.accessMode = 'READ_ONLY';
    for (const call of [
      () => update(before + 1),
      () => ana.pages.delete({ id: page.id }, never),
      () => ana.labels.addToPage({ pageId: page.id, labels: [{ name: 'x', prefix: 'global' }] }, never),
      () => ana.comments.addFooter({ pageId: page.id, body: storage('<p>x</p>') }, never),
    ]) {
      expect(await failureOf(call())).toMatchObject({
        code: 'upstream_unavailable',
        message: 'Confluence is in read-only mode.',
        fields: { mayHaveHappened: false },
      });
    }
    expect(await versionNow()).toBe(before);
  });
});

describe('wrong credentials', () => {
  it.each(['refused', 'anonymous'] as const)(
    'that are %s are recognised in every call',
    async (failedSignIn) => {
      site.sandbox.settings.failedSignIn = failedSignIn;
      const before = site.sandbox.site.contents.size;
      for (const authorization of [
        'Bearer wrong-token',
        `Basic ${Buffer.from('ana:wrong-token').toString('base64')}`,
      ]) {
        const stranger = site.as('ana', authorization);
        for (const call of [
          () => stranger.pages.get({ id: page.id }, never),
          // What strangers may see is not passed off as what this person sees.
          () => stranger.spaces.list({}, never),
          () => stranger.users.me(never),
          () => stranger.search.cql({ cql: 'type = page' }, never),
          () =>
            stranger.labels.addToPage({ pageId: page.id, labels: [{ name: 'x', prefix: 'global' }] }, never),
          () => stranger.pages.create({ spaceId: 'ENG', title: 'By nobody' }, never),
          () => stranger.attachments.get({ id: 'att1' }, never),
        ]) {
          const error = await failureOf(call());
          expect(error).toMatchObject({ code: 'upstream_auth' });
          expect(JSON.stringify([error.message, error.fields])).not.toContain('wrong-token');
          expect(error.fields.nextStep).not.toContain('api.atlassian.com');
        }
      }
      expect(site.sandbox.site.contents.size).toBe(before);
    },
  );

  it('that lead to a captcha, or that are passwords where only tokens are taken, are told apart', async () => {
    site.sandbox.settings.captchaAfter = 1;
    const { username, password } = site.person('ben');
    const basic = (secret: string): Confluence =>
      site.as('ben', `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`);
    await failureOf(basic('wrong').users.me(never));
    expect(await failureOf(basic(password).users.me(never))).toMatchObject({
      code: 'upstream_auth',
      message: expect.stringContaining('CAPTCHA'),
    });
    site.sandbox.settings.basicAuth = false;
    expect(await failureOf(basic(password).users.me(never))).toMatchObject({
      code: 'upstream_auth',
      message: expect.stringContaining('does not take user names with passwords'),
    });
    expect((await site.as('ben').users.me(never)).id).toBe(site.person('ben').userKey);
  });
});

describe('refusals', () => {
  it('tell absent content from bad arguments', async () => {
    expect(await failureOf(ana.pages.get({ id: '999999999999' }, never))).toMatchObject({
      code: 'not_found',
    });
    expect(await failureOf(ana.pages.get({ id: 'home' }, never))).toMatchObject({ code: 'invalid_input' });
    expect(await failureOf(ana.attachments.get({ id: 'att999999' }, never))).toMatchObject({
      code: 'not_found',
    });
    const noFile = ana.attachments.download({ id: 'att999999', pageId: page.id }, never);
    expect(await failureOf(noFile)).toMatchObject({ code: 'not_found' });
    expect(await failureOf(ana.content.children({ id: '999999999999' }, never))).toMatchObject({
      code: 'not_found',
    });
    expect(await failureOf(ana.content.descendants({ id: '999999999999' }, never))).toMatchObject({
      code: 'not_found',
    });
    expect(await failureOf(ana.versions.forPage({ pageId: '999999999999' }, never))).toMatchObject({
      code: 'not_found',
    });
    expect(await failureOf(ana.pages.list({ cursor: 'made-up' }, never))).toMatchObject({
      code: 'invalid_input',
    });
    const cql = await failureOf(ana.search.cql({ cql: 'type = = page' }, never));
    expect(cql).toMatchObject({
      code: 'invalid_input',
      message: 'Confluence does not accept the CQL query.',
    });
    expect(cql.fields.upstreamMessage).toMatch(/\S/);
  });

  it('of the rate limit of one person leave the others alone', async () => {
    site.sandbox.settings.rateLimit = { limit: 1, fillRate: 1, intervalSeconds: 3600 };
    const chiara = site.as('chiara');
    await chiara.users.me(never);
    const limited = await failureOf(chiara.users.me(never));
    expect(limited).toMatchObject({ code: 'rate_limited', fields: { retryAfterMs: expect.any(Number) } });
    expect((await site.as('eunji').users.me(never)).id).toBe(site.person('eunji').userKey);
  });
});

describe('the probe', () => {
  const probe = (address: string, authorization: string) =>
    probeSite(
      {
        address: siteAddress(address),
        transport: site.transport({ retry: { attempts: 0 } }),
        authorization,
      },
      never,
    );

  it('finds the site, its version and the account', async () => {
    const { siteUrl } = site.sandbox;
    const authorization = `Bearer ${site.person('ana').personalToken}`;
    expect(await probe(siteUrl, authorization)).toMatchObject({
      verdict: 'ok',
      platform: 'datacenter',
      account: { id: site.person('ana').userKey, displayName: 'Ana Ferreira' },
      productVersion: expect.stringMatching(/^10\.2/),
    });
    const { origin } = new URL(siteUrl);
    expect((await probe(origin, authorization)).verdict).toBe('not_confluence');
  });

  it.each(['refused', 'anonymous'] as const)('finds credentials that are %s wrong', async (failedSignIn) => {
    site.sandbox.settings.failedSignIn = failedSignIn;
    expect((await probe(site.sandbox.siteUrl, 'Bearer nobody')).verdict).toBe('wrong_credentials');
  });
});
