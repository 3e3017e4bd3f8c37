import { describe, expect, it } from 'vitest';
import { readStorage } from '../../src/content/storage/read-document.ts';
import { validateAdf } from '../../src/content/adf/validate.ts';
import { indexPage } from '../../src/content/edit/page-index.ts';
import { fromMarkdown } from '../../src/content/markdown/from-markdown.ts';
import { namesIn } from '../../src/content/markdown/names-in.ts';
import type { Resolvers } from '../../src/content/markdown/resolvers.ts';
import { renderBlocks } from '../../src/content/view/render.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { hasReferenceData, referenceDataNote } from '../support/reference-data.ts';
import { pick, seededRandom } from './adf-corpus.ts';
import { sampleResolvers } from './from-markdown-sample.ts';
import { isDeep, storageCorpus } from './support/corpus.ts';
import { isWellFormed } from './support/oracle.ts';

function attempt(markdown: string, format: 'storage' | 'adf'): string | undefined {
  try {
    return fromMarkdown(markdown, format, sampleResolvers);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_input') return undefined;
    throw error;
  }
}

const fragments = (
  'a|b c| |␤|␤␤|    |\t|- |1. |3) |* |> |# |---|===|```|```js␤|~~~~|:::|:::info␤|:::expand{title="x"}␤|␤:::␤|::toc␤|' +
  '::table{width=3}␤|¦ a ¦ b ¦␤|¦ - ¦ - ¦␤|¦| ¶ |{cols=2}|{rows=2}|**|_|*|***|__|~~|`|``|<u>|</u>|<br>|[|]|(|)|](|' +
  '[x](https://x.y)|![](att:f.png)|![a](att:f g.png){width=3}␤|^ cap|- [ ] |- [x] |- <> |\\|&amp;|&|<|>|:status[a¦green]|' +
  ':date[2026-01-02]|:mention[Ann]|:c[|:x[|https://x.y/z_z|<https://q.r>|[](https://c.d){card=inline}|😀|한글|!|"|:|{|}|#|' +
  '[r]: https://r.r␤|[r]|> [!NOTE]␤|\u00a0|:::section{two_equal}␤|:::cell␤|\u200b|]]>|<![CDATA[|<p>|{#abcd}'
)
  .split('|')
  .map((fragment) => fragment.replaceAll('␤', '\n').replaceAll('¦', '|'));

function isValid(nodes: string): boolean {
  return validateAdf({ type: 'doc', version: 1, content: JSON.parse(nodes) }).ok;
}

describe('any Markdown', () => {
  it('becomes well-formed storage format and valid ADF, or is refused', () => {
    const random = seededRandom(20260101);
    let made = 0;
    const wrong: string[] = [];
    for (let run = 0; run < (isDeep ? 100_000 : 6_000); run += 1) {
      const length = 1 + Math.floor(random() * 14);
      const markdown = Array.from({ length }, () => pick(random, fragments)).join('');
      const storage = attempt(markdown, 'storage');
      const adf = attempt(markdown, 'adf');
      if (storage !== undefined && !isWellFormed(storage)) wrong.push(markdown);
      if (adf !== undefined && !isValid(adf)) wrong.push(markdown);
      if (storage === undefined) continue;
      made += 1;
      namesIn(markdown);
    }
    expect(wrong).toEqual([]);
    expect(made).toBeGreaterThan(1000);
  });
});

describe('hostile Markdown', () => {
  const size = 200_000;
  const repeat = (text: string, length = size): string => text.repeat(Math.floor(length / text.length));
  const inputs: Readonly<Record<string, string>> = {
    'a million brackets': '['.repeat(1_000_000),
    'a million stars': '*a '.repeat(333_333),
    'closing brackets': repeat(']'),
    'links in links': repeat('[', size / 2) + repeat('](u)', size / 2),
    'open links': repeat('[a]('),
    images: repeat('!['),
    'three signs': repeat('***a '),
    'mixed signs': repeat('*a _b **c ~~d '),
    'runs of backticks of all lengths': Array.from({ length: 600 }, (_, index) => '`'.repeat(index + 1)).join(
      ' ',
    ),
    'quotes in quotes': repeat('>'),
    'lists in lists': repeat('- '),
    'open containers': repeat(':::info\n'),
    'containers in containers': repeat(':::info\n', size / 2) + repeat(':::\n', size / 4),
    fences: repeat('```\na\n'),
    'a wide table': `|${repeat(' a |')}`,
    'merged cells': `| a |\n${repeat('| a {rows=2} | b |\n')}| c |\n| d |`,
    'a long cell': `| ${repeat('a ¶ ')}|`,
    tags: repeat('<u>'),
    'comment anchors': repeat(':c['),
    braces: repeat('[a](b){"'),
    definitions: repeat('[a]: b\n'),
    'uses of a definition': `[r]: u\n\n${repeat('[r][r] ')}`,
    'open uses of a definition': `[r]: u\n\n${repeat('][ ')}`,
    'one paragraph of many lines': repeat('a  \n'),
    addresses: repeat('https://a.b '),
    'brackets in an address': `https://a${repeat('(')}`,
    mentions: repeat('@['),
    'e-mail addresses': repeat('<a@'),
    'dots in an e-mail address': `<a@${repeat('a.')}`,
    entities: repeat('&a'),
    backslashes: repeat('\\'),
    tasks: repeat('- [ ] a\n'),
    'lazy lines': repeat('- a\nb\n'),
    'underlined lines': repeat('a\n---\n'),
  };

  it.each(Object.keys(inputs))('%s', (name) => {
    const storage = attempt(inputs[name] ?? '', 'storage');
    expect(storage === undefined || isWellFormed(storage)).toBe(true);
  });
});

describe.skipIf(!hasReferenceData)(`real pages, made again from their view${referenceDataNote}`, () => {
  it('show the same, block by block, with their handles', () => {
    let blocks = 0;
    const different: string[] = [];
    for (const { name, value } of storageCorpus()) {
      const root = readOrUndefined(value);
      if (root === undefined) continue;
      const index = indexPage(root);
      const existing: Resolvers['existing'] = (handle) => {
        const thing = index.find(handle);
        if (thing.kind === 'block') return value.slice(thing.block.start, thing.block.end);
        return value.slice(thing.pieces[0]?.start, thing.pieces.at(-1)?.end);
      };
      for (const block of root.children) {
        const written = renderBlocks([block], 'needed').lines.join('\n');
        if (written === '') continue;
        blocks += 1;
        const made = fromMarkdown(written, 'storage', { existing, allowMacro: () => true });
        const expected = renderBlocks([block], 'none').lines.join('\n');
        expect(isWellFormed(made)).toBe(true);
        if (renderBlocks(readStorage(made).root.children, 'none').lines.join('\n') !== expected)
          different.push(`${name}: ${written}`);
      }
    }
    expect(blocks).toBeGreaterThan(1000);
    // A macro in a line of its own: the page has it in a span and shows it as inline, new content shows it as a block.
    expect(different.filter((text) => !/: :macro\[toc\]\{#\w+\}$/.test(text))).toEqual([]);
  });
});

function readOrUndefined(value: string): ReturnType<typeof readStorage>['root'] | undefined {
  try {
    return readStorage(value).root;
  } catch {
    return undefined;
  }
}
