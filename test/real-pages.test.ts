import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasReferenceData, referenceDataNote, referencePath } from './support/reference-data.ts';
import { startTestWeir, textOf, type TestWeir } from './support/weir.ts';

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly spaceId: string;
}

/** Real pages through the whole product: what comes out is what went in, to the byte. */
describe.skipIf(!hasReferenceData).each([
  { kind: 'storage', folder: 'corpus/storage', bodyFormat: 'storage' },
  { kind: 'ADF', folder: 'corpus/adf', bodyFormat: 'atlas_doc_format' },
])(`real pages in $kind${referenceDataNote}`, ({ folder, bodyFormat }) => {
  let weir: TestWeir;
  let pages: readonly Listed[];
  let files: readonly string[];

  beforeAll(async () => {
    files = (await readdir(referencePath(folder))).filter((name) => /\.(xml|html|xhtml|json)$/.test(name));
    weir = await startTestWeir({ sample: false, importFolder: referencePath(folder) });
    pages = await listImported(weir);
  });
  afterAll(() => weir.close());

  it('are all listed', () => {
    const skipped = weir.sandbox.imported?.skipped ?? [];
    expect(files.length).toBeGreaterThan(100);
    // The homepage of the space is listed too.
    expect(pages.length - 1 + skipped.length).toBe(files.length);
    for (const { reason } of skipped) expect(reason).not.toBe('');
    expect(skipped.length).toBeLessThan(files.length / 20);
  });

  it('are found by their titles', async () => {
    for (const { id, title } of pages) {
      const cql = `space = IMPORT and title = "${title.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
      const { items } = await weir.structured('confluence_search_cql', { cql, limit: 5 });
      expect(items).toContainEqual(expect.objectContaining({ id, title }));
    }
  });

  it('are read as they are stored, and as their files have them', async () => {
    let likeTheFile = 0;
    for (const { id, title } of imported(pages)) {
      const { value } = await readBody(weir, id, bodyFormat);
      const stored = weir.sandbox.site.contents.get(id);
      expect(value).toBe(bodyFormat === 'storage' ? stored?.storage : stored?.adf);
      const file = files.includes(title) ? await readFile(referencePath(folder, title), 'utf8') : '';
      if (value === file) likeTheFile += 1;
    }
    // Some exports wrap the body in an element or a CDATA section, which Confluence does not store.
    expect(likeTheFile).toBeGreaterThan(pages.length * 0.6);
  });

  it('are rewritten without a change, or refused with nothing changed', async () => {
    let refused = 0;
    for (const { id, title } of imported(pages)) {
      const before = await readBody(weir, id, bodyFormat);
      const first = await rewrite(weir, { id, title, value: before.value, version: 2 }, bodyFormat);
      if (first.isError) {
        refused += 1;
        expect(textOf(first)).toMatch(/^(invalid_input|too_large): /);
        expect(await readBody(weir, id, bodyFormat)).toEqual(before);
        continue;
      }
      // Confluence gives identifiers to macros that had none; the next writing finds nothing left to add.
      const stored = await readBody(weir, id, bodyFormat);
      expect(stored.version).toBe(2);
      const second = await rewrite(weir, { id, title, value: stored.value, version: 3 }, bodyFormat);
      expect(second.isError ?? false).toBe(false);
      expect((await readBody(weir, id, bodyFormat)).value).toBe(stored.value);
    }
    expect(refused).toBeLessThan(pages.length / 20);
  });
});

/** Without the homepage, which no file made. */
function imported(pages: readonly Listed[]): readonly Listed[] {
  return pages.filter(({ title }) => /\.(xml|html|xhtml|json)/.test(title));
}

async function listImported(weir: TestWeir): Promise<Listed[]> {
  const { items: spaces } = (await weir.structured('confluence_list_spaces', { keys: ['IMPORT'] })) as {
    items: { id: string }[];
  };
  const [space] = spaces;
  if (!space) throw new Error('There is no space IMPORT.');
  const found: Listed[] = [];
  let cursor: string | undefined;
  do {
    const page = (await weir.structured('confluence_list_pages', {
      spaceId: space.id,
      limit: 100,
      ...(cursor !== undefined && { cursor }),
    })) as { items: Listed[]; nextCursor?: string };
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

async function readBody(
  weir: TestWeir,
  id: string,
  bodyFormat: string,
): Promise<{ value: string; version: number }> {
  const page = (await weir.structured('confluence_get_page', { id, bodyFormat })) as {
    body: { value: string };
    version: { number: number };
  };
  return { value: page.body.value, version: page.version.number };
}

function rewrite(
  weir: TestWeir,
  { id, title, value, version }: { id: string; title: string; value: string; version: number },
  representation: string,
) {
  return weir.call('confluence_update_page', {
    id,
    title,
    body: { representation, value },
    version: { number: version },
  });
}
