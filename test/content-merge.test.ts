import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { addComment } from '../sandbox/model/comments.ts';
import { updateContent } from '../sandbox/model/update-content.ts';
import { addContent, watching, type ContentPage } from './support/content-pages.ts';
import { describeEachStore } from './support/stores.ts';
import { startTestWeir, type TestWeir } from './support/weir.ts';

const body =
  '<h1>Runbook</h1><p>Stop the old server before noon.</p><p>Then start the new one.</p><p>Tell everybody.</p>';

describeEachStore('several people at one page', ({ emptyLocation }) => {
  let weir: TestWeir;
  let page: ContentPage;
  beforeAll(async () => {
    weir = await startTestWeir({ database: await emptyLocation() });
  });
  beforeEach(() => {
    page = addContent(weir, body);
  });
  afterEach(() => weir.sandbox.faults.clear());
  afterAll(() => weir.close());

  /** Somebody else, in the editor of Confluence. */
  const edited = (change: (storage: string) => string): void => {
    const other = [...weir.sandbox.site.people.values()].at(-1);
    updateContent(weir.sandbox.site, page.content, {
      author: other?.accountId ?? '',
      storage: change(page.storage),
    });
  };
  const commented = (text: string): string => {
    const { site } = weir.sandbox;
    const [first] = site.people.values();
    const comment = addComment(site, page.content, {
      author: first?.accountId ?? '',
      storage: '<p>Really?</p>',
      selection: { text },
    });
    return comment.inline?.markerRef ?? '';
  };
  const commentOf = (ref: string): string | undefined =>
    [...weir.sandbox.site.comments.values()].find(({ inline }) => inline?.markerRef === ref)?.inline
      ?.resolution;

  /** As a day later: whatever this person read is gone. */
  const forget = async (etag: string): Promise<void> => {
    const { db } = weir.foundation.store;
    // Reads do not wait for the disk.
    await vi.waitFor(async () => {
      const kept = await db.selectFrom('body_bases').select('etag').where('etag', '=', etag).execute();
      expect(kept).toHaveLength(1);
    });
    await db.deleteFrom('body_bases').execute();
  };

  it('keep each what they did: a person edits, another comments, an agent edits what it read before', async () => {
    const { etag } = await page.read();
    edited((storage) => storage.replace('noon', 'sunset'));
    const ref = commented('new one');
    const answer = await page.replace(etag, 'Tell everybody.', 'Tell nobody.');
    expect(answer).toMatch(
      /^Changed page \d+, version 3, etag \w+\.\nApplied: replace\.\nOthers changed it since/,
    );
    expect(page.storage).toBe(
      `<h1>Runbook</h1><p>Stop the old server before sunset.</p><p>Then start the <ac:inline-comment-marker ac:ref="${ref}">new one</ac:inline-comment-marker>.</p><p>Tell nobody.</p>`,
    );
    expect(commentOf(ref)).toBe('open');
  });

  it('keep what they did within one paragraph, word by word', async () => {
    const { etag } = await page.read();
    edited((storage) => storage.replace('noon', 'sunset'));
    const ref = commented('old server');
    await page.replace(etag, 'Stop the', 'Shut down the');
    expect(page.storage).toContain(
      `<p>Shut down the <ac:inline-comment-marker ac:ref="${ref}">old server</ac:inline-comment-marker> before sunset.</p>`,
    );
  });

  it('get the three versions of a block that two of them changed, and nothing is written', async () => {
    const { etag } = await page.read();
    edited((storage) => storage.replace('noon', 'sunset'));
    const before = page.storage;
    const answer = await page.replace(etag, 'before noon', 'before breakfast');
    const now = await page.read();
    expect(answer).toMatch(
      new RegExp(
        `^conflict: Others changed the same text since etag ${etag} was read; now it is etag ${now.etag}\\. Nothing was written\\. The page ${page.id} is at version 2, written by \\S+ on 20`,
      ),
    );
    expect(answer).toContain(
      [
        'as it was read:',
        'Stop the old server before noon.',
        'as others left it:',
        'Stop the old server before sunset.',
        'as you would have it:',
        'Stop the old server before breakfast.',
        '</confluence-data',
      ].join('\n'),
    );
    expect(answer).not.toContain('Tell everybody');
    expect(page.storage).toBe(before);
    expect(page.version).toBe(2);
    expect(await page.replace(now.etag, 'before sunset', 'before breakfast')).toMatch(/^Changed page/);
  });

  it('may go on from the etag of a conflict without reading', async () => {
    const { etag } = await page.read();
    edited((storage) => storage.replace('noon', 'sunset'));
    const answer = await page.replace(etag, 'before noon', 'before breakfast');
    const [, next = ''] = /with etag (\w+)\./.exec(answer) ?? [];
    edited((storage) => storage.replace('everybody', 'all'));
    expect(await page.replace(next, 'sunset', 'dinner')).toMatch(/^Changed page/);
    expect(page.storage).toContain('before dinner.</p><p>Then start the new one.</p><p>Tell all.');
  });

  it('are refused when they would not have it merged', async () => {
    const { etag } = await page.read();
    edited((storage) => storage.replace('noon', 'sunset'));
    const answer = await page.replace(etag, 'Tell everybody.', 'Hush.', { onConflict: 'reject' });
    expect(answer).toMatch(
      /^conflict: The text changed since etag \w+ was read; now it is etag \w+\. Nothing was written\./,
    );
    expect(page.version).toBe(2);
  });

  it('merge a whole view that was read before', async () => {
    const { etag, view } = await page.read();
    edited((storage) => storage.replace('noon', 'sunset'));
    const answer = await page.call('confluence_update_page', {
      etag,
      body: { representation: 'markdown', value: view.replace('Tell everybody.', 'Rest.') },
    });
    expect(answer).toContain('Others changed it since it was read');
    expect(page.storage).toContain('before sunset.');
    expect(page.storage).toContain('<p>Rest.</p>');
  });

  it('meet a write between fetch and put: fetched and merged again, at most three times', async () => {
    const { etag } = await page.read();
    let times = 0;
    const seen: string[] = [];
    const answer = await watching(
      weir.sandbox,
      (method) => {
        seen.push(method);
        if (method !== 'PUT' || times === 2) return;
        times += 1;
        edited((storage) => storage.replace('<h1>', `<h1>${times} `));
      },
      () => page.replace(etag, 'everybody', 'nobody'),
    );
    expect(answer).toMatch(/^Changed page \d+, version 4/);
    expect(seen).toEqual(['GET', 'PUT', 'GET', 'PUT', 'GET', 'PUT', 'GET']);
    expect(page.storage).toContain('<h1>2 1 Runbook</h1>');
    expect(page.storage).toContain('Tell nobody.');
  });

  it('give up where somebody is always faster', async () => {
    const { etag } = await page.read();
    const answer = await watching(
      weir.sandbox,
      (method) => {
        if (method === 'PUT') edited((storage) => storage.replace('<h1>', '<h1>x '));
      },
      () => page.replace(etag, 'everybody', 'nobody'),
    );
    expect(answer).toMatch(/^conflict: /);
    expect(page.storage).not.toContain('nobody');
    expect(page.version).toBe(4);
  });

  it('do not merge ADF: a change in between is a conflict', async () => {
    const adf = (text: string): string =>
      JSON.stringify({
        type: 'doc',
        version: 1,
        content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
      });
    const other = addContent(weir, '<p>As ADF.</p>', { adf: adf('As ADF.') });
    weir.sandbox.faults.add({ emptyBody: true });
    const { etag } = await other.read();
    other.content.adf = adf('As ADF, changed.');
    const answer = await other.replace(etag, 'As ADF.', 'Mine.');
    expect(answer).toMatch(
      /^conflict: The text changed since etag \w+ was read, and this kind of body cannot be merged/,
    );
    expect(other.content.adf).toBe(adf('As ADF, changed.'));
  });

  it('find a base of another day by its version, when its etag is the same', async () => {
    const { etag } = await page.read();
    edited((storage) => storage.replace('noon', 'sunset'));
    await forget(etag);
    const unknown = await page.replace(etag, 'everybody', 'nobody');
    expect(unknown).toMatch(/^conflict: The etag \w+ is not kept any more, or was never given for page \d+/);
    expect(page.version).toBe(2);
    const wrong = await page.replace(etag, 'everybody', 'nobody', { version: 2 });
    expect(wrong).toMatch(/^conflict: /);
    expect(await page.replace(etag, 'everybody', 'nobody', { version: 1 })).toMatch(
      /^Changed page \d+, version 3/,
    );
    expect(page.storage).toContain('before sunset.');
  });

  it('need no kept base where the page is as it was read', async () => {
    const { etag } = await page.read();
    await forget(etag);
    expect(await page.replace(etag, 'everybody', 'nobody')).toMatch(/^Changed page \d+, version 2/);
  });
});
