import type { RunningSandbox } from '../../sandbox/index.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content } from '../../sandbox/model/entities.ts';
import { textOf, type TestWeir } from './weir.ts';

/** A page of the sandbox, read and changed through the whole product by tools of the flat surface. */
export interface ContentPage {
  readonly id: string;
  readonly content: Content;
  /** Its body as the site keeps it. */
  readonly storage: string;
  readonly version: number;
  /** What `confluence_get_page` answers. */
  read(args?: Record<string, unknown>): Promise<PageView>;
  /** What `confluence_edit_page` answers, refused or not. */
  edit(etag: string, edits: readonly unknown[], more?: Record<string, unknown>): Promise<string>;
  /** The same with one replacement. */
  replace(etag: string, old: string, now: string, more?: Record<string, unknown>): Promise<string>;
  call(tool: string, args?: Record<string, unknown>): Promise<string>;
}

export interface PageView {
  readonly text: string;
  readonly etag: string;
  /** The Markdown alone. */
  readonly view: string;
  readonly cursor: string | undefined;
}

let made = 0;

/** Puts a page (or blog post) with this body into the first space, as the demo's person. */
export function addContent(weir: TestWeir, storage: string, more: Partial<Content> = {}): ContentPage {
  const { site } = weir.sandbox;
  const [space] = site.spaces.values();
  const author = [...site.people.values()].find(({ email }) => email === weir.weir.person.email);
  if (!space || !author) throw new Error('The sandbox has no space or nobody.');
  made += 1;
  const { kind = 'page', adf, ...fields } = more;
  const content = createContent(site, {
    kind,
    spaceId: space.id,
    title: `Content ${made}`,
    author: author.accountId,
    storage,
    ...(adf && { adf }),
    ...fields,
  } as Parameters<typeof createContent>[1]);
  const { id } = content;
  const tool = kind === 'blogpost' ? 'blog_post' : 'page';
  const call: ContentPage['call'] = async (name, args = {}) => textOf(await weir.call(name, { id, ...args }));
  const edit: ContentPage['edit'] = (etag, edits, args = {}) =>
    call(`confluence_edit_${tool}`, { etag, edits, ...args });
  return {
    id,
    content,
    get storage() {
      return content.storage;
    },
    get version() {
      return content.versions.at(-1)?.number ?? 0;
    },
    async read(args) {
      return readView(await weir.read(`confluence_get_${tool}`, { id, ...args }));
    },
    edit,
    replace: (etag, old, now, args) => edit(etag, [{ replace: { old, new: now } }], args),
    call,
  };
}

/** Takes the answer to a read apart. */
export function readView(text: string): PageView {
  const [, etag = ''] = /\betag[= ]([0-9a-f]{8})\b/.exec(text) ?? [];
  const [, inside = ''] = /<confluence-data [0-9a-f]+>\n([^]*)\n<\/confluence-data/.exec(text) ?? [];
  const [, cursor] = /cursor "([^"]+)"/.exec(text) ?? [];
  return { text, etag, view: inside.split('\n').slice(2).join('\n'), cursor };
}

/** Calls `look` with every request that reaches the site while `run` runs, before it is answered. */
export async function watching<T>(
  sandbox: RunningSandbox,
  look: (method: string, path: string) => void,
  run: () => Promise<T>,
): Promise<T> {
  const { faults } = sandbox;
  const take = faults.take.bind(faults);
  faults.take = (method, path) => {
    look(method, path);
    return take(method, path);
  };
  try {
    return await run();
  } finally {
    faults.take = take;
  }
}

/** Requests that reach the site while `run` runs: `GET /wiki/api/v2/pages/1`. */
export async function requestsDuring(
  sandbox: RunningSandbox,
  run: () => Promise<unknown>,
): Promise<string[]> {
  const seen: string[] = [];
  await watching(sandbox, (method, path) => void seen.push(`${method} ${path}`), run);
  return seen;
}
