import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addComment } from '../../sandbox/model/comments.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content } from '../../sandbox/model/entities.ts';
import { updateContent } from '../../sandbox/model/update-content.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import {
  operationId,
  type BodyBase,
  type BodyBaseKey,
  type OperationContext,
} from '../../src/operations/operation.ts';
import { connectClassic, type ClassicSite } from './site.ts';

const never = new AbortController().signal;

let site: ClassicSite;
let context: OperationContext;
let spaceId: string;
let made = 0;

beforeAll(async () => {
  site = await connectClassic();
  const kept = new Map<string, BodyBase>();
  const nameOf = (key: BodyBaseKey): string => [key.contentId, key.representation, key.etag].join(' ');
  const confluence = site.older('ana');
  context = {
    confluence,
    signal: never,
    bodies: {
      get: (key) => Promise.resolve(kept.get(nameOf(key))),
      put: (key, base) => void kept.set(nameOf(key), base),
    },
    people: {
      async byIds(ids, signal) {
        const people = await confluence.users.byIds(ids, signal);
        return new Map(people.map(({ id, displayName }) => [id, displayName]));
      },
    },
  };
  const { items } = await confluence.spaces.list({ keys: ['ENG'] }, never);
  spaceId = items[0]?.id ?? '';
});
afterAll(() => site.close());

/** Runs an operation as the gateway would, and answers what a model reads with the output. */
async function run(id: string, args: Record<string, unknown>) {
  const operation = catalogue.find((candidate) => operationId(candidate) === id);
  if (!operation) throw new Error(`no operation ${id}`);
  const input = operation.input.parse(args);
  const output = operation.output.parse(await operation.run(context, input)) as Record<string, unknown>;
  const { summary, data = '', next = '' } = operation.render(output, input);
  return { output, text: [summary, data, next].join('\n') };
}

function addPage(storage: string, more: Partial<Content> = {}): Content {
  made += 1;
  const author = site.accountId('ana');
  const fields = { kind: 'page', spaceId, title: `Older ${made}`, author, storage, ...more };
  return createContent(site.sandbox.site, fields as Parameters<typeof createContent>[1]);
}

const requestsSince = (from: number): string[] => site.sent.slice(from).map(({ method }) => method);

describe('pages as Markdown through the older API', () => {
  it('are made, read and edited, the body checked in the answer to the write', async () => {
    const created = await run('pages.create', {
      spaceId,
      title: 'Made from Markdown',
      body: { representation: 'markdown', value: '# Plan\n\nShip *soon*.\n\n> [!NOTE]\n> Mind the gap.' },
    });
    const id = String(created.output['id']);
    const content = site.sandbox.site.contents.get(id);
    expect(content?.storage).toMatch(/^<h1>Plan<\/h1><p>Ship <em>soon<\/em>\.<\/p><ac:structured-macro/);
    const read = await run('pages.getBody', { id });
    expect(read.text).toContain('Ship _soon_.');
    const before = content?.storage ?? '';
    const from = site.sent.length;
    const edited = await run('pages.edit', {
      id,
      etag: read.output['etag'],
      edits: [{ replace: { old: 'soon', new: 'later' } }],
    });
    expect(edited.text).toMatch(/version 2/);
    expect(requestsSince(from)).toEqual(['GET', 'PUT']);
    expect(content?.storage).toBe(before.replace('soon', 'later'));
  });

  it('keep what an edit does not touch: macros, layouts, mentions', async () => {
    const ben = site.accountId('ben');
    const kept =
      '<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell>' +
      `<p>Ask <ac:link><ri:user ri:account-id="${ben}" /></ac:link>.</p>` +
      '<ac:structured-macro ac:name="jira" ac:schema-version="1"><ac:parameter ac:name="key">A-1</ac:parameter></ac:structured-macro>' +
      '<p>Old words</p></ac:layout-cell></ac:layout-section></ac:layout>';
    const page = addPage(kept);
    const before = page.storage;
    const { text, output } = await run('pages.getBody', { id: page.id });
    expect(text).toMatch(/:mention\[[A-Z]\w+ /);
    await run('pages.edit', {
      id: page.id,
      etag: output['etag'],
      edits: [{ replace: { old: 'Old words', new: 'New words' } }],
    });
    expect(page.storage).toBe(before.replace('Old words', 'New words'));
  });

  it('are merged with what somebody else wrote meanwhile', async () => {
    const page = addPage('<p>First</p><p>Second</p>');
    const { output } = await run('pages.getBody', { id: page.id });
    updateContent(site.sandbox.site, page, {
      author: site.accountId('ben'),
      storage: '<p>First, by Ben</p><p>Second</p>',
    });
    await run('pages.edit', {
      id: page.id,
      etag: output['etag'],
      edits: [{ replace: { old: 'Second', new: 'Second, by Ana' } }],
    });
    expect(page.storage).toBe('<p>First, by Ben</p><p>Second, by Ana</p>');
  });

  it('that exist in ADF alone are read and edited in ADF', async () => {
    const adf = (text: string) => ({
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
    });
    const page = addPage('<p>Only in ADF</p>', { adf: JSON.stringify(adf('Only in ADF')) });
    site.sandbox.faults.add({ match: { path: new RegExp(`/content/${page.id}$`) }, emptyBody: true });
    try {
      const { text, output } = await run('pages.getBody', { id: page.id });
      expect(text).toContain('Only in ADF');
      await run('pages.edit', {
        id: page.id,
        etag: output['etag'],
        edits: [{ replace: { old: 'Only', new: 'Still' } }],
      });
    } finally {
      site.sandbox.faults.clear();
    }
    expect(JSON.parse(page.adf ?? '')).toEqual(adf('Still in ADF'));
  });

  it('take ADF where it is given', async () => {
    const page = addPage('<p>1</p>');
    const value = { type: 'doc', version: 1, content: [{ type: 'rule' }] };
    await run('pages.update', {
      id: page.id,
      title: page.title,
      version: { number: 2 },
      body: { representation: 'adf', value },
    });
    expect(JSON.parse(page.adf ?? '')).toEqual(value);
    const { output } = await run('pages.getBody', { id: page.id, bodyFormat: 'atlas_doc_format' });
    expect(JSON.stringify(output['body'])).toContain('rule');
  });

  it('differ between versions', async () => {
    const page = addPage('<p>Before</p>');
    updateContent(site.sandbox.site, page, { author: site.accountId('ana'), storage: '<p>After</p>' });
    const { text } = await run('versions.diff', { id: page.id, from: 1 });
    expect(text).toMatch(/- Before\n\+ After/);
  });
});

describe('comments as Markdown through the older API', () => {
  it('are added, read with their authors, and changed', async () => {
    const page = addPage('<p>Commented</p>');
    addComment(site.sandbox.site, page, { author: site.accountId('ben'), storage: '<p>A remark</p>' });
    const added = await run('comments.addFooter', {
      pageId: page.id,
      body: { representation: 'markdown', value: 'Is it *so*?' },
    });
    const id = String(added.output['id']);
    expect(site.sandbox.site.comments.get(id)?.storage).toBe('<p>Is it <em>so</em>?</p>');
    const { text } = await run('comments.getFooter', { id: page.id });
    expect(text).toContain('A remark');
    expect(text).toContain('Is it _so_?');
    await run('comments.update', {
      id,
      version: { number: 2 },
      body: { representation: 'markdown', value: 'It is.' },
    });
    expect(site.sandbox.site.comments.get(id)?.storage).toBe('<p>It is.</p>');
  });
});
