import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readAdf } from '../../src/content/adf/read-document.ts';
import { matchKeys } from '../../src/content/edit/myers.ts';
import { readStorage } from '../../src/content/storage/read-document.ts';
import { renderBlocks } from '../../src/content/view/render.ts';
import { hasReferenceData, referenceDataNote, referencePath } from '../support/reference-data.ts';

const pages = ['544112828', '544145591', '544381877', '692355151', '793608206', '883654669'] as const;

const attachmentsShape = z.object({
  results: z.array(z.object({ title: z.string(), extensions: z.object({ fileId: z.string() }) })),
});

/** File names by media id: ADF knows files by id only, and the server looks their names up. */
function filesOf(page: string): Map<string, string> {
  const text = readFileSync(referencePath('corpus', 'api', `querypie__${page}__attachments.v1.yaml`), 'utf8');
  const { results } = attachmentsShape.parse(parse(text));
  return new Map(results.map(({ title, extensions }) => [extensions.fileId, title]));
}

function viewsOf(page: string): { readonly storage: string[]; readonly adf: string[] } {
  const read = (folder: string, type: string): string =>
    readFileSync(referencePath('corpus', folder, `querypie-docs__testcases__${page}__page.${type}`), 'utf8');
  const storage = readStorage(read('storage', 'xml'));
  const adf = readAdf(read('adf', 'json'), { files: filesOf(page) });
  return {
    storage: renderBlocks(storage.root.children, 'needed').lines,
    adf: renderBlocks(adf.root.children, 'needed').lines,
  };
}

/** Why a line of the view differs between the two formats of a page. */
const reasons: ReadonlyArray<
  readonly [reason: string, explains: (storage: string | undefined, adf: string | undefined) => boolean]
> = [
  // Storage gives macros and emoticons an id that ADF has no place for: another handle for the same thing.
  [
    'handle',
    (storage, adf) => storage !== undefined && withoutHandles(storage) === withoutHandles(adf ?? ''),
  ],
  // Storage puts a page with one column into a section and a cell; ADF has layouts for two columns and more.
  [
    'single column',
    (storage, adf) => adf === undefined && /^:::(?:section\{fixed-width\}|cell)?$/.test(storage ?? ''),
  ],
  // Storage names the type of a layout, ADF the width of each column.
  [
    'layout',
    (storage, adf) =>
      (storage === ':::section{two_equal}' && adf === ':::section') ||
      (storage === ':::cell' && adf === ':::cell{width=50}'),
  ],
  // Storage nests a comment anchor into code and so splits it; in ADF it is one mark on all of its text.
  [
    'anchor around code',
    (storage, adf) =>
      storage?.includes(':c[') === true && adf?.includes(':c[') === true && plain(storage) === plain(adf),
  ],
  // Storage links to a page by its title, ADF by an address, as a card.
  [
    'link to a page',
    (storage, adf) =>
      storage?.replace(/:link\[[^\]]*\]\{[^}]*\}/, '') ===
        adf?.replace(/\[\]\([^)]*\)\{[^}]* card=inline\}/, '') && storage !== adf,
  ],
];

function withoutHandles(line: string): string {
  return line.replaceAll(/#[0-9a-z.]+/g, '#');
}

function plain(line: string): string {
  return line.replaceAll(/:c\[|\]\{#[0-9a-z]+\}|<\/?code>|`/g, '');
}

/** The lines that differ, paired where as many stand on either side. */
function differences(
  storage: readonly string[],
  adf: readonly string[],
): Array<readonly [string | undefined, string | undefined]> {
  const pairs: Array<readonly [string | undefined, string | undefined]> = [];
  const matches = [...matchKeys([...storage], [...adf]), storage.length];
  let oldAt = 0;
  let newAt = 0;
  matches.forEach((oldIndex, newIndex) => {
    if (oldIndex === -1) return;
    const old = storage.slice(oldAt, oldIndex);
    const fresh = adf.slice(newAt, newIndex);
    for (let at = 0; at < Math.max(old.length, fresh.length); at += 1) pairs.push([old[at], fresh[at]]);
    oldAt = oldIndex + 1;
    newAt = newIndex + 1;
  });
  return pairs;
}

describe('a page in both formats', () => {
  it.skipIf(!hasReferenceData)(
    `shows the same but for what one of the formats cannot say${referenceDataNote}`,
    () => {
      const unexplained: unknown[] = [];
      const found = pages.map((page) => {
        const { storage, adf } = viewsOf(page);
        const counts: Record<string, number> = { lines: adf.length };
        for (const [old, fresh] of differences(storage, adf)) {
          const reason = reasons.find(([, explains]) => explains(old, fresh))?.[0];
          if (reason === undefined) unexplained.push({ page, storage: old, adf: fresh });
          else counts[reason] = (counts[reason] ?? 0) + 1;
        }
        return [page, counts];
      });
      expect(unexplained).toEqual([]);
      expect(Object.fromEntries(found)).toEqual({
        '544112828': { lines: 225, handle: 4, 'single column': 4, layout: 3, 'anchor around code': 1 },
        '544145591': { lines: 207, handle: 2 },
        '544381877': { lines: 164, handle: 3 },
        '692355151': { lines: 70, handle: 6, 'link to a page': 1 },
        '793608206': { lines: 167 },
        '883654669': { lines: 124, handle: 3 },
      });
    },
  );
});
