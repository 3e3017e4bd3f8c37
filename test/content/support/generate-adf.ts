import fc from 'fast-check';
import type { AdfMark, AdfNode } from '../../../src/content/adf/node.ts';

type Attributes = Record<string, unknown>;

function node(type: string, content?: readonly AdfNode[], attrs?: Attributes): AdfNode {
  return {
    type,
    ...(attrs === undefined ? {} : { attrs }),
    ...(content === undefined ? {} : { content }),
  };
}

const id = fc.uuid();
const colour = fc.constantFrom('#ff0000', '#00aa11', '#0b0b0b');

/** Words with everything that the dialect has a meaning for. */
const words = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('alpha', 'Bravo', 'ça', '漢字', '42', 'x', 'don’t') },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          '*',
          '_',
          '`',
          '~~',
          '[a]',
          '](b)',
          ':c[',
          '#',
          '|',
          '¶',
          '<b>',
          '&amp;',
          '{#ab}',
        ),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\\', '@[x]', '- ', '1. ', '> ', '\u00a0', '\u200b', '🙂', '::x', '"'),
      },
      { weight: 4, arbitrary: fc.constant(' ') },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const mark: fc.Arbitrary<AdfMark> = fc.oneof(
  fc.constantFrom<AdfMark>({ type: 'strong' }, { type: 'em' }, { type: 'strike' }, { type: 'underline' }),
  fc.constantFrom('sub', 'sup').map((type): AdfMark => ({ type: 'subsup', attrs: { type } })),
  colour.map((color): AdfMark => ({ type: 'textColor', attrs: { color } })),
  colour.map((color): AdfMark => ({ type: 'backgroundColor', attrs: { color } })),
  fc
    .constantFrom('https://a.example/', 'https://b.example/x?y=(1)&z', '#part')
    .map((href): AdfMark => ({ type: 'link', attrs: { href } })),
  fc
    .constantFrom('6b3ba8a4-0000-4000-8000-000000000001', 'aaaabbbb-0000-4000-8000-000000000002')
    .map((one): AdfMark => ({ type: 'annotation', attrs: { id: one, annotationType: 'inlineComment' } })),
);

const marks = fc.uniqueArray(mark, { maxLength: 3, selector: (one) => one.type });

const text: fc.Arbitrary<AdfNode> = fc.oneof(
  { weight: 3, arbitrary: words.map((value): AdfNode => ({ type: 'text', text: value })) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('text'), text: words, marks }).map((one): AdfNode => one),
  },
  {
    weight: 1,
    arbitrary: words.map((value): AdfNode => ({ type: 'text', text: value, marks: [{ type: 'code' }] })),
  },
);

function macro(type: string, parameters: Attributes): AdfNode {
  const attrs = {
    extensionType: 'com.atlassian.confluence.macro.core',
    extensionKey: 'sample',
    parameters: { macroParams: parameters, macroMetadata: { schemaVersion: { value: '1' } } },
  };
  return { type, attrs };
}

const parameters = fc.dictionary(
  fc.constantFrom('', 'title', 'max', 'style'),
  words.map((value) => ({ value })),
  { maxKeys: 3, noNullPrototype: true },
);

const atom: fc.Arbitrary<AdfNode> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(node('hardBreak')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(id, words)
      .map(([one, name]) => node('mention', undefined, { id: one, text: `@${name}` })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('🙂', '⚠️', ':sample:')
      .map((value) => node('emoji', undefined, { shortName: ':sample:', text: value })),
  },
  { weight: 1, arbitrary: fc.constant(node('date', undefined, { timestamp: '1700000000000' })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(words, fc.constantFrom('neutral', 'green', 'purple'))
      .map(([value, color]) => node('status', undefined, { text: value, color })),
  },
  { weight: 1, arbitrary: fc.constant(node('inlineCard', undefined, { url: 'https://a.example/card' })) },
  { weight: 1, arbitrary: parameters.map((own) => macro('inlineExtension', own)) },
  {
    weight: 1,
    arbitrary: id.map((one) =>
      node('mediaInline', undefined, { type: 'file', id: one, collection: 'contentId-1' }),
    ),
  },
);

const inline = fc.array(fc.oneof({ weight: 5, arbitrary: text }, { weight: 2, arbitrary: atom }), {
  maxLength: 6,
});

const paragraph = inline.map((content) => node('paragraph', content));
const code = fc
  .array(fc.constantFrom('a', '  b', '\n', '```', '{', '|', '"'), { maxLength: 6 })
  .map((parts) => parts.join(''))
  .map((value) => node('codeBlock', value === '' ? [] : [{ type: 'text', text: value }], { language: 'js' }));
const media = fc
  .tuple(id, words)
  .map(([one, alt]) => node('media', undefined, { type: 'file', id: one, collection: 'contentId-1', alt }));
const captioned = fc
  .tuple(media, fc.option(fc.array(text, { minLength: 1, maxLength: 3 })))
  .map(([file, content]) =>
    node('mediaSingle', content === null ? [file] : [file, node('caption', content)], { layout: 'center' }),
  );

function list(type: string, item: fc.Arbitrary<AdfNode>): fc.Arbitrary<AdfNode> {
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((content) => node(type, content));
}

const { listItem } = fc.letrec<{ readonly listItem: AdfNode }>((tie) => ({
  listItem: fc
    .tuple(
      paragraph,
      fc.option(
        fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          code,
          captioned,
          list('bulletList', tie('listItem')),
          list('orderedList', tie('listItem')),
        ),
        { depthIdentifier: 'item' },
      ),
    )
    .map(([first, second]) => node('listItem', second === null ? [first] : [first, second])),
}));

const { taskList } = fc.letrec<{ readonly taskList: AdfNode }>((tie) => ({
  taskList: fc
    .tuple(
      id,
      fc.array(
        fc.tuple(
          fc
            .tuple(id, fc.boolean(), inline)
            .map(([localId, done, content]) =>
              node('taskItem', content, { localId, state: done ? 'DONE' : 'TODO' }),
            ),
          fc.option(tie('taskList'), { freq: 4, maxDepth: 2, depthIdentifier: 'task' }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([localId, items]) =>
      node(
        'taskList',
        items.flatMap(([task, below]) => (below === null ? [task] : [task, below])),
        { localId },
      ),
    ),
}));

const decisions = fc
  .tuple(id, fc.array(fc.tuple(id, inline), { minLength: 1, maxLength: 2 }))
  .map(([localId, items]) =>
    node(
      'decisionList',
      items.map(([own, content]) => node('decisionItem', content, { localId: own, state: 'DECIDED' })),
      { localId },
    ),
  );

/** What a cell, a panel and a page may all hold. */
const simple = fc.oneof(
  { weight: 5, arbitrary: paragraph },
  {
    weight: 2,
    arbitrary: fc
      .tuple(inline, fc.integer({ min: 1, max: 6 }))
      .map(([content, level]) => node('heading', content, { level })),
  },
  { weight: 1, arbitrary: list('bulletList', listItem) },
  { weight: 1, arbitrary: list('orderedList', listItem).map((one) => ({ ...one, attrs: { order: 3 } })) },
  { weight: 1, arbitrary: taskList },
  { weight: 1, arbitrary: decisions },
  { weight: 1, arbitrary: fc.constant(node('rule')) },
  { weight: 1, arbitrary: code },
  { weight: 1, arbitrary: captioned },
  {
    weight: 1,
    arbitrary: fc.array(media, { minLength: 1, maxLength: 2 }).map((content) => node('mediaGroup', content)),
  },
  { weight: 1, arbitrary: parameters.map((own) => macro('extension', own)) },
);

const simpleBlocks = fc.array(simple, { minLength: 1, maxLength: 3 });
/** Without code, whose words a row does not tell from signs, and without groups of files, which take no text. */
const cellBlocks = simpleBlocks.map((blocks) => {
  const others = blocks.filter((one) => one.type !== 'codeBlock' && one.type !== 'mediaGroup');
  return others.length === 0 ? [node('paragraph', [])] : others;
});

const table = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.infiniteStream(cellBlocks), id)
  .map(([rows, columns, contents, localId]) => {
    const cell = (header: boolean): AdfNode =>
      node(header ? 'tableHeader' : 'tableCell', contents.next().value, { colwidth: [100] });
    const row = (index: number): AdfNode =>
      node(
        'tableRow',
        Array.from({ length: columns }, () => cell(index === 0)),
      );
    return node(
      'table',
      Array.from({ length: rows }, (_, index) => row(index)),
      { localId },
    );
  });

const block = fc.oneof(
  { weight: 8, arbitrary: simple },
  { weight: 2, arbitrary: table },
  {
    weight: 1,
    arbitrary: fc
      .tuple(simpleBlocks, fc.constantFrom('info', 'note', 'warning', 'success', 'error', 'custom'))
      .map(([content, panelType]) => node('panel', content, { panelType })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(simpleBlocks, words).map(([content, title]) => node('expand', content, { title })),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(paragraph, { minLength: 1, maxLength: 2 })
      .map((content) => node('blockquote', content)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(simpleBlocks, parameters)
      .map(([content, own]) => ({ ...macro('bodiedExtension', own), content })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(simpleBlocks, simpleBlocks).map((cells) =>
      node(
        'layoutSection',
        cells.map((content) => node('layoutColumn', content, { width: 50 })),
      ),
    ),
  },
  { weight: 1, arbitrary: fc.constant(node('blockCard', undefined, { url: 'https://a.example/card' })) },
);

/** Documents that the schema allows. */
export const adfDocument: fc.Arbitrary<string> = fc
  .array(block, { maxLength: 5 })
  .map((content) => JSON.stringify({ version: 1, type: 'doc', content }));
