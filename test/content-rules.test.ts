import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../src/kernel/app-error.ts';
import type { BodyBase, BodyBaseKey, NewLink } from '../src/operations/operation.ts';
import { addComment } from '../sandbox/model/comments.ts';
import { createContent } from '../sandbox/model/create-content.ts';
import type { Content } from '../sandbox/model/entities.ts';
import { startOperationsSite, type OperationsSite } from './support/operations-site.ts';

/** Rules of a cautious company: no HTML and no own macros but one, no links to one host, to one space and to archives. */
const allowMacro = (name: string, offered: boolean): boolean => offered || name === 'roadmap';
const allowLink = ({ type, target, space }: NewLink): boolean =>
  !(type === 'url' && target.includes('//evil.example')) &&
  !(type === 'page' && space === 'SECRET') &&
  !(type === 'attachment' && target.endsWith('.zip'));

const at = Date.UTC(2026, 2, 2);
const html =
  '<ac:structured-macro ac:name="html" ac:schema-version="1" ac:macro-id="11111111-0000-4000-8000-000000000000"><ac:plain-text-body><![CDATA[<b>old</b>]]></ac:plain-text-body></ac:structured-macro>';
const newHtml =
  '<ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>';
const roadmap = '<ac:structured-macro ac:name="roadmap" />';
const before = `<h2>Plan</h2><p>Read <a href="https://evil.example/old">this</a>.</p>${html}<p>End.</p>`;

let site: OperationsSite;
beforeAll(async () => {
  const read = new Map<string, BodyBase>();
  const keyOf = ({ contentId, etag }: BodyBaseKey): string => `${contentId} ${etag}`;
  site = await startOperationsSite({
    allowMacro,
    allowLink,
    bodies: {
      get: (key) => Promise.resolve(read.get(keyOf(key))),
      put: (key, base) => void read.set(keyOf(key), base),
    },
  });
});
afterAll(() => site.close());

function newPage(storage: string, kind: 'page' | 'blogpost' = 'page'): Content {
  const title = `Rules ${site.sandbox.site.contents.size}`;
  const author = 'account-ana';
  return createContent(site.sandbox.site, {
    kind,
    spaceId: site.spaceId,
    title,
    author,
    at,
    parentId: null,
    storage,
  });
}

async function refused(id: string, args: Record<string, unknown>): Promise<AppError> {
  const { contents } = site.sandbox.site;
  const count = contents.size;
  const bodies = new Map([...contents].map(([key, { storage }]) => [key, storage]));
  try {
    await site.run(id, args);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    expect(contents.size, 'something was created').toBe(count);
    for (const [key, { storage }] of contents) expect(storage, 'something was written').toBe(bodies.get(key));
    return thrown;
  }
  throw new Error(`${id} was not refused`);
}

const asMarkdown = (value: string) => ({ representation: 'markdown', value });
const asStorage = (value: string) => ({ representation: 'storage', value });
const asAdf = (...content: unknown[]) => ({
  representation: 'atlas_doc_format',
  value: JSON.stringify({ type: 'doc', version: 1, content }),
});
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content });
const linked = (text: string, href: string) => ({
  type: 'text',
  text,
  marks: [{ type: 'link', attrs: { href } }],
});
const extension = (extensionKey: string) => ({
  type: 'extension',
  attrs: { extensionType: 'com.atlassian.confluence.macro.core', extensionKey },
});

/** What is written, and what the refusal says of it. */
const forbidden: ReadonlyArray<
  readonly [what: string, body: { representation: string; value: string }, said: string]
> = [
  ['a macro in Markdown', asMarkdown('Before.\n\n::macro[html]'), 'macro "html" in the line: ::html'],
  ['a macro in storage format', asStorage(`<p>Text.</p>${newHtml}`), 'macro "html" in the line: ```{html}'],
  ['a macro in ADF', asAdf(paragraph({ type: 'text', text: 'Text.' }), extension('html')), 'macro "html"'],
  [
    'a macro in wiki markup',
    { representation: 'wiki', value: 'Text.\n{html}x{html}' },
    'macro "html" in the line: {html}x{html}',
  ],
  [
    'a link in Markdown',
    asMarkdown('Go [there](https://evil.example/x) now.'),
    'link to "https://evil.example/x" in the line: Go [there](https://evil.example/x) now.',
  ],
  [
    'a bare address in Markdown',
    asMarkdown('Go to <https://evil.example/x>.'),
    'link to "https://evil.example/x"',
  ],
  ['a card', asMarkdown('[](https://evil.example/x){card=inline}'), 'link to "https://evil.example/x"'],
  [
    'a link in storage format',
    asStorage('<p><a href="https://evil.example/x">x</a></p>'),
    'link to "https://evil.example/x"',
  ],
  [
    'an address with entities',
    asStorage(
      '<p><a href="https://&#101;vil&#46;example/x">x</a></p>'.replace('&#101;vil&#46;', 'evil&#46;'),
    ),
    'link to "https://evil.example/x"',
  ],
  [
    'a link in ADF',
    asAdf(paragraph(linked('x', 'https://evil.example/x'))),
    'link to "https://evil.example/x"',
  ],
  [
    'a card in ADF',
    asAdf(paragraph({ type: 'inlineCard', attrs: { url: 'https://evil.example/x' } })),
    'link to "https://evil.example/x"',
  ],
  [
    'a link in wiki markup',
    { representation: 'wiki', value: '[x|https://evil.example/x]' },
    'link to "https://evil.example/x"',
  ],
  [
    'a picture from elsewhere',
    asStorage('<ac:image><ri:url ri:value="https://evil.example/p.png" /></ac:image>'),
    'link to "https://evil.example/p.png"',
  ],
  [
    'a picture from elsewhere in Markdown',
    asMarkdown('![](https://evil.example/p.png)'),
    'link to "https://evil.example/p.png"',
  ],
  [
    'an address in a parameter',
    asStorage(
      '<ac:structured-macro ac:name="roadmap"><ac:parameter ac:name="src">https://evil.example/f</ac:parameter></ac:structured-macro>',
    ),
    'link to "https://evil.example/f"',
  ],
  [
    'a page of a closed space',
    asMarkdown('See [it](page:SECRET/Plans).'),
    'link to page "Plans" in space SECRET in the line: See :link',
  ],
  [
    'a page of a closed space in storage format',
    asStorage('<p><ac:link><ri:page ri:space-key="SECRET" ri:content-title="Plans" /></ac:link></p>'),
    'link to page "Plans" in space SECRET',
  ],
  [
    'a page that a macro shows',
    asMarkdown('::include[SECRET/Plans]'),
    'link to page "Plans" in space SECRET',
  ],
  [
    'a page of a closed space in wiki markup',
    { representation: 'wiki', value: 'See [it|SECRET:Plans].' },
    'link to page "Plans" in space SECRET',
  ],
  ['a file', asMarkdown('Take [all](att:all.zip).'), 'link to attachment "all.zip"'],
  [
    'a file in storage format',
    asStorage('<p><ac:link><ri:attachment ri:filename="all.zip" /></ac:link></p>'),
    'link to attachment "all.zip"',
  ],
];

describe('what the rules forbid is not written, and the refusal says what and where', () => {
  it.each(forbidden)('%s: a new page, a new blog post, a comment', async (_, body, said) => {
    const attempts: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
      ['pages.create', { spaceId: site.spaceId, title: 'New', body }],
      ['blogposts.create', { spaceId: site.spaceId, title: 'New', body }],
      ['comments.addFooter', { pageId: site.guide.id, body }],
    ];
    for (const [operation, args] of attempts) {
      const error = await refused(operation, args);
      expect(error.code, operation).toBe('denied');
      expect(error.fields.excerpt, operation).toContain(said);
      expect(error.message).toContain('nothing was written');
    }
  });

  it.each(forbidden.filter(([, { representation }]) => representation !== 'markdown'))(
    '%s: an update',
    async (_, body, said) => {
      const page = newPage('<p>Old.</p>');
      const post = newPage('<p>Old.</p>', 'blogpost');
      const comment = addComment(site.sandbox.site, site.guide, {
        author: 'account-ana',
        storage: '<p>Old.</p>',
        at,
      });
      const version = { number: 2 };
      for (const [operation, id] of [
        ['pages.update', page.id],
        ['blogposts.update', post.id],
        ['comments.update', comment.id],
      ] as const) {
        const error = await refused(operation, { id, body, version });
        expect(error.code, operation).toBe('denied');
        expect(error.fields.excerpt, operation).toContain(said);
      }
    },
  );

  it.each(forbidden.filter(([, { representation }]) => representation === 'markdown'))(
    '%s: an edit, an append, an update',
    async (_, { value }, said) => {
      const page = newPage('<p>Old.</p>');
      const post = newPage('<p>Old.</p>', 'blogpost');
      const comment = addComment(site.sandbox.site, site.guide, {
        author: 'account-ana',
        storage: '<p>Old.</p>',
        at,
      });
      const { output } = await site.run('pages.getBody', { id: page.id });
      const { etag } = output as { etag: string };
      const postEtag = ((await site.run('blogposts.getBody', { id: post.id })).output as { etag: string })
        .etag;
      const edits = [{ insert: { into: 'page', markdown: value } }];
      for (const [operation, args] of [
        ['pages.edit', { id: page.id, etag, edits }],
        ['pages.edit', { id: page.id, etag, edits, dryRun: true }],
        ['pages.append', { id: page.id, markdown: value }],
        ['blogposts.edit', { id: post.id, etag: postEtag, edits }],
        ['pages.update', { id: page.id, etag, body: asMarkdown(`Old.\n\n${value}`) }],
        ['blogposts.update', { id: post.id, etag: postEtag, body: asMarkdown(`Old.\n\n${value}`) }],
        ['comments.update', { id: comment.id, body: asMarkdown(value), version: { number: 2 } }],
      ] as const) {
        const error = await refused(operation, args);
        expect(error.code, operation).toBe('denied');
        expect(error.fields.excerpt, operation).toContain(said);
      }
    },
  );

  it('names everything that is forbidden at once', async () => {
    const error = await refused('pages.append', {
      id: newPage('<p>Old.</p>').id,
      markdown: 'One [a](https://evil.example/1).\n\nTwo [b](https://evil.example/2).\n\n::macro[html]',
    });
    expect(error.fields.excerpt?.split('\n').toSorted()).toEqual([
      'link to "https://evil.example/1" in the line: One [a](https://evil.example/1).',
      'link to "https://evil.example/2" in the line: Two [b](https://evil.example/2).',
      expect.stringMatching(/^macro "html" in the line: ::html\{#/),
    ]);
  });
});

describe('what the page has already stays and can be edited', () => {
  const etagOf = async (id: string): Promise<string> =>
    ((await site.run('pages.getBody', { id })).output as { etag: string }).etag;

  it('by an edit beside it and inside of it', async () => {
    const page = newPage(before);
    const edits = [
      { replace: { old: 'End.', new: 'The end.' } },
      { replace: { old: 'this', new: 'that' } },
      { replace: { old: '<b>old</b>', new: '<b>new</b>' } },
    ];
    await site.run('pages.edit', { id: page.id, etag: await etagOf(page.id), edits });
    expect(page.storage).toBe(
      before.replace('End.', 'The end.').replace('this', 'that').replace('<b>old', '<b>new'),
    );
  });

  it('by an update in storage format that keeps, moves or drops it', async () => {
    const page = newPage(before);
    const moved = `${html}<h2>Plan</h2><p>Read <a href="https://evil.example/old">this</a>.</p>`;
    await site.run('pages.update', { id: page.id, body: asStorage(moved), version: { number: 2 } });
    expect(page.storage).toBe(moved);
  });

  it('but not a second time', async () => {
    const page = newPage(before);
    const twice = await refused('pages.update', {
      id: page.id,
      body: asStorage(before + newHtml),
      version: { number: 2 },
    });
    expect(twice.fields.excerpt).toBe('macro "html" in the line: ```{html}');
    const other = await refused('pages.edit', {
      id: page.id,
      etag: await etagOf(page.id),
      edits: [{ replace: { old: 'https://evil.example/old', new: 'https://evil.example/new' } }],
    });
    expect(other.fields.excerpt).toContain('link to "https://evil.example/new" in the line: Read [this]');
  });

  it('and what the rules allow is written', async () => {
    const page = newPage('<p>Old.</p>');
    await site.run('pages.append', {
      id: page.id,
      markdown:
        '::macro[roadmap]\n\n::toc\n\n[a](https://good.example/), [b](page:DEV/Runbook), [c](att:a.pdf)',
    });
    expect(page.storage).toContain('ac:name="roadmap"');
    expect(page.storage).toContain('https://good.example/');
    await site.run('pages.update', {
      id: page.id,
      body: asStorage(`<p>Now.</p>${roadmap}`),
      version: { number: 3 },
    });
    expect(page.storage).toContain('<p>Now.</p>');
  });
});

describe('without rules', () => {
  let open: OperationsSite;
  beforeAll(async () => {
    open = await startOperationsSite();
  });
  afterAll(() => open.close());

  const create = (body: unknown) =>
    open.run('pages.create', { spaceId: open.spaceId, title: `Open ${Math.random()}`, body });

  it.each([
    ['javascript', 'javascript:alert(1)'],
    ['javascript in capitals', 'JavaScript:alert(1)'],
    ['javascript with a tab inside', 'java&#9;script:alert(1)'],
    ['javascript with an entity', '&#106;avascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['vbscript', 'vbscript:x'],
  ])('an address that runs code never passes: %s', async (_, address) => {
    const bodies = [
      asStorage(`<p><a href="${address}">x</a></p>`),
      asStorage(`<ac:image><ri:url ri:value="${address}" /></ac:image>`),
      asAdf(paragraph(linked('x', address.replace('&#9;', '\t').replace('&#106;', 'j')))),
    ];
    for (const body of bodies) await expect(create(body)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('nor does one in Markdown or wiki markup', async () => {
    await expect(create(asMarkdown('[x](javascript:alert(1))'))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(create({ representation: 'wiki', value: '[x|javascript:alert(1)]' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { excerpt: expect.stringContaining('javascript:alert(1)') as unknown },
    });
  });

  it('macros that the dialect does not have are refused in Markdown, and every link with a safe scheme passes', async () => {
    await expect(create(asMarkdown('::macro[roadmap]'))).rejects.toMatchObject({ code: 'invalid_input' });
    await create(
      asMarkdown('[a](https://evil.example/x), [b](mailto:ann@example.test), [c](ftp://example.test/x)'),
    );
    await create(asStorage(`<p><a href="https://evil.example/x">x</a></p>${newHtml}`));
  });
});
