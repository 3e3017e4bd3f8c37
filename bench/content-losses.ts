// npm run bench:losses: what a page still has after one word of it was changed and written back, by kind of thing.
import MarkdownIt from 'markdown-it';
import { NodeHtmlMarkdown } from 'node-html-markdown';
import TurndownService from 'turndown';
import { census, edit, view } from '../src/content/index.ts';
import { realPages, samplePages } from './content-pages.ts';

type Write = (storage: string) => string;

const turndown = new TurndownService();
const markdown = new MarkdownIt({ html: true, xhtmlOut: true });

/** One word becomes another, and the page goes back whole. */
const ways: Readonly<Record<string, Write>> = {
  Weir: editOneWord,
  'turndown and markdown-it': (storage) => markdown.render(changeAWord(turndown.turndown(storage))),
  'node-html-markdown and markdown-it': (storage) =>
    markdown.render(changeAWord(NodeHtmlMarkdown.translate(storage))),
};

const real = await realPages('storage');
const pages = [...(await samplePages()), ...real.map(({ value }) => value)];
const before = new Map<string, number>();
const kept = new Map<string, Map<string, number>>();
let measured = 0;

for (const page of pages) {
  const counts = attempt(() => countsOf(page));
  if (!counts) continue;
  const edited = Object.entries(ways).map(([way, write]) => [way, attempt(() => write(page))] as const);
  if (edited[0]?.[1] === undefined) continue;
  measured += 1;
  for (const [kind, things] of counts) add(before, kind, total(things));
  for (const [way, body] of edited) {
    const after = body === undefined ? undefined : attempt(() => countsOf(body));
    const sums = kept.get(way) ?? new Map<string, number>();
    kept.set(way, sums);
    for (const [kind, things] of counts) {
      for (const [key, count] of things) add(sums, kind, Math.min(count, after?.get(kind)?.get(key) ?? 0));
    }
  }
}

console.log(`${measured} of ${pages.length} pages (the others have no plain word to change)\n`);
console.log(`| | on the pages | ${Object.keys(ways).join(' | ')} |`);
console.log(`|---|---|${'---|'.repeat(Object.keys(ways).length)}`);
for (const [kind, count] of [...before].toSorted(([, one], [, other]) => other - one)) {
  const shares = Object.keys(ways).map(
    (way) => `${((100 * (kept.get(way)?.get(kind) ?? 0)) / count).toFixed(1)} %`,
  );
  console.log(`| ${kind} | ${count} | ${shares.join(' | ')} |`);
}

function editOneWord(storage: string): string {
  const text = view({ format: 'storage', value: storage }).text;
  const word = [...new Set(text.match(/(?<=\s)[A-Za-z]{5,}(?=\s)/g) ?? [])].find(
    (one) => text.split(one).length === 2,
  );
  if (word === undefined) throw new Error('no word stands here once');
  return edit({ format: 'storage', value: storage }, [{ replace: { old: word, new: 'changed' } }]).value;
}

function changeAWord(text: string): string {
  return text.replace(/(?<=\s)[A-Za-z]{5,}(?=\s)/, 'changed');
}

function countsOf(storage: string): ReadonlyMap<string, ReadonlyMap<string, number>> {
  return census({ format: 'storage', value: storage });
}

function total(things: ReadonlyMap<string, number>): number {
  return [...things.values()].reduce((sum, count) => sum + count, 0);
}

function add(sums: Map<string, number>, key: string, count: number): void {
  sums.set(key, (sums.get(key) ?? 0) + count);
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
