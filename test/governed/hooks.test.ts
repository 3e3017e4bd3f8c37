import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAttachment } from '../../sandbox/model/attachments.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content } from '../../sandbox/model/entities.ts';
import type { HookBody } from '../../src/store/hooks.ts';
import { shownBy, startGovernedWorld, type GovernedWorld } from '../support/governed-world.ts';

const secret = 'hook-secret-0123456789abcdef';
const awsKey = 'AKIAIOSFODNN7EXAMPLE';

interface Asked {
  readonly id: string;
  readonly when: 'before' | 'after';
  readonly call: Record<string, unknown>;
  readonly result?: unknown;
}
type Answer =
  | { readonly status?: number; readonly body?: unknown; readonly text?: string; readonly location?: string }
  | 'hang';

let world: GovernedWorld;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  world = await startGovernedWorld();
});
afterEach(async () => {
  await world.close();
  for (const close of closing.splice(0)) await close();
});

/** An endpoint of an administrator; what it was asked, with the headers. */
async function endpoint(answer: (asked: Asked) => Answer) {
  const asked: { readonly body: string; readonly headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ body, headers: request.headers });
      const given = answer(JSON.parse(body) as Asked);
      if (given === 'hang') return;
      response.writeHead(
        given.status ?? 200,
        given.location === undefined ? {} : { location: given.location },
      );
      response.end(given.text ?? JSON.stringify(given.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/check?x=1` };
}

const http = (url: string, more: Partial<Extract<HookBody['action'], { kind: 'http' }>> = {}): HookBody => ({
  filter: {},
  action: { kind: 'http', url, when: ['before'], timeoutMs: 1_000, ...more },
});
const allow = ({ id }: Asked): Answer => ({ body: { id, decision: 'allow' } });

let made = 0;
function page(storage = '<p>Text.</p>'): Content {
  made += 1;
  const { sandbox, space, author } = world;
  return createContent(sandbox.site, {
    kind: 'page',
    spaceId: space.id,
    title: `Hooked ${made}`,
    author,
    parentId: space.homepageId,
    storage,
  });
}
const append = (of: Content, markdown = 'More.') => world.call('pages.append', { id: of.id, markdown });
const stored = ({ id }: Content): string => world.sandbox.site.contents.get(id)?.storage ?? '';

describe('an endpoint', () => {
  it('is asked with a signed request, and what it said is on record', async () => {
    const { asked, url } = await endpoint(allow);
    await world.setHook('guard', http(url), { secret });
    const of = page();
    expect((await append(of)).ok).toBe(true);
    const [request] = asked;
    const [, time, code] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request?.headers['weir-signature'])) ?? [];
    expect(code).toBe(createHmac('sha256', secret).update(`${time}.${request?.body}`).digest('hex'));
    expect(Math.abs(Date.now() - Number(time))).toBeLessThan(60_000);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      when: 'before',
      call: {
        personId: 'usr_ana',
        agentId: 'agt_test',
        operation: 'pages.append',
        effect: 'update',
        targets: [`page:${of.id}`],
        arguments: { id: of.id, markdown: 'More.' },
      },
    });
    expect((await world.record()).at(-1)?.hooks).toEqual(['guard allowed']);
  });

  it('may deny with a reason, which is nobody’s instruction', async () => {
    const { url } = await endpoint(({ id }) => ({
      body: { id, decision: 'deny', reason: 'Not on Fridays' },
    }));
    await world.setHook('guard', http(url), { secret });
    const of = page();
    const result = await append(of);
    expect(result.text).toMatch(/check "guard" does not allow this call/);
    expect(result.text).toMatch(/<confluence-data [0-9a-f]+>\nNot on Fridays\n/);
    expect(stored(of)).toBe('<p>Text.</p>');
    expect((await world.record()).at(-1)).toMatchObject({ outcome: 'denied', hooks: ['guard denied'] });
  });

  it.each<[string, (asked: Asked) => Answer]>([
    ['hangs', () => 'hang'],
    ['fails', () => ({ status: 500 })],
    ['answers no JSON', () => ({ text: 'allow' })],
    ['answers something else', ({ id }) => ({ body: { id, decision: 'maybe' } })],
    ['says more than it may', ({ id }) => ({ body: { id, decision: 'allow', also: true } })],
    ['answers another call', () => ({ body: { id: 'hkc_0', decision: 'allow' } })],
    ['answers without an id', () => ({ body: { decision: 'allow' } })],
    ['leads elsewhere', () => ({ status: 302, location: 'http://127.0.0.1:1/' })],
    ['answers created', ({ id }) => ({ status: 201, body: { id, decision: 'allow' } })],
    ['answers endlessly', ({ id }) => ({ body: { id, decision: 'deny', reason: 'x'.repeat(200_000) } })],
  ])('that %s denies', async (_what, answer) => {
    const { url } = await endpoint(answer);
    await world.setHook('guard', http(url, { timeoutMs: 300 }), { secret });
    const of = page();
    const result = await append(of);
    expect(result).toMatchObject({ ok: false, error: { code: 'denied' } });
    expect(result.text).toContain('without one nothing is allowed');
    expect(stored(of)).toBe('<p>Text.</p>');
    expect((await world.record()).at(-1)?.hooks?.[0]).toMatch(/^guard failed: /);
  });

  it('that is not there, that has no secret, or whose address is guarded denies', async () => {
    for (const [slug, url, given] of [
      ['nobody', 'http://127.0.0.1:1/', secret],
      ['keyless', (await endpoint(allow)).url, undefined],
      ['metadata', 'http://169.254.169.254/latest', secret],
    ] as const) {
      await world.setHook(slug, http(url, { timeoutMs: 500 }), given === undefined ? {} : { secret: given });
      expect(await append(page())).toMatchObject({ ok: false, error: { code: 'denied' } });
      await world.foundation.store.db.deleteFrom('hooks').execute();
    }
  });

  it('after a call sees what leaves, masked, and can keep it back', async () => {
    const { asked, url } = await endpoint(({ id, result }) => ({
      body: { id, decision: JSON.stringify(result).includes('forbidden') ? 'deny' : 'allow' },
    }));
    await world.setHook('after', http(url, { when: ['after'] }), { secret });
    await world.setRules([
      { id: 'm', name: 'm', priority: 1, target: {}, outcome: { kind: 'mask', detectors: ['email'] } },
    ]);
    expect((await world.call('pages.getBody', { id: page('<p>To a@example.test</p>').id })).ok).toBe(true);
    expect(asked[0]?.body).toContain('[masked: email]');
    expect(asked[0]?.body).not.toContain('a@example.test');
    const kept = await world.call('pages.getBody', { id: page('<p>forbidden words</p>').id });
    expect(kept.ok).toBe(false);
    expect(shownBy(kept)).not.toContain('forbidden words');
    const written = await append(page(), 'forbidden words');
    expect(written.text).toContain('The change may have reached Confluence');
  });

  it('after a call does not get the address of a file, which can be used once', async () => {
    const { sandbox, author } = world;
    const { asked, url } = await endpoint(({ id }) => ({ body: { id, decision: 'allow' } }));
    await world.setHook('after', http(url, { when: ['after'] }), { secret });
    const file = addAttachment(sandbox.site, page(), 'plan.txt', {
      author,
      mediaType: 'text/plain',
      bytes: new Uint8Array(4),
    });
    const got = await world.call('attachments.get', { id: file.id });
    const { downloadLink = '' } = (got.ok ? got.structured : {}) as { readonly downloadLink?: string };
    expect(downloadLink).toContain('/downloads/');
    expect(asked[0]?.body).toContain('plan.txt');
    expect(asked[0]?.body).not.toContain(downloadLink.split('/').at(-1));
    expect(asked[0]?.body).not.toContain('/downloads/');
  });

  it('is asked by priority, after a no nobody more, and only about what its filter names', async () => {
    const order: string[] = [];
    const named = (name: string, decision: 'allow' | 'deny') =>
      endpoint(({ id }) => (order.push(name), { body: { id, decision } }));
    await world.setHook('c', http((await named('c', 'allow')).url), { secret, priority: 3 });
    await world.setHook('a', http((await named('a', 'allow')).url), { secret, priority: 1 });
    await world.setHook('b', http((await named('b', 'deny')).url), { secret, priority: 2 });
    const readsOnly = { ...http((await named('reads', 'deny')).url), filter: { actions: ['read' as const] } };
    await world.setHook('reads', readsOnly, { secret, priority: 0 });
    expect((await append(page())).ok).toBe(false);
    expect(order).toEqual(['a', 'b']);
    expect((await world.record()).at(-1)?.hooks).toEqual(['a allowed', 'b denied']);
  });
});

describe('built-in hooks', () => {
  it('secrets neither enter nor leave', async () => {
    await world.setHook('secrets', { filter: {}, action: { kind: 'no_secrets' } });
    const of = page(`<p>Key ${awsKey}</p>`);
    const refused = await append(of, `Use ${awsKey}`);
    expect(refused.text).toContain('hold what looks like a key');
    expect(stored(of)).toBe(`<p>Key ${awsKey}</p>`);
    const read = await world.call('pages.getBody', { id: of.id });
    expect(shownBy(read)).toContain('Key [masked: api_key]');
    expect(shownBy(read)).not.toContain(awsKey);
    // What cannot be seen cannot be rewritten, and the rest can be changed.
    expect((await append(of)).ok).toBe(true);
    expect(stored(of)).toContain(awsKey);
  });

  it('queries are of a size', async () => {
    await world.setHook('queries', { filter: {}, action: { kind: 'query_size', mostCharacters: 30 } });
    expect((await world.call('search.cql', { cql: 'type = page' })).ok).toBe(true);
    const long = await world.call('search.cql', { cql: 'type = page and title ~ "something long"' });
    expect(long.text).toContain('at most 30 characters');
  });

  it('writes have their hours, reads do not', async () => {
    const now = new Date();
    const hour = now.getUTCHours();
    const hours = (from: number, to: number, days = [1, 2, 3, 4, 5, 6, 7]): HookBody => ({
      filter: {},
      action: { kind: 'write_hours', timeZone: 'UTC', days, from, to },
    });
    await world.setHook('open', hours(0, 24));
    expect((await append(page())).ok).toBe(true);
    await world.setHook('shut', hour < 12 ? hours(13, 14) : hours(0, 1));
    const of = page();
    expect((await append(of)).text).toContain('Changes are made here from');
    expect((await world.call('pages.getBody', { id: of.id })).ok).toBe(true);
  });

  it('files are of a kind, in lists, one by one and when they are fetched', async () => {
    const { sandbox, author } = world;
    const of = page();
    const text = addAttachment(sandbox.site, of, 'a.txt', {
      author,
      mediaType: 'text/plain',
      bytes: new Uint8Array(4),
    });
    const link = await world.call('attachments.get', { id: text.id });
    const { downloadLink = '' } = (link.ok ? link.structured : {}) as { readonly downloadLink?: string };
    await world.setHook('files', {
      filter: {},
      action: { kind: 'file_kinds', allowed: ['.pdf', 'application/pdf'] },
    });
    const ticket = downloadLink.split('/').at(-1) ?? '';
    await expect(world.downloads.fetch(ticket, AbortSignal.timeout(9_000))).rejects.toMatchObject({
      code: 'denied',
    });
    expect((await world.call('attachments.get', { id: text.id })).text).toContain('Files of this kind');
    expect((await world.call('attachments.listForPage', { id: of.id })).ok).toBe(false);
    const other = page();
    const pdf = addAttachment(sandbox.site, other, 'b.pdf', {
      author,
      mediaType: 'application/pdf',
      bytes: new Uint8Array(4),
    });
    expect((await world.call('attachments.get', { id: pdf.id })).ok).toBe(true);
  });
});
