import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';

describe('faults on request', () => {
  let fixture: FixtureSite;
  beforeEach(async () => {
    fixture = await startFixtureSite();
  });
  afterEach(() => fixture.sandbox.close());

  const titles = async (): Promise<string> => (await fixture.ada.get('/wiki/api/v2/pages')).text;
  const create = (): Promise<unknown> =>
    fixture.ada.send('POST', '/wiki/api/v2/pages', { spaceId: fixture.space.id, title: 'Written' });

  it('answers in place of the site, so often as asked', async () => {
    fixture.sandbox.faults.add({
      match: { method: 'GET', path: /\/pages$/ },
      times: 2,
      status: 429,
      headers: { 'retry-after': '7' },
      body: { message: 'Rate limit exceeded' },
    });
    const limited = await fixture.ada.get('/wiki/api/v2/pages');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await fixture.ada.get('/wiki/api/v2/spaces')).status).toBe(200);
    expect((await fixture.ada.get('/wiki/api/v2/pages')).status).toBe(429);
    expect((await fixture.ada.get('/wiki/api/v2/pages')).status).toBe(200);
  });

  it('answers like a proxy, in HTML, and forgets on clear', async () => {
    fixture.sandbox.faults.add({ status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' });
    const answer = await fixture.ada.get('/wiki/api/v2/pages');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    fixture.sandbox.faults.clear();
    expect((await fixture.ada.get('/wiki/api/v2/pages')).status).toBe(200);
  });

  it('cuts the connection before or after a write took effect', async () => {
    fixture.sandbox.faults.add({ match: { method: 'POST' }, cut: true, times: 1 });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(await titles()).not.toContain('Written');
    fixture.sandbox.faults.add({ match: { method: 'POST' }, cut: true, phase: 'after', times: 1 });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(await titles()).toContain('Written');
  });

  it('answers an error although the write took effect', async () => {
    fixture.sandbox.faults.add({ match: { method: 'POST' }, status: 503, phase: 'after', times: 1 });
    expect(await create()).toMatchObject({ status: 503 });
    expect(await titles()).toContain('Written');
  });

  it('reads the version before, and bodies that are empty', async () => {
    const id = fixture.space.homepageId ?? '';
    const path = `/wiki/api/v2/pages/${id}?body-format=storage`;
    await fixture.ada.send('PUT', `/wiki/api/v2/pages/${id}`, {
      id,
      status: 'current',
      title: 'Engineering',
      version: { number: 2 },
      body: {
        representation: 'storage',
        value: '<p>new</p>',
      },
    });
    fixture.sandbox.faults.add({ staleRead: true, times: 1 });
    expect((await fixture.ada.get(path)).at('version.number')).toBe(1);
    fixture.sandbox.faults.add({ emptyBody: true, times: 1 });
    const empty = await fixture.ada.get(path);
    expect([empty.at('version.number'), empty.at('body.storage.value')]).toEqual([2, '']);
    expect((await fixture.ada.get(path)).at('body.storage.value')).toBe('<p>new</p>');
  });

  it('is told by other processes over HTTP, and says what is wrong with a request', async () => {
    const control = `${fixture.sandbox.siteUrl}/_sandbox/faults`;
    const send = (fault: unknown): Promise<Response> =>
      fetch(control, {
        method: 'POST',
        body: JSON.stringify(fault),
        headers: { 'content-type': 'application/json' },
      });
    expect((await send({ match: { path: '/spaces' }, status: 500, body: 'broken' })).status).toBe(204);
    expect((await fixture.ada.get('/wiki/api/v2/spaces')).status).toBe(500);
    expect((await fixture.ada.get('/wiki/api/v2/pages')).status).toBe(200);
    expect((await fetch(control, { method: 'DELETE' })).status).toBe(204);
    expect((await fixture.ada.get('/wiki/api/v2/spaces')).status).toBe(200);
    expect((await send({ staus: 500 })).status).toBe(400);
    expect((await send({ match: { path: '(' } })).status).toBe(400);
  });
});
