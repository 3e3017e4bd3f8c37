import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addContent, requestsDuring, watching, type ContentPage } from './support/content-pages.ts';
import { startTestWeir, type TestWeir } from './support/weir.ts';

const body = '<h1>Title</h1><p>Some text.</p>';

let weir: TestWeir;
let page: ContentPage;
let etag: string;
beforeAll(async () => {
  weir = await startTestWeir();
});
beforeEach(async () => {
  page = addContent(weir, body);
  ({ etag } = await page.read());
});
afterEach(() => weir.sandbox.faults.clear());
afterAll(() => weir.close());

/** Reads of pages answer the version before the current one, so many times from the write on. */
const staleAfterWrite = <T>(times: number, run: () => Promise<T>): Promise<T> => {
  let added = false;
  return watching(
    weir.sandbox,
    (method) => {
      if (method !== 'PUT' || added) return;
      added = true;
      weir.sandbox.faults.add({ match: { method: 'GET' }, staleRead: true, times });
    },
    run,
  );
};

describe('what was written is read back', () => {
  it('again, where the first answer is older than the write', async () => {
    const seen: string[] = [];
    const answer = await staleAfterWrite(2, () =>
      watching(
        weir.sandbox,
        (method) => void seen.push(method),
        () => page.replace(etag, 'Some', 'Other'),
      ),
    );
    expect(seen).toEqual(['GET', 'PUT', 'GET', 'GET', 'GET']);
    expect(answer).toMatch(/^Changed page \d+, version 2, etag \w+\.\nApplied: replace\.\n</);
    expect(answer).not.toContain('Unverified');
  });

  it('and said to be unverified where the answers stay old', async () => {
    const answer = await staleAfterWrite(99, () => page.replace(etag, 'Some', 'Other'));
    expect(answer).toMatch(
      /^Changed page \d+, version 2, etag \w+\.\nApplied: replace\.\nUnverified: Confluence took the change/,
    );
    expect(page.storage).toBe(body.replace('Some', 'Other'));
    weir.sandbox.faults.clear();
    const [, next = ''] = /etag (\w+)\./.exec(answer) ?? [];
    expect(await page.replace(next, 'Other', 'Third')).toMatch(/^Changed page \d+, version 3/);
  });

  it('and said to be unverified where it cannot be read any more', async () => {
    const answer = await watching(
      weir.sandbox,
      (method) => {
        if (method === 'PUT') weir.sandbox.faults.add({ match: { method: 'GET' }, status: 404, body: {} });
      },
      () => page.replace(etag, 'Some', 'Other'),
    );
    expect(answer).toMatch(/^Changed page \d+, version 2[^]*Unverified/);
    expect(page.version).toBe(2);
  });

  it('from the answer to the write where that carries the body: two requests', async () => {
    const { id, title, spaceId } = page.content;
    const value = body.replace('Some', 'Other');
    const answered = {
      id,
      title,
      spaceId,
      status: 'current',
      version: { number: 2 },
      body: { storage: { representation: 'storage', value } },
    };
    weir.sandbox.faults.add({ match: { method: 'PUT' }, phase: 'after', status: 200, body: answered });
    const requests = await requestsDuring(weir.sandbox, async () => {
      expect(await page.replace(etag, 'Some', 'Other')).not.toContain('Unverified');
    });
    expect(requests.map((request) => request.slice(0, 3))).toEqual(['GET', 'PUT']);
    expect((await page.read()).etag).not.toBe(etag);
  });

  it('as Confluence normalised it: its etag and handles are those of the next read', async () => {
    const answer = await page.edit(etag, [
      { insert: { into: 'page', markdown: '> [!WARNING]\n> Mind this.\n\n::toc' } },
    ]);
    expect(page.storage).toMatch(/ac:name="toc"[^>]* ac:macro-id="/);
    const { view, etag: now } = await page.read();
    const handles = [...view.matchAll(/\{(#\w+)/g)].map(([, handle]) => handle);
    expect(handles).toHaveLength(2);
    expect(answer).toContain(`new handles: ${handles.join(', ')}`);
    expect(answer).toContain(`etag ${now}.`);
    expect(answer).not.toContain('missing');
    expect(await page.edit(now, [{ delete: { target: handles[1] } }])).toMatch(/^Changed/);
  });

  it('and a success without effect is a failure', async () => {
    let written = false;
    const answer = await watching(
      weir.sandbox,
      (method) => {
        if (written) page.content.storage = body;
        written ||= method === 'PUT';
      },
      () => page.replace(etag, 'Some', 'Other'),
    );
    expect(answer).toMatch(
      /^upstream_unavailable: Confluence accepted the change of page \d+, but the text is as it was before\./,
    );
    expect(answer).toContain('Next: Read it again');
  });

  it('and what did not arrive is named', async () => {
    let written = false;
    const answer = await watching(
      weir.sandbox,
      (method) => {
        if (written)
          page.content.storage = page.storage.replace(/<ac:structured-macro.*<\/ac:structured-macro>/s, '');
        written ||= method === 'PUT';
      },
      () => page.edit(etag, [{ insert: { into: 'page', markdown: 'New text.\n\n> [!TIP]\n> Gone.' } }]),
    );
    expect(answer).toMatch(/^Changed page[^]*missing after the write: macro tip/);
  });

  it('and a plain replacement says what it lost', async () => {
    const rich = addContent(
      weir,
      '<p>See <a href="https://example.test/">this</a>.</p><ac:structured-macro ac:name="toc" ac:macro-id="aaaa0001-0000-4000-8000-000000000000" />',
    );
    const answer = await rich.call('confluence_update_page', {
      title: rich.content.title,
      version: { number: 2 },
      body: { representation: 'storage', value: '<p>Plain.</p>' },
    });
    expect(answer).toMatch(
      /^Changed page \d+, version 2[^]*missing after the write: macro toc, link https:\/\/example\.test\//,
    );
    expect(rich.storage).toBe('<p>Plain.</p>');
  });

  it('of a new page too', async () => {
    weir.sandbox.faults.add({ match: { method: 'GET' }, status: 404, body: {} });
    const created = await page.call('confluence_create_page', { id: undefined });
    expect(created).toMatch(/^invalid_input/);
    const made = await weir.structured('confluence_create_page', {
      spaceId: page.content.spaceId,
      title: 'Made and not read',
      body: { representation: 'markdown', value: 'Hi' },
    });
    expect(made).toMatchObject({ verified: false });
    weir.sandbox.faults.clear();
  });
});
