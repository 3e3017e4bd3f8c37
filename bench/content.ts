// npm run bench:content: the content engine's speed and tokens beside other converters, in one run on the same pages.
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import adfToMd from 'adf-to-md';
import { encode } from 'gpt-tokenizer';
import { NodeHtmlMarkdown } from 'node-html-markdown';
import TurndownService from 'turndown';
import { edit, view, type Body } from '../src/content/index.ts';
import { joinedTo, realPages, samplePages } from './content-pages.ts';

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly budget?: string;
}

const rows: Row[] = [];
const add = (what: string, measured: string, budget?: string): void => {
  rows.push({ what, measured, ...(budget !== undefined && { budget }) });
};
const verdict = (value: number, limit: number, unit: string): string =>
  `budget <= ${limit} ${unit}: ${value <= limit ? 'met' : 'MISSED'}`;

const pageSize = 200_000;
const samples = await samplePages();
/** The samples repeat themselves, so the edited sentence is one that does not. */
const onceOnly = 'This sentence stands here once and nowhere else.';
const half = joinedTo(pageSize / 2, samples);
const page = `${half}<p>${onceOnly}</p>${half}`;
const body: Body = { format: 'storage', value: page };
const megabytes = Buffer.byteLength(page) / 1e6;
const wholeView = (value: string): string => view({ format: 'storage', value }).text;

speed();
tokens('sample pages', samples, true);
const real = await realPages('storage');
tokens(
  'real pages of Confluence Cloud',
  real.filter(({ isCloudPage }) => isCloudPage).map(({ value }) => value),
  true,
);
tokens(
  'real pages and converters’ samples',
  real.map(({ value }) => value),
  false,
);
tokensOfAdf((await realPages('adf')).map(({ value }) => value));
print();
await save();

function speed(): void {
  const { median: viewMs, least: leastView } = cpuMs(() => wholeView(page));
  add(
    `view of ${megabytes.toFixed(2)} MB of storage format, CPU`,
    `${viewMs.toFixed(1)} ms (least ${leastView.toFixed(1)}), ${(megabytes / (viewMs / 1000)).toFixed(1)} MB/s`,
    verdict(viewMs, 12, 'ms'),
  );
  const edits = [{ replace: { old: onceOnly, new: onceOnly.replace('once', 'twice') } }];
  const { median: editMs, least: leastEdit } = cpuMs(() => edit(body, edits).value);
  add(
    'edit of one sentence in it, patch and gates, CPU',
    `${editMs.toFixed(1)} ms (least ${leastEdit.toFixed(1)})`,
    verdict(editMs, 18, 'ms'),
  );
  const turndown = new TurndownService();
  for (const [name, convert] of [
    ['turndown', (html: string) => turndown.turndown(html)],
    ['node-html-markdown', (html: string) => NodeHtmlMarkdown.translate(html)],
  ] as const) {
    const { median: ms } = cpuMs(() => convert(page));
    add(`${name}, the same page (lossy)`, `${ms.toFixed(1)} ms, ${(ms / viewMs).toFixed(1)} times ours`);
  }
}

/** Tokens (o200k) of all views over those of all bodies: a sum over a sum, so that long pages count for what they are. */
function tokens(title: string, bodies: readonly string[], isBudget: boolean): void {
  const turndown = new TurndownService();
  const totals = { stored: 0, ours: 0, words: 0, turndown: 0, nhm: 0, pages: 0 };
  for (const stored of bodies) {
    const shown = attempt(() => wholeView(stored));
    if (shown === undefined) continue;
    totals.pages += 1;
    totals.stored += encode(stored).length;
    totals.ours += encode(shown).length;
    totals.words += encode(visibleText(stored)).length;
    totals.turndown += encode(attempt(() => turndown.turndown(stored)) ?? '').length;
    totals.nhm += encode(attempt(() => NodeHtmlMarkdown.translate(stored)) ?? '').length;
  }
  if (totals.pages === 0) return add(`tokens of ${title}`, 'none on this machine');
  const ratio = (value: number): string => (value / totals.stored).toFixed(3);
  add(
    `tokens of ${totals.pages} ${title}, of their storage format`,
    ratio(totals.ours),
    ...(isBudget ? [verdict(totals.ours / totals.stored, 0.42, 'of storage')] : []),
  );
  add('  the bare text in it, without any sign', ratio(totals.words));
  add('  turndown (loses macros, mentions, anchors)', ratio(totals.turndown));
  add('  node-html-markdown (loses the same)', ratio(totals.nhm));
}

function tokensOfAdf(documents: readonly string[]): void {
  // adf-to-md writes its warnings to the console.
  const { log } = console;
  console.log = () => {};
  const totals = { stored: 0, ours: 0, other: 0, pages: 0 };
  for (const stored of documents) {
    const shown = attempt(() => view({ format: 'adf', value: stored }).text);
    if (shown === undefined) continue;
    totals.pages += 1;
    totals.stored += encode(stored).length;
    totals.ours += encode(shown).length;
    totals.other += encode(attempt(() => adfToMd.convert(JSON.parse(stored) as object).result) ?? '').length;
  }
  console.log = log;
  if (totals.pages === 0) return;
  add(`tokens of ${totals.pages} ADF documents, of their JSON`, (totals.ours / totals.stored).toFixed(3));
  add('  adf-to-md (drops what it does not know)', (totals.other / totals.stored).toFixed(3));
}

/** The code of a body to the letter and the text between its tags: no view can be shorter and lose nothing. */
function visibleText(stored: string): string {
  const cdata = /<!\[CDATA\[([^]*?)\]\]>/g;
  const code = [...stored.matchAll(cdata)].map(([, inner]) => `${inner ?? ''}\n`).join('');
  const text = stored
    .replaceAll(cdata, '')
    .replaceAll(/<ac:parameter[^]*?<\/ac:parameter>|<ac:adf-fallback>[^]*?<\/ac:adf-fallback>/g, '')
    .replaceAll(/<[^>]+>/g, '\n')
    .replaceAll(/\s*\n\s*/g, '\n');
  return code + text;
}

/** CPU milliseconds of one run once the code is compiled; garbage collection counts. */
function cpuMs(run: () => string): { readonly median: number; readonly least: number } {
  for (let round = 0; round < 60; round += 1) run();
  const times: number[] = [];
  for (let round = 0; round < 41; round += 1) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(times.length / 2)] ?? Number.NaN, least: times[0] ?? Number.NaN };
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function print(): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, measured, budget = '' } of rows)
    console.log(`${what.padEnd(width)}  ${measured}  ${budget}`.trimEnd());
}

async function save(): Promise<void> {
  await mkdir('bench/results', { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  await writeFile('bench/results/content.json', `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
}
