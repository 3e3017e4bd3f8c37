import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addContent, requestsDuring } from './support/content-pages.ts';
import { startTestWeir, type TestWeir } from './support/weir.ts';

let weir: TestWeir;
beforeAll(async () => {
  weir = await startTestWeir();
});
afterAll(() => weir.close());

const body = '<h1>Plan</h1><p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p><p>Five.</p>';

describe('the difference of two versions', () => {
  it('shows changed lines with what is around them, in two requests', async () => {
    const page = addContent(weir, body);
    const first = await page.replace((await page.read()).etag, 'Three.', 'Three **and a half**.');
    const [, etag = ''] = /etag (\w+)\./.exec(first) ?? [];
    await page.edit(etag, [{ insert: { into: 'page', markdown: 'Six.' } }]);
    let text = '';
    const requests = await requestsDuring(weir.sandbox, async () => {
      text = await page.call('confluence_diff_page_versions', { from: 1 });
    });
    expect(requests).toHaveLength(2);
    expect(text).toMatch(/^Page \d+, version 1 to 3: 2 lines added, 1 line removed\.\n/);
    expect(text).toContain(
      [
        '…',
        '  One.',
        '  Two.',
        '- Three.',
        '+ Three **and a half**.',
        '  Four.',
        '  Five.',
        '+ Six.',
        '</confluence-data',
      ].join('\n'),
    );
    expect(await page.call('confluence_diff_page_versions', { from: 1, to: 2 })).toMatch(
      /^Page \d+, version 1 to 2: 1 line added, 1 line removed\./,
    );
    expect(await page.call('confluence_diff_page_versions', { from: 2, to: 2 })).toMatch(
      /^Page \d+, version 2 to 2: the text is the same\./,
    );
  });

  it('is cut where it is too long, and says so', async () => {
    const page = addContent(weir, '<p>Start.</p>');
    const lines = Array.from({ length: 200 }, (_, index) => `New line ${index}.`).join('\n\n');
    await page.call('confluence_append_to_page', { markdown: lines });
    const text = await page.call('confluence_diff_page_versions', { from: 1, maxTokens: 300 });
    expect(text).toContain('+ New line 0.');
    expect(text).not.toContain('New line 199');
    expect(text).toContain('The difference is cut');
  });

  it('of a version that is not there is refused', async () => {
    const page = addContent(weir, body);
    expect(await page.call('confluence_diff_page_versions', { from: 9 })).toMatch(/^not_found: /);
  });
});
