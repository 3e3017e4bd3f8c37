import type { RunningSandbox } from '../../sandbox/index.ts';
import { addAttachment } from '../../sandbox/model/attachments.ts';
import { addComment } from '../../sandbox/model/comments.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content, Space } from '../../sandbox/model/entities.ts';
import { updateContent } from '../../sandbox/model/update-content.ts';
import { etagOf } from '../../src/operations/bodies/etag.ts';

/** Arguments with which an operation of the catalogue succeeds on a sandbox, for a person who may do everything there. */
export type CallArguments = () => Record<string, unknown>;

const storage = (value: string) => ({ representation: 'storage', value }) as const;

let made = 0;

/** One call for each operation of the catalogue, by its identity; each works on content of its own. */
export function catalogueCalls(
  sandbox: RunningSandbox,
  space: Space,
  author: string,
): Readonly<Record<string, CallArguments>> {
  const { site } = sandbox;
  const title = (): string => {
    made += 1;
    return `Called ${made}`;
  };
  const content = (kind: 'page' | 'blogpost' = 'page'): Content => {
    const parentId = kind === 'page' ? space.homepageId : null;
    const created = createContent(site, {
      kind,
      spaceId: space.id,
      title: title(),
      author,
      parentId,
      storage: '<p>One</p>',
    });
    updateContent(site, created, { author, storage: '<p>One</p><p>Two</p>' });
    return created;
  };
  const comment = (): string => addComment(site, content(), { author, storage: '<p>?</p>' }).id;
  const id = () => ({ id: content().id });
  const edit = (of: Content) => ({
    id: of.id,
    etag: etagOf(of.id, 'storage', of.storage),
    edits: [{ replace: { old: 'Two', new: 'Three' } }],
  });
  const next = { version: { number: 3 } };
  return {
    'search.cql': () => ({ cql: 'type = page', limit: 1 }),
    'pages.list': () => ({ spaceId: space.id, limit: 1 }),
    'pages.get': id,
    'pages.getBody': id,
    'pages.create': () => ({ spaceId: space.id, title: title(), body: storage('<p>n</p>') }),
    'pages.edit': () => edit(content()),
    'pages.append': () => ({ ...id(), markdown: 'More.' }),
    'pages.update': () => ({ ...id(), ...next, title: title(), body: storage('<p>3</p>') }),
    'pages.delete': id,
    'spaces.list': () => ({}),
    'spaces.get': () => ({ id: space.id }),
    'content.children': () => ({ id: space.homepageId ?? '' }),
    'content.ancestors': id,
    'content.descendants': () => ({ id: space.homepageId ?? '' }),
    'comments.getFooter': id,
    'comments.getInline': id,
    'comments.addFooter': () => ({ pageId: content().id, body: storage('<p>!</p>') }),
    'comments.get': () => ({ id: comment() }),
    'comments.update': () => ({ id: comment(), version: { number: 2 }, body: storage('<p>2</p>') }),
    'labels.getForPage': id,
    'labels.addToPage': () => ({ ...id(), labels: ['a'] }),
    'attachments.listForPage': id,
    'attachments.get': () => ({
      id: addAttachment(site, content(), 'a.txt', { author, bytes: new Uint8Array(8) }).id,
    }),
    'versions.listForPage': id,
    'versions.diff': () => ({ ...id(), from: 1 }),
    'blogposts.create': () => ({ spaceId: space.id, title: title(), body: storage('<p>n</p>') }),
    'blogposts.getBody': () => ({ id: content('blogpost').id }),
    'blogposts.edit': () => edit(content('blogpost')),
    'blogposts.update': () => ({
      id: content('blogpost').id,
      ...next,
      title: title(),
      body: storage('<p>3</p>'),
    }),
  };
}
