import fc from 'fast-check';

/** Storage-format bodies of every family that the engine knows, nested and formatted at random. */

const word = fc.constantFrom(
  'alpha',
  'beta',
  'Größe',
  '한글',
  '日本',
  'naïve',
  'x',
  '42',
  'v1.2',
  'snake_case',
  'a*b',
  '2 * 3',
  '[box]',
  '[x](y)',
  'C:\\dir',
  '&amp;',
  '&lt;tag&gt;',
  'caf&eacute;',
  'non&nbsp;breaking',
  '&ldquo;quoted&rdquo;',
  'end.',
  'why?',
  '**',
  '`tick`',
  ':c[',
  '~~',
  '{#x}',
  '| pipe',
  '¶',
  '1.',
  '-',
  '#',
  '&gt;',
  '@[me]',
  '😀',
  '⚠️',
  ':::',
  '_',
  '__init__',
  'soft&shy;hyphen',
  'zero​width',
  '!',
  '&amp;nbsp;',
);

const id = fc.uuid();
const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const spaced = fc
  .tuple(text, fc.constantFrom('', ' ', '  ', '&nbsp;', '\n  '))
  .map(([words, tail]) => words + tail);

const atom = fc.oneof(
  fc.constant('<br />'),
  id.map((account) => `<ac:link><ri:user ri:account-id="${account}" /></ac:link>`),
  fc
    .tuple(text, id)
    .map(
      ([title, macro]) =>
        `<ac:structured-macro ac:name="status" ac:schema-version="1" ac:macro-id="${macro}"><ac:parameter ac:name="title">${title}</ac:parameter><ac:parameter ac:name="colour">Green</ac:parameter></ac:structured-macro>`,
    ),
  fc.constant('<time datetime="2026-01-31" />'),
  fc.constant(
    '<ac:emoticon ac:name="smile" ac:emoji-shortname=":smile:" ac:emoji-id="1f604" ac:emoji-fallback="😄" />',
  ),
  fc.constant('<ac:emoticon ac:name="tick" />'),
  fc.constant('<ac:link><ri:page ri:content-title="Home page" ri:space-key="ENG" /></ac:link>'),
  fc.constant('<ac:image ac:width="20"><ri:attachment ri:filename="icon (1).png" /></ac:image>'),
  fc.constant('<a href="https://example.com/a?b=1&amp;c=2">https://example.com/a?b=1&amp;c=2</a>'),
  fc.constant('<!-- note -->'),
  fc.constant('<span></span>'),
);

/** Inline content; marks nest, anchors and links enclose. */
const { inline } = fc.letrec<{ inline: string; piece: string }>((tie) => ({
  inline: fc.array(tie('piece'), { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: spaced, weight: 6 },
    { arbitrary: atom, weight: 2 },
    {
      arbitrary: fc
        .tuple(fc.constantFrom('strong', 'em', 'u', 'code', 's', 'sub', 'span'), tie('inline'))
        .map(([name, inner]) => `<${name}>${inner}</${name}>`),
      weight: 2,
    },
    {
      arbitrary: tie('inline').map((inner) => `<span style="color: rgb(255,0,0);">${inner}</span>`),
      weight: 1,
    },
    {
      arbitrary: fc
        .tuple(id, tie('inline'))
        .map(
          ([ref, inner]) => `<ac:inline-comment-marker ac:ref="${ref}">${inner}</ac:inline-comment-marker>`,
        ),
      weight: 1,
    },
    {
      arbitrary: tie('inline').map((inner) => `<a href="https://example.com/x_(y)">${inner}</a>`),
      weight: 1,
    },
    {
      arbitrary: fc
        .tuple(text, text)
        .map(
          ([title, inner]) =>
            `<ac:link><ri:page ri:content-title="${title}" /><ac:link-body>${inner}</ac:link-body></ac:link>`,
        ),
      weight: 1,
    },
    { arbitrary: fc.constant('<code><![CDATA[a < b && c]]></code>'), weight: 1 },
  ),
}));

const paragraph = fc
  .tuple(fc.constantFrom('', ' local-id="abcdef123456"', ' style="text-align: center;"'), inline)
  .map(([attributes, inner]) => `<p${attributes}>${inner}</p>`);
const empty = fc.constantFrom('<p />', '<p></p>', '<p><br /></p>', '<p>&nbsp;</p>');
const heading = fc
  .tuple(fc.integer({ min: 1, max: 6 }), inline)
  .map(([level, inner]) => `<h${level}>${inner}</h${level}>`);
const code = fc
  .tuple(
    id,
    fc.array(
      fc.constantFrom(
        'let a = 1;',
        '',
        '  indented | piped',
        '```',
        ':::',
        'x ]]&gt; y',
        '\tif (a &lt; b) {',
      ),
      { maxLength: 4 },
    ),
  )
  .map(
    ([macro, lines]) =>
      `<ac:structured-macro ac:name="code" ac:macro-id="${macro}"><ac:parameter ac:name="language">ts</ac:parameter><ac:plain-text-body><![CDATA[${lines.join('\n')}]]></ac:plain-text-body></ac:structured-macro>`,
  );
const leaf = fc.oneof(
  id.map(
    (macro) =>
      `<ac:structured-macro ac:name="toc" ac:macro-id="${macro}"><ac:parameter ac:name="maxLevel">3</ac:parameter></ac:structured-macro>`,
  ),
  fc.constant('<hr />'),
  fc
    .tuple(text, id)
    .map(
      ([caption, local]) =>
        `<ac:image ac:alt="a picture" ac:local-id="${local}"><ri:attachment ri:filename="shot.png" /><ac:caption><p>${caption}</p></ac:caption><ac:adf-mark key="border" size="1" color="#091e4224" /></ac:image>`,
    ),
  fc.constant(
    '<ac:structured-macro ac:name="include"><ac:parameter ac:name=""><ac:link><ri:page ri:content-title="Other" /></ac:link></ac:parameter></ac:structured-macro>',
  ),
  fc.constant('<pre>plain <strong>pre</strong>\n  two</pre>'),
);
const tasks = fc
  .array(fc.tuple(fc.constantFrom('complete', 'incomplete'), inline), { minLength: 1, maxLength: 3 })
  .map(
    (items) =>
      `<ac:task-list>${items.map(([status, body], index) => `<ac:task><ac:task-id>${index + 1}</ac:task-id><ac:task-status>${status}</ac:task-status><ac:task-body>${body}</ac:task-body></ac:task>`).join('')}</ac:task-list>`,
  );

/** Blocks of a container, and everything that holds such blocks. */
const { blocks } = fc.letrec<{ blocks: string; block: string; list: string; item: string; cell: string }>(
  (tie) => ({
    blocks: fc.array(tie('block'), { minLength: 1, maxLength: 5 }).map((inner) => inner.join('')),
    block: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { arbitrary: paragraph, weight: 6 },
      { arbitrary: heading, weight: 2 },
      { arbitrary: empty, weight: 1 },
      { arbitrary: code, weight: 1 },
      { arbitrary: leaf, weight: 2 },
      { arbitrary: tasks, weight: 1 },
      { arbitrary: tie('list'), weight: 2 },
      { arbitrary: tie('blocks').map((inner) => `<blockquote>${inner}</blockquote>`), weight: 1 },
      {
        arbitrary: fc
          .tuple(fc.constantFrom('info', 'expand', 'panel', 'my-macro'), id, tie('blocks'))
          .map(
            ([name, macro, inner]) =>
              `<ac:structured-macro ac:name="${name}" ac:macro-id="${macro}"><ac:parameter ac:name="title">A title</ac:parameter><ac:rich-text-body>${inner}</ac:rich-text-body></ac:structured-macro>`,
          ),
        weight: 2,
      },
      {
        arbitrary: fc
          .tuple(
            fc.integer({ min: 1, max: 3 }),
            fc.array(fc.array(tie('cell'), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
            id,
          )
          .map(
            ([columns, rows, local]) =>
              `<table ac:local-id="${local}"><colgroup>${'<col style="width: 100.0px;" />'.repeat(columns)}</colgroup><tbody>${rows
                .map(
                  (row, index) =>
                    `<tr>${row
                      .slice(0, columns)
                      .map((cell) => (index === 0 ? `<th>${cell}</th>` : `<td>${cell}</td>`))
                      .join('')}</tr>`,
                )
                .join('\n')}</tbody></table>`,
          ),
        weight: 2,
      },
    ),
    list: fc
      .tuple(fc.constantFrom('ul', 'ol'), fc.array(tie('item'), { minLength: 1, maxLength: 4 }))
      .map(([name, items]) => `<${name}>${items.map((item) => `<li>${item}</li>`).join('')}</${name}>`),
    item: fc.oneof(
      { depthSize: 'small' },
      inline,
      paragraph,
      fc.tuple(paragraph, tie('list')).map(([first, nested]) => first + nested),
      fc.tuple(inline, tie('list')).map(([first, nested]) => first + nested),
      fc.tuple(paragraph, paragraph).map(([first, second]) => first + second),
      fc.tuple(paragraph, code).map(([first, second]) => first + second),
    ),
    cell: fc.oneof(
      { depthSize: 'small' },
      inline,
      fc.constantFrom('', '<p />'),
      paragraph,
      fc.tuple(paragraph, paragraph).map(([first, second]) => first + second),
      fc.tuple(paragraph, tie('list')).map(([first, second]) => first + second),
    ),
  }),
);

const layout = fc
  .array(fc.tuple(blocks, blocks), { minLength: 1, maxLength: 2 })
  .map(
    (sections) =>
      `<ac:layout>${sections.map(([left, right]) => `<ac:layout-section ac:type="two_equal" ac:breakout-mode="default"><ac:layout-cell>${left}</ac:layout-cell><ac:layout-cell>${right}</ac:layout-cell></ac:layout-section>`).join('')}</ac:layout>`,
  );

/** A whole body. */
export const storageBody: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: blocks, weight: 4 },
  { arbitrary: layout, weight: 1 },
);

/** Inline markup alone. */
export const storageInline: fc.Arbitrary<string> = inline;
