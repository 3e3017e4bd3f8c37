import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { startOperationsSite, type OperationsSite } from '../../test/support/operations-site.ts';

let site: OperationsSite;
beforeAll(async () => {
  site = await startOperationsSite();
});
afterAll(() => site.close());

const storageOf = (id: string): string | undefined => site.sandbox.site.contents.get(id)?.storage;
const etagIn = (output: unknown): string => (output as { etag: string }).etag;
const idIn = (output: unknown): string => (output as { id: string }).id;
const refusal = async (id: string, args: Record<string, unknown>): Promise<AppError> => {
  try {
    await site.run(id, args);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('was not refused');
};

describe('writing pages', () => {
  it('creates, updates and deletes one, never sending the body back', async () => {
    const { spaceId, guide } = site;
    const created = await site.run('pages.create', {
      spaceId,
      title: 'Release',
      parentId: guide.id,
      body: { value: '<p>One</p>' },
    });
    const id = idIn(created.output);
    expect(created.text).toBe(
      [
        `Created page ${id}, version 1, etag ${etagIn(created.output)}.`,
        `- Release (id ${id}, space ${spaceId}, parent ${guide.id}, version 1) https://site/wiki/spaces/DEV/pages/${id}/Release`,
        'The next update takes version.number 2, an edit the etag.',
      ].join('\n'),
    );
    expect(created.output).not.toHaveProperty('body');
    expect(created.targets).toEqual([
      { kind: 'space', id: spaceId },
      { kind: 'content', id: guide.id },
    ]);
    expect(storageOf(id)).toBe('<p>One</p>');

    const update = {
      id,
      title: 'Release notes',
      body: { value: '<p>Two</p>' },
      version: { number: 2, message: 'second' },
    };
    const updated = await site.run('pages.update', update);
    expect(updated.rendered.summary).toBe(`Changed page ${id}, version 2, etag ${etagIn(updated.output)}.`);
    expect(updated.output).not.toHaveProperty('body');
    expect(storageOf(id)).toBe('<p>Two</p>');

    const stale = await refusal('pages.update', update);
    expect(stale.code).toBe('conflict');
    expect(storageOf(id)).toBe('<p>Two</p>');

    const deleted = await site.run('pages.delete', { id });
    expect(deleted.text).toBe(
      `Moved page ${id} to the trash.\nIt can be restored from the trash of its space.`,
    );
    expect((await site.run('pages.delete', { id, purge: true })).text).toBe(`Removed page ${id} for good.`);
    expect((await refusal('pages.get', { id })).code).toBe('not_found');
  });

  it('writes ADF that came as an object, and drafts', async () => {
    const { spaceId } = site;
    const value = {
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Hi' }] }],
    };
    const draft = await site.run('pages.create', {
      spaceId,
      title: 'Idea',
      status: 'draft',
      body: { representation: 'adf', value },
    });
    const id = idIn(draft.output);
    expect(draft.rendered.summary).toBe(
      `Created page ${id} as a draft, version 1, etag ${etagIn(draft.output)}.`,
    );
    expect(draft.rendered.next).toBe('The next update takes version.number 1, an edit the etag.');
    expect(storageOf(id)).toContain('Hi');
    expect((await site.run('pages.delete', { id, draft: true })).text).toBe(
      `Discarded the draft of page ${id}.`,
    );
  });

  it('creates a blog post', async () => {
    const { spaceId } = site;
    const ran = await site.run('blogposts.create', { spaceId, title: 'News', body: { value: '<p>x</p>' } });
    const id = idIn(ran.output);
    expect(ran.rendered.summary).toBe(`Created blog post ${id}, version 1, etag ${etagIn(ran.output)}.`);
    expect(ran.resultTargets).toEqual([{ kind: 'blogpost', id, spaceId }]);
  });
});

describe('writing what belongs to a page', () => {
  it('comments and replies', async () => {
    const { id: pageId } = site.guide;
    const comment = await site.run('comments.addFooter', { pageId, body: { value: '<p>Hi</p>' } });
    const id = idIn(comment.output);
    expect(comment.rendered.summary).toBe(`Added comment ${id}.`);
    expect(comment.text).not.toContain('<p>Hi</p>');
    const reply = await site.run('comments.addFooter', {
      pageId,
      parentCommentId: id,
      body: { value: '<p>Yes</p>' },
    });
    expect(site.sandbox.site.comments.get(idIn(reply.output))?.parentCommentId).toBe(id);
    expect(reply.resultTargets).toContainEqual({ kind: 'comment', id: idIn(reply.output), pageId });
  });

  it('adds labels in every form people write them', async () => {
    const { id } = site.child;
    const ran = await site.run('labels.addToPage', {
      id,
      labels: ['release', 'my:todo', { name: 'v2', prefix: 'global' }],
    });
    expect(ran.text).toBe(`Page ${id} now has 3 labels.\nrelease, my:todo, v2`);
    expect((await site.run('labels.addToPage', { id, labels: 'late', prefix: 'team' })).text).toContain(
      'team:late',
    );
  });

  it.each([['two words'], [''], ['x'.repeat(256)]])('refuses the label %j', async (label) => {
    await expect(site.run('labels.addToPage', { id: site.child.id, labels: [label] })).rejects.toThrow(
      'a label has 1 to 255 characters and no spaces',
    );
  });
});

describe('what an approver sees', () => {
  const preview = async (id: string, args: Record<string, unknown>): Promise<string> =>
    (await site.preview(id, args)).replaceAll(site.sandbox.siteUrl, 'https://site');

  it('before a page is made or changed', async () => {
    const { spaceId, guide, grandchild } = site;
    expect(
      await preview('pages.create', { spaceId, title: 'T', parentId: guide.id, body: { value: '<p>x</p>' } }),
    ).toBe(
      [
        'Create a page in space Development (DEV)',
        'Title: T',
        `Under: ${guide.id}`,
        'Body (storage, 8 characters):',
        '<p>x</p>',
      ].join('\n'),
    );
    expect(
      await preview('pages.update', {
        id: grandchild.id,
        title: 'Scripts',
        body: { value: '<p>undo.sh</p><p>redo.sh</p>' },
        version: { number: 2 },
      }),
    ).toBe(
      [
        `Update page ${grandchild.id} "Undo scripts" to version 2`,
        `https://site/wiki/spaces/DEV/pages/${grandchild.id}`,
        'New title: Scripts',
        'Body: 14 characters before, 28 after; the first 14 and the last 0 stay.',
        'Added:',
        '<p>redo.sh</p>',
      ].join('\n'),
    );
  });

  it('before parts of a page change: the lines as they would read', async () => {
    const { child } = site;
    const page = `page ${child.id} "Rolling back"`;
    const web = `https://site/wiki/spaces/DEV/pages/${child.id}/Rolling+back`;
    const { output } = await site.run('pages.getBody', { id: child.id });
    const edits = [{ replace: { old: 'undo', new: 'redo' } }];
    expect(await preview('pages.edit', { id: child.id, etag: etagIn(output), edits })).toBe(
      [`Change ${page}, now version 1`, web, 'It would read:', 'Stop, then redo.'].join('\n'),
    );
    expect(await preview('pages.append', { id: child.id, markdown: 'The end.' })).toBe(
      [`Change ${page}, now version 1`, web, 'It would read:', 'The end.'].join('\n'),
    );
    expect(storageOf(child.id)).toBe('<p>Stop, then undo.</p>');
  });

  it('before a page goes, a label or a comment comes', async () => {
    const { id } = site.guide;
    const page = `page Runbook (${id})`;
    const web = `https://site/wiki/spaces/DEV/pages/${id}/Runbook`;
    expect(await preview('pages.delete', { id })).toBe(`Move to the trash: ${page}\n${web}`);
    expect(await preview('labels.addToPage', { id, labels: ['a', 'my:b'] })).toBe(
      `Add labels to ${page}\n${web}\na, my:b`,
    );
    expect(await preview('comments.addFooter', { pageId: id, body: { value: 'x' } })).toBe(
      `Comment on ${page}\nBody (storage, 1 characters):\nx`,
    );
    expect(await preview('blogposts.create', { spaceId: site.spaceId, title: 'News' })).toBe(
      'Publish a blog post in space Development (DEV)\nTitle: News\nWithout a body.',
    );
  });
});
