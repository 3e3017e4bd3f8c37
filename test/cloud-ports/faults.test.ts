import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/app-error.ts';
import { probeSite } from '../../src/confluence/probe.ts';
import { siteAddress } from '../../src/confluence/site.ts';
import type { Confluence, Page } from '../../src/confluence/ports.ts';
import { connectSite, type ConnectedSite } from './site.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;

let site: ConnectedSite;
let ana: Confluence;
let page: Page;

beforeAll(async () => {
  site = await connectSite({ v1Content: 'gone' });
  ana = site.as('ana');
  const { items } = await ana.spaces.list({ keys: ['ENG'] }, never);
  page = await ana.pages.create(
    { spaceId: items[0]?.id ?? '', title: 'Under faults', body: storage('<p>1</p>') },
    never,
  );
});
afterEach(() => site.sandbox.faults.clear());
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
    site.sandbox.faults.add({
      status: 429,
      headers: { 'retry-after': '1847', 'x-ratelimit-remaining': '0' },
    });
    const throttled = await failureOf(ana.pages.get({ id: page.id }, never));
    expect(throttled).toMatchObject({
      code: 'rate_limited',
      fields: { retryAfterMs: 1_847_000, upstreamStatus: 429 },
    });
    site.sandbox.faults.clear();
    site.sandbox.faults.add({ status: 503 });
    expect(await failureOf(ana.pages.get({ id: page.id }, never))).toMatchObject({
      code: 'upstream_unavailable',
      message: 'Confluence failed.',
    });
    site.sandbox.faults.clear();
    site.sandbox.faults.add({ cut: true });
    expect((await failureOf(ana.users.byIds(['a'], never))).message).toMatch(/broke off/);
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
      fields: { currentVersion: current, mayHaveHappened: false },
    });
    expect(stale.message).toBe(`Page ${page.id} has changed: its current version is ${current}.`);
    expect((await update(current + 1)).version?.number).toBe(current + 1);
  });

  it('meet a title that is taken and a body that is broken', async () => {
    const again = { spaceId: page.spaceId, title: page.title, body: storage('<p>x</p>') };
    expect(await failureOf(ana.pages.create(again, never))).toMatchObject({
      code: 'invalid_input',
      message: 'The title is already taken in this space; archived pages keep theirs.',
    });
    const broken = await failureOf(
      ana.pages.create({ ...again, title: 'Broken', body: storage('<p>open') }, never),
    );
    expect(broken.code).toBe('invalid_input');
    expect(broken.fields.upstreamMessage).toMatch(/xhtml/i);
  });
});

describe('refusals', () => {
  it('name wrong credentials on both API versions', async () => {
    const stranger = site.as('ana', 'wrong');
    for (const call of [
      stranger.pages.get({ id: page.id }, never),
      stranger.spaces.list({}, never),
      stranger.users.me(never),
      stranger.search.cql({ cql: 'type = page' }, never),
      stranger.labels.addToPage({ pageId: page.id, labels: [{ name: 'x', prefix: 'global' }] }, never),
    ]) {
      const error = await failureOf(call);
      expect(error).toMatchObject({ code: 'upstream_auth' });
      expect(JSON.stringify(error.fields)).not.toContain('wrong');
    }
  });

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
    expect(await failureOf(ana.pages.list({ cursor: 'made-up' }, never))).toMatchObject({
      code: 'invalid_input',
    });
    const cql = await failureOf(ana.search.cql({ cql: 'status = current' }, never));
    expect(cql).toMatchObject({ code: 'invalid_input' });
    expect(cql.fields.upstreamMessage).toMatch(/^No field exists with the name: 'status'/);
  });
});

describe('the probe', () => {
  it('finds the site, its cloudId, the account, and that v1 content is gone', async () => {
    const options = {
      address: siteAddress(`${site.sandbox.siteUrl}/wiki`),
      transport: site.transport({ retry: { attempts: 0 } }),
    };
    const found = await probeSite({ ...options, authorization: site.authorizationOf('ana') }, never);
    expect(found).toMatchObject({
      verdict: 'ok',
      cloudId: site.sandbox.cloudId,
      account: { displayName: 'Ana Ferreira' },
      v1Content: 'gone',
    });
    const stranger = await probeSite({ ...options, authorization: 'Basic bm9ib2R5Om5vYm9keQ==' }, never);
    expect(stranger.verdict).toBe('wrong_credentials');
  });
});
