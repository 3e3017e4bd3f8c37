import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Content } from '../sandbox/model/entities.ts';
import { updateContent } from '../sandbox/model/update-content.ts';
import { hasReferenceData, referenceDataNote, referencePath } from './support/reference-data.ts';
import { startTestWeir, textOf, type TestWeir } from './support/weir.ts';

/** Real pages through the whole product: one word is changed, and nothing else. */
describe.skipIf(!hasReferenceData)(`real pages, read and edited as Markdown${referenceDataNote}`, () => {
  let weir: TestWeir;
  beforeAll(async () => {
    weir = await startTestWeir({ sample: false, importFolder: referencePath('corpus/storage') });
  });
  afterAll(() => weir.close());

  it('are all shown, and take an edit of one word without another byte changing', async () => {
    const pages = [...weir.sandbox.site.contents.values()].filter(({ storage }) => storage !== '');
    let [tried, applied, shown] = [0, 0, 0];
    const refusals: string[] = [];
    for (const content of pages) {
      const { id } = content;
      normalise(weir, content);
      const read = await weir.call('confluence_get_page', {
        id,
        maxTokens: 100_000,
        outputFormat: 'structured',
      });
      if (read.isError) {
        refusals.push(`${content.title}: ${textOf(read)}`);
        continue;
      }
      shown += 1;
      const { body, etag } = read.structuredContent as { body: { value: string }; etag: string };
      const word = wordOf(body.value);
      if (word === undefined) continue;
      tried += 1;
      const before = content.storage;
      const answer = await weir.call('confluence_edit_page', {
        id,
        etag,
        edits: [{ replace: { old: word, new: `${word}qq` } }],
      });
      if (answer.isError) {
        refusals.push(`${content.title}: ${textOf(answer)}`);
        expect(content.storage).toBe(before);
        continue;
      }
      applied += 1;
      const at = content.storage.indexOf(`${word}qq`) + word.length;
      expect(content.storage.slice(0, at) + content.storage.slice(at + 2)).toBe(before);
    }
    console.log(
      `real pages: ${shown} of ${pages.length} shown, ${applied} of ${tried} one-word edits applied`,
    );
    for (const refusal of refusals.slice(0, 5)) console.log(refusal.slice(0, 400));
    expect(shown / pages.length).toBeGreaterThan(0.97);
    expect(applied / tried).toBeGreaterThanOrEqual(0.99);
  });
});

/** Confluence writes a body its own way once; from then on only what is sent changes it. */
function normalise({ sandbox: { site } }: TestWeir, content: Content): void {
  try {
    updateContent(site, content, { author: content.authorId, storage: content.storage });
  } catch {
    // Some exports are not well-formed: they stay as they are and are refused below.
  }
}

/** A word of running text that stands in the view once. */
function wordOf(view: string): string | undefined {
  const lines = view.split('\n').filter((line) => /^[^`{}<>[\]|\\]+$/.test(line));
  const words = lines.flatMap((line) => line.match(/(?<![\p{L}\p{N}_])\p{L}{3,}(?![\p{L}\p{N}_])/gu) ?? []);
  return words.find((word) => view.indexOf(word) === view.lastIndexOf(word));
}
