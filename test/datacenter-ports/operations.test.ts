import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Confluence } from '../../src/confluence/ports.ts';
import type { UpstreamRequest } from '../../src/confluence/http/upstream-request.ts';
import { apiOperations } from '../../src/operations/api-operation-table.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import { operationId, type ApiOperation } from '../../src/operations/operation.ts';
import { connectDataCenter, type ConnectedDataCenter } from './site.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;
const markdown = (value: string) => ({ representation: 'markdown', value }) as const;

type Call = readonly [id: string, args: (page: string) => Record<string, unknown>];

let site: ConnectedDataCenter;
let ana: Confluence;
let spaceId: string;
let homepageId: string;
let attachmentId: string;
let draftId: string;
let commentId: string;
let postId: string;
let made = 0;

beforeAll(async () => {
  site = await connectDataCenter();
  ana = site.as('ana');
  const space = await ana.spaces.get({ id: 'ENG' }, never);
  spaceId = space.id;
  homepageId = space.homepageId ?? '';
  const { items } = await ana.search.cql({ cql: 'type = attachment', limit: 1 }, never);
  attachmentId = items[0]?.id ?? '';
  draftId = (await ana.pages.create({ spaceId, title: 'A draft', status: 'draft' }, never)).id;
  commentId = (await ana.comments.addFooter({ pageId: homepageId, body: storage('<p>?</p>') }, never)).id;
  postId = (await ana.blogPosts.create({ spaceId, title: 'A post', body: storage('<p>n</p>') }, never)).id;
});
afterAll(() => site.close());

/** Calls that together do all that each operation does on Data Center. */
const calls: readonly Call[] = [
  ['search.cql', () => ({ cql: 'type = page' })],
  ['pages.list', () => ({ spaceId })],
  ['pages.get', (id) => ({ id })],
  ['pages.getBody', (id) => ({ id })],
  ['pages.create', () => ({ spaceId, title: title(), body: markdown('Hello @[Ben](ben)') })],
  ['pages.create', () => ({ spaceId, title: title() })],
  ['pages.update', (id) => ({ id, title: title(), body: storage('<p>2</p>'), version: { number: 2 } })],
  [
    'pages.update',
    () => ({ id: draftId, title: title(), body: storage('<p>d</p>'), version: { number: 1 } }),
  ],
  ['pages.append', (id) => ({ id, markdown: 'More.' })],
  ['pages.delete', (id) => ({ id })],
  ['spaces.list', () => ({})],
  ['spaces.get', () => ({ id: spaceId })],
  ['content.children', () => ({ id: homepageId })],
  ['content.ancestors', (id) => ({ id })],
  ['content.descendants', (id) => ({ id })],
  ['comments.getFooter', (id) => ({ id })],
  ['comments.getInline', (id) => ({ id })],
  ['comments.addFooter', (pageId) => ({ pageId, body: storage('<p>?</p>') })],
  ['comments.addFooter', () => ({ parentCommentId: commentId, body: storage('<p>!</p>') })],
  ['comments.get', () => ({ id: commentId })],
  ['comments.update', () => ({ id: commentId, body: storage('<p>2</p>'), version: { number: 2 } })],
  ['labels.getForPage', (id) => ({ id })],
  ['labels.addToPage', (id) => ({ id, labels: ['a'] })],
  ['attachments.listForPage', (id) => ({ id })],
  ['attachments.get', () => ({ id: attachmentId })],
  ['versions.listForPage', (id) => ({ id })],
  ['versions.diff', (id) => ({ id, from: 1 })],
  ['blogposts.create', () => ({ spaceId, title: title(), body: storage('<p>n</p>') })],
  ['blogposts.getBody', () => ({ id: postId })],
  [
    'blogposts.update',
    () => ({ id: postId, title: title(), body: storage('<p>2</p>'), version: { number: 2 } }),
  ],
];

/** Needs the text as it was read; its requests are those of `append`. */
const editsOnly = new Set(['pages.edit', 'blogposts.edit']);

function title(): string {
  made += 1;
  return `Made ${made}`;
}

/** The vendor's name for what was sent. */
function nameOf({ method, path }: UpstreamRequest): ApiOperation {
  const asked = path.replace(/^\/confluence/, '').split('?')[0] ?? '';
  const named = [...apiOperations().values()].filter(
    (entry) =>
      entry.operation.startsWith('dc ') &&
      entry.method === method &&
      new RegExp(`^${entry.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(asked),
  );
  // `/content/{id}/child/comment` fits `/content/{id}/child/{type}` too: the more literal path is meant.
  const [best] = named.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);
  if (best === undefined) throw new Error(`${method} ${asked} is in no document`);
  return best.operation;
}

describe('operations on Data Center', () => {
  it('are all tried here', () => {
    const tried = new Set(calls.map(([id]) => id));
    const served = catalogue.filter(({ platforms }) => platforms.datacenter).map(operationId);
    expect(served.filter((id) => !tried.has(id) && !editsOnly.has(id))).toEqual([]);
  });

  it('ask what they say they ask, and nothing else', async () => {
    const asked = new Map<string, Set<ApiOperation>>();
    for (const [id, args] of calls) {
      const operation = catalogue.find((each) => operationId(each) === id);
      if (!operation) throw new Error(`there is no ${id}`);
      const page = await ana.pages.create({ spaceId, title: title(), body: storage('<p>One</p>') }, never);
      // A person's first call: nothing is known of the site yet.
      const fresh = site.as('ana');
      const before = site.sent.length;
      await operation.run({ confluence: fresh, signal: never }, operation.input.parse(args(page.id)));
      const names = site.sent.slice(before).map(nameOf);
      asked.set(id, new Set([...(asked.get(id) ?? []), ...names]));
    }
    for (const [id, names] of asked) {
      const operation = catalogue.find((each) => operationId(each) === id);
      const always = operation?.platforms.datacenter ?? [];
      const sometimes = operation?.sometimes?.datacenter ?? [];
      expect({ id, missing: always.filter((name) => !names.has(name)) }).toEqual({ id, missing: [] });
      const undeclared = [...names].filter((name) => !always.includes(name) && !sometimes.includes(name));
      expect({ id, undeclared }).toEqual({ id, undeclared: [] });
    }
  });
});
