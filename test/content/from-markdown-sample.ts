import type { Resolvers } from '../../src/content/markdown/resolvers.ts';

/** One piece of Markdown for each construct, written as the view writes it, so that it must come back the same. */
export interface Construct {
  readonly name: string;
  readonly markdown: string;
  /** What the view of a storage page shows where existing things are written otherwise than new ones. */
  readonly viewed?: string;
  /** The same for an ADF page; `refused` where ADF cannot hold it. */
  readonly adf?: string | { readonly refused: string };
}

export const sampleResolvers: Resolvers = {
  people: new Map([['Ann', { accountId: '5:ann', name: 'Ann' }]]),
  newTaskId: () => '1',
  pageUrl: (space, title) => `https://site.test/wiki/${space ?? 'HERE'}/${encodeURIComponent(title)}`,
  attachment: (name) => ({
    fileId: `file-${name}`,
    collection: 'contentId-1',
    url: `https://site.test/download/${encodeURIComponent(name)}`,
  }),
};

export const constructs: readonly Construct[] = [
  { name: 'paragraphs', markdown: 'one two\n\nthree' },
  {
    name: 'headings',
    markdown: '# One\n\n## Two\n\n### Three\n\n#### Four\n\n##### Five\n\n###### Six **bold**',
  },
  { name: 'marks', markdown: '**strong** _em_ ~~strike~~ `code` <u>under</u> a<sub>b</sub> c<sup>d</sup>' },
  { name: 'nested marks', markdown: '**a _b ~~c~~ d_ e** word<em>part</em>word' },
  { name: 'small and keyboard', markdown: '<small>a</small> <kbd>b</kbd>', adf: { refused: '<small>' } },
  { name: 'line breaks', markdown: 'a<br>b' },
  { name: 'escapes', markdown: '\\*a\\* \\_b\\_ \\`c\\` [d\\](e) \\<br> \\:status[f] \\&amp; 1 * 2 < 3' },
  { name: 'starts of lines', markdown: '\\# a\n\n\\- b\n\n1\\. c\n\n\\> d\n\n\\::toc\n\n\\| e |' },
  { name: 'Korean and emoji', markdown: '**한글**은 👍 🇩🇪 ✅' },
  { name: 'bullet list', markdown: '- a\n- b\n  - c\n    - d\n- e' },
  { name: 'numbered list', markdown: '3. a\n4. b\n   1. c\n   2. d' },
  {
    name: 'list items with blocks',
    markdown: '- a\n\n  b\n  ```js\n  x\n  ```\n- ![](att:c.png)',
    adf: '- a\n\n  b\n  ```js\n  x\n  ```\n- ![](media:file-c.png)',
  },
  { name: 'list items with any block', markdown: '- a\n  > b\n- c\n  ---', adf: { refused: 'a quote' } },
  { name: 'task list', markdown: '- [ ] open\n- [x] **done**' },
  { name: 'tasks below tasks', markdown: '- [ ] a\n  - [x] b' },
  { name: 'decisions', markdown: '- <> we _do_ it\n- <> we do not' },
  { name: 'two lists in a row', markdown: '- a\n\n* b' },
  { name: 'quote', markdown: '> a\n>\n> - b\n>   - c' },
  { name: 'rule', markdown: 'a\n\n---\n\nb' },
  { name: 'table', markdown: '| A | B |\n| - |\n| a **b** | c \\| d |' },
  { name: 'merged cells', markdown: '| A {cols=2} | B |\n| - |\n| a {rows=2} | b | c |\n| d {cols=2} |' },
  {
    name: 'blocks in cells',
    markdown: '| A |\n| - |\n| a ¶ - b ¶   - c ¶ 1. d ¶ ```js ¶ e ¶ ``` ¶ > f ¶ :::info ¶ g ¶ ::: |',
  },
  { name: 'empty cells', markdown: '| A | B |\n| - |\n| | |' },
  { name: 'code', markdown: '```js\nif (a < b && c > d) {\n\n  return `x`;\n}\n```' },
  { name: 'code without language', markdown: '```\n<a>&amp;\n```' },
  {
    name: 'code with a title',
    markdown: '```js title="x {y}" collapse=true\na\n```',
    adf: { refused: '"title"' },
  },
  { name: 'code that ends CDATA', markdown: '```\na ]]> b\n```' },
  { name: 'code that holds a fence', markdown: '~~~~\n```\na\n```\n~~~~' },
  { name: 'preformatted text', markdown: '```{pre}\na  b\n```', adf: '```\na  b\n```' },
  { name: 'another plain macro', markdown: '```{noformat}\na\n```', adf: { refused: '"noformat"' } },
  { name: 'panels', markdown: ':::info\na\n:::\n\n:::note\nb\n:::\n\n:::tip\nc\n:::\n\n:::warning\nd\n:::' },
  { name: 'the purple panel', markdown: ':::adf-panel{type=note}\na\n:::' },
  {
    name: 'a panel with a title',
    markdown: ':::info{title="See this"}\na\n:::',
    adf: ':::info\n**See this**\n\na\n:::',
  },
  { name: 'expand', markdown: ':::expand{title="More of it"}\na\n\n- b\n:::' },
  { name: 'expand in an expand', markdown: ':::expand{title=A}\n:::expand{title=B}\nc\n:::\n:::' },
  { name: 'a macro with a body', markdown: ':::details{hidden=true}\n| A | B |\n| - |\n| a | b |\n:::' },
  { name: 'panel in a panel', markdown: ':::info\n:::note\na\n:::\n:::', adf: { refused: 'a panel' } },
  {
    name: 'page layout',
    markdown: ':::section{two_equal}\n:::cell\na\n:::\n\n:::cell\n- b\n:::\n:::',
    adf: ':::section\n:::cell{width=50}\na\n:::\n\n:::cell{width=50}\n- b\n:::\n:::',
  },
  { name: 'macros without body', markdown: '::toc{maxLevel=3}\n\n::children{all=true}' },
  { name: 'a page included', markdown: '::include[KEY/My page]' },
  {
    name: 'image of the page',
    markdown: '![a \\[b\\]](att:c d.png)\n^ caption **bold**',
    adf: '![a \\[b\\]](media:file-c d.png)\n^ caption **bold**',
  },
  { name: 'image from elsewhere', markdown: '![a](https://x.test/b.png)' },
  { name: 'links', markdown: '[a **b**](https://x.test/?a=1&b=2#c) <https://y.test/d_e_f>' },
  { name: 'mail link', markdown: '[a](mailto:a@x.test)' },
  { name: 'smart link', markdown: 'see [](https://x.test/a){card=inline}' },
  {
    name: 'page link',
    markdown: '[text](page:KEY/My page#top)',
    viewed: ':link[text]{to="My page#top"}',
    adf: '[text](https://site.test/wiki/KEY/My%20page#top)',
  },
  {
    name: 'file link',
    markdown: '[text](att:a b.pdf)',
    viewed: ':link[text]{to="a b.pdf"}',
    adf: '[text](https://site.test/download/a%20b.pdf)',
  },
  {
    name: 'mention',
    markdown: 'ask :mention[Ann]{user=5:ann}',
    viewed: 'ask :mention[Ann]',
    adf: 'ask :mention[Ann]',
  },
  { name: 'status', markdown: ':status[In review|Yellow] :status[Plain]' },
  { name: 'date', markdown: 'due :date[2026-02-28]' },
  { name: 'anchor and issue', markdown: 'a :anchor[here] :jira[KEY-1]' },
];
