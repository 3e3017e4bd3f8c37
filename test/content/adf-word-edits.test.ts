import { describe, expect, it } from 'vitest';
import { rebuildPage } from '../../src/content/adf/format.ts';
import { contentOf, type AdfNode } from '../../src/content/adf/node.ts';
import { adfBlock } from '../../src/content/adf/reader.ts';
import { updateFromView } from '../../src/content/edit/edit.ts';
import { openPage, type Page } from '../../src/content/edit/page.ts';
import { planFlow } from '../../src/content/edit/plan-blocks.ts';
import type { Region } from '../../src/content/edit/plan.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { adfCorpus, hasAdfCorpus } from './adf-corpus.ts';
import { isDeep } from './support/corpus.ts';
import { difference } from './support/oracle.ts';
import { expectEdits } from './support/edit-counts.ts';
import { withWord, wordsOf, type ViewWord } from './support/words.ts';

const corpus = hasAdfCorpus ? adfCorpus() : [];

/** One word in so many is changed; every word in a deep run. */
const every = isDeep ? 1 : 29;

/** Every node of a document, in document order. */
function nodesOf(doc: AdfNode): AdfNode[] {
  const nodes: AdfNode[] = [];
  const stack: AdfNode[] = [doc];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes.push(node);
    stack.push(...contentOf(node).toReversed());
  }
  return nodes;
}

function parse(value: string): AdfNode {
  return JSON.parse(value);
}

/** The text of a document with all marks, as one list of what stands in each place: text by its marks, all else whole. */
function textByMarks(doc: AdfNode): string[] {
  const parts: string[] = [];
  let last = '';
  for (const node of nodesOf(doc)) {
    if (node.type !== 'text') {
      const { content: _content, ...own } = node;
      parts.push(JSON.stringify(own));
      last = '';
      continue;
    }
    const marks = (node.marks ?? [])
      .map((mark) => JSON.stringify(mark))
      .sort()
      .join();
    if (marks === last && last !== '') parts.push(`${parts.pop() ?? ''}${node.text ?? ''}`);
    else parts.push(`${marks} ${node.text ?? ''}`);
    last = marks === '' ? ' ' : marks;
  }
  return parts;
}

/** The new document before it is written, as one region over the whole page. */
function rebuilt(page: Page, view: string): ReturnType<typeof rebuildPage> {
  const planning = {
    index: page.index,
    handles: page.handles,
    repeatedImages: page.repeatedImages,
    mayLose: () => false,
    reanchored: [],
    makeBlocks: (markdown: string) => page.format.makeBlocks(markdown, {}),
    makeItems: (list: Page['root'], markdown: string) => page.format.makeItems(list, markdown, {}),
    makeRow: (neighbour: Page['root'], cells: readonly string[]) =>
      page.format.makeRow(page.value, neighbour, cells, {}),
  };
  const entries = planFlow(planning, page.root.children, view.split('\n'), 'flow');
  const region: Region = { parent: page.root, from: 0, to: page.root.children.length, entries };
  return rebuildPage([region], page.index, {});
}

/** Changes a word and says what else changed, if anything did. */
function changeWord(
  page: Page,
  lines: readonly string[],
  word: ViewWord,
  parts: readonly string[],
): string | undefined {
  const view = withWord(lines, word, 'Zebra');
  const edited = updateFromView({ format: 'adf', value: page.value }, view, { allowLoss: ['link'] });
  const { before, after } = difference(page.value, edited.value);
  // A word may run over two texts that show as one; otherwise nothing but its own letters change.
  const overTexts = /"text"\s*:/.test(before);
  if (after.length > 17 || before.length > (overTexts ? 600 : word.text.length + 12))
    return `"${before}" became "${after}"`;
  const others = textByMarks(parse(edited.value)).filter((part, index) => part !== parts[index]);
  if (others.length > 1) return `${others.length} places changed`;
  return madeAnew(page, view);
}

/** A node of the new document that is made anew without need: no text, and nothing in it is new. */
function madeAnew(page: Page, view: string): string | undefined {
  const old = new Set(nodesOf(adfBlock(page.root).source.doc));
  const fresh = nodesOf(rebuilt(page, view).doc).filter((node) => !old.has(node));
  const needless = fresh.find(
    (node) =>
      node.type !== 'text' && contentOf(node).length > 0 && contentOf(node).every((child) => old.has(child)),
  );
  if (needless !== undefined) return `${JSON.stringify(needless).slice(0, 300)} is new`;
  return fresh.filter((node) => node.type === 'text').length > 1 ? 'more than one text is new' : undefined;
}

/** The number of an item and the language of a code block are no text, in a cell as elsewhere. */
function isMarker(line: string, word: ViewWord): boolean {
  const before = line.slice(0, word.column);
  return (
    (/(?:[|¶] |^) *$/.test(before) && /^\d+[.)]/.test(line.slice(word.column))) || /[`~]{3,}$/.test(before)
  );
}

describe.skipIf(corpus.length === 0)(`ADF: one word changed${referenceDataNote}`, () => {
  it('nothing edited comes back to the byte, with every handle too', () => {
    const changed = corpus.flatMap(({ name, value }) =>
      (['needed', 'all'] as const).flatMap((handles) => {
        const body = { format: 'adf', value } as const;
        const view = openPage(body, {}, handles).rendered.lines.join('\n');
        // A view is taken to show every handle when a line of text ends in one.
        if (handles === 'all' && !/ \{#[0-9a-z.]+\}$/m.test(view)) return [];
        return updateFromView(body, view).value === value ? [] : [`${name} with ${handles} handles`];
      }),
    );
    expect(changed).toEqual([]);
  });

  it('changes that word; every other node is the same object and every other byte the same', () => {
    const wrong: string[] = [];
    const refused: string[] = [];
    let tried = 0;
    for (const { name, value } of corpus) {
      const page = openPage({ format: 'adf', value }, {}, 'needed');
      const { lines } = page.rendered;
      const parts = textByMarks(parse(value));
      wordsOf(lines).forEach((word, index) => {
        if (index % every !== 0 || isMarker(lines[word.line] ?? '', word)) return;
        tried += 1;
        const context = `${name}: "${word.text}" in "${(lines[word.line] ?? '').slice(0, 120)}"`;
        try {
          const problem = changeWord(page, lines, word, parts);
          if (problem !== undefined) wrong.push(`${context}: ${problem}`);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          refused.push(`${context}: ${error.message.slice(0, 160)} ${error.fields.detail ?? ''}`);
        }
      });
    }
    const rate = 1 - refused.length / tried;
    console.log(
      `words of ADF that can be edited: ${tried - refused.length} of ${tried} (${(100 * rate).toFixed(2)} %)\n${refused.slice(0, 20).join('\n')}`,
    );
    expect(wrong).toEqual([]);
    expect(rate).toBeGreaterThanOrEqual(0.99);
    expectEdits('words of real ADF', tried);
  });
});
