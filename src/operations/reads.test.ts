import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOperationsSite, type OperationsSite } from '../../test/support/operations-site.ts';

let site: OperationsSite;
beforeAll(async () => {
  site = await startOperationsSite();
});
afterAll(() => site.close());

const text = async (id: string, args: Record<string, unknown>): Promise<string> =>
  (await site.run(id, args)).text;

describe('reading pages', () => {
  it('lists with ids, versions and links, and says how to go on', async () => {
    const { spaceId, homepageId, guide } = site;
    const ran = await site.run('pages.list', { spaceId, limit: 2 });
    const [first, second, third, next] = ran.text.split('\n');
    expect(first).toBe('Found 2 pages, and there are more.');
    expect(second).toBe(
      `- Development (id ${homepageId}, space ${spaceId}, version 1) https://site/wiki/spaces/DEV/overview`,
    );
    expect(third).toBe(
      `- Runbook (id ${guide.id}, space ${spaceId}, parent ${homepageId}, version 2) https://site/wiki/spaces/DEV/pages/${guide.id}/Runbook`,
    );
    const cursor = /^More follow: repeat the call with the same arguments and cursor "(.+)"\.$/.exec(
      next ?? '',
    )?.[1];
    expect(ran.output).toHaveProperty('nextCursor', cursor);
    expect(ran.targets).toEqual([{ kind: 'space', id: spaceId }]);
    expect(ran.resultTargets).toEqual([
      { kind: 'page', id: homepageId, spaceId },
      { kind: 'page', id: guide.id, spaceId },
    ]);
    const rest = await text('pages.list', { spaceId, limit: 2, cursor });
    expect(rest).toMatch(/^Found 2 pages\.\n- Rolling back .*\n- Undo scripts .*$/);
  });

  it('finds a page by its title, and says when there is none', async () => {
    const { spaceId, guide } = site;
    expect(await text('pages.list', { spaceId, title: 'runbook' })).toContain(`(id ${guide.id},`);
    expect(await text('pages.list', { spaceId, title: 'nothing' })).toBe('Found no pages.');
  });

  it('gives metadata, and the body only where it is asked for', async () => {
    const { guide, spaceId, homepageId } = site;
    const metadata = [
      `Page ${guide.id}, version 2.`,
      'title: Runbook',
      `page: ${guide.id}`,
      'status: current',
      `space: ${spaceId}`,
      `parent: page ${homepageId}`,
      'version: 2 by account-ana on 2026-03-01T00:01:00.000Z "how to deploy"',
      'created: by account-ana on 2026-03-01T00:00:00.000Z',
      `web: https://site/wiki/spaces/DEV/pages/${guide.id}/Runbook`,
    ];
    const next = 'An update takes version.number 3.';
    expect(await text('pages.get', { id: guide.id })).toBe([...metadata, next].join('\n'));
    const body = `body (storage, ${guide.storage.length} characters):\n${guide.storage}`;
    const whole = await site.run('pages.getBody', { id: guide.id, bodyFormat: 'storage' });
    const { etag } = whole.output as { etag: string };
    const [, ...facts] = metadata;
    expect(whole.text).toBe([`Page ${guide.id}, version 2, etag ${etag}.`, ...facts, body, next].join('\n'));
    expect(whole.brief).toEqual({ id: guide.id, version: { number: 2 }, etag });
    expect(await text('pages.get', { id: guide.id, bodyFormat: 'storage' })).toBe(whole.text);
  });

  it('gives a page as Markdown when nothing else is asked, with what an edit needs', async () => {
    const { guide } = site;
    const whole = await site.run('pages.getBody', { id: guide.id });
    const { etag } = whole.output as { etag: string };
    const [, handle] = /ac:ref="(\w{4})/.exec(guide.storage) ?? [];
    expect(whole.text).toBe(
      [
        `Page ${guide.id}, version 2.`,
        `page ${guide.id} "Runbook" v2 etag=${etag} space=DEV https://site/wiki/spaces/DEV/pages/${guide.id}/Runbook`,
        '',
        `:c[First steps]{#${handle}}.`,
        '',
        'Then deploy.',
        `Change it with confluence_edit_page, etag ${etag}.`,
      ].join('\n'),
    );
    expect(whole.brief).toEqual({ id: guide.id, version: { number: 2 }, etag });
    expect(await text('pages.get', { id: guide.id, bodyFormat: 'markdown' })).toBe(whole.text);
  });

  it('gives ADF, the rendered form and an earlier version', async () => {
    const { id } = site.guide;
    expect(await text('pages.getBody', { id, bodyFormat: 'adf' })).toContain('{"type":"doc"');
    expect(await text('pages.getBody', { id, bodyFormat: 'view' })).toContain('body (view,');
    const first = await text('pages.getBody', { id, version: 1, bodyFormat: 'storage' });
    expect(first).toContain('body (storage, 19 characters):\n<p>First steps.</p>');
    expect(first).not.toContain('An update takes');
    expect(await text('pages.getBody', { id, version: 1 })).toMatch(
      /v1 historical etag=.*\n\nFirst steps\.$/,
    );
  });

  it('keeps a title on its line', async () => {
    expect(await text('pages.get', { id: site.grandchild.id })).toContain('\ntitle: Undo scripts\n');
  });
});

describe('reading spaces', () => {
  it('lists them by key and gives one', async () => {
    const { spaceId, homepageId } = site;
    const line = `- Development (key DEV, id ${spaceId}, global, homepage ${homepageId}) https://site/wiki/spaces/DEV`;
    const ran = await site.run('spaces.list', { keys: 'DEV' });
    expect(ran.text).toBe(`Found 1 space.\n${line}`);
    expect(ran.targets).toEqual([{ kind: 'space', key: 'DEV' }]);
    expect(ran.resultTargets).toEqual([{ kind: 'space', id: spaceId, key: 'DEV' }]);
    expect(await text('spaces.get', { id: spaceId })).toBe(
      [
        `Space ${spaceId}.`,
        'name: Development',
        'key: DEV',
        `id: ${spaceId}`,
        'type: global',
        'status: current',
        `homepage: page ${homepageId}`,
        'created: 2026-03-01T00:00:00.000Z',
        'description: How we build.',
        'web: https://site/wiki/spaces/DEV',
      ].join('\n'),
    );
  });
});

describe('searching', () => {
  it('gives titles, ids, spaces and excerpts', async () => {
    const { child } = site;
    const ran = await site.run('search.cql', { cql: 'space = DEV and text ~ "undo"', excerpt: 'indexed' });
    expect(ran.text).toContain('Found 2 results.');
    expect(ran.text).toContain(
      `- Rolling back (page ${child.id}, space DEV Development, changed 2026-03-01T00:00:00.000Z) https://site/wiki/spaces/DEV/pages/${child.id}/Rolling+back\n  Stop, then undo.`,
    );
    expect(ran.resultTargets).toContainEqual({ kind: 'page', id: child.id, spaceKey: 'DEV' });
  });

  it('goes on with a cursor and skips with start', async () => {
    const cql = 'space = DEV and type = page order by title';
    const first = await site.run('search.cql', { cql, limit: 2 });
    expect(first.rendered.summary).toMatch(/^Found 2 results of about \d+\.$/);
    const { nextCursor: cursor } = first.output as { nextCursor: string };
    expect(first.rendered.next).toContain(`cursor "${cursor}"`);
    const rest = await site.run('search.cql', { cql, limit: 2, cursor });
    expect(rest.rendered.summary).toBe('Found 2 results.');
    expect((await site.run('search.cql', { cql, start: 2 })).rendered.data).toBe(rest.rendered.data);
  });
});

describe('reading the tree', () => {
  it('gives the children of every kind', async () => {
    const { guide, child } = site;
    const ran = await site.run('content.children', { id: guide.id });
    expect(ran.text).toMatch(
      new RegExp(
        `^Page ${guide.id} has 2 children\\.\n- Rolling back \\(page ${child.id}\\)\n- Notes \\(folder \\d+\\)$`,
      ),
    );
    expect(ran.resultTargets).toContainEqual({ kind: 'page', id: child.id, spaceId: expect.any(String) });
  });

  it('gives the ancestors by title from the top down', async () => {
    const { homepageId, guide, child, grandchild } = site;
    expect(await text('content.ancestors', { id: grandchild.id })).toBe(
      [
        `Page ${grandchild.id} has 3 ancestors, from the top down.`,
        `- Development (page ${homepageId})`,
        `  - Runbook (page ${guide.id})`,
        `    - Rolling back (page ${child.id})`,
      ].join('\n'),
    );
    expect(await text('content.ancestors', { id: homepageId })).toBe(
      `Page ${homepageId} has no ancestors, from the top down.`,
    );
  });

  it('gives the descendants as a tree down to a depth', async () => {
    const { homepageId, guide, child, grandchild } = site;
    expect(await text('content.descendants', { id: homepageId, depth: 3 })).toMatch(
      new RegExp(
        [
          `^Page ${homepageId} has 4 descendants down to depth 3\\.`,
          `- Runbook \\(page ${guide.id}\\)`,
          `  - Rolling back \\(page ${child.id}\\)`,
          `    - Undo scripts \\(page ${grandchild.id}\\)`,
          '  - Notes \\(folder \\d+\\)$',
        ].join('\n'),
      ),
    );
    expect(await text('content.descendants', { id: homepageId, depth: 1 })).not.toContain('Rolling back');
  });
});

describe('reading what belongs to a page', () => {
  it('gives comments with their bodies', async () => {
    const { id } = site.guide;
    expect(await text('comments.getFooter', { id })).toMatch(
      new RegExp(
        `^Page ${id} has 1 footer comment\\.\n- comment \\d+ by account-ana on 2026-03-01T00:00:00.000Z https://\\S+\nWorth a diagram\\.$`,
      ),
    );
    expect(await text('comments.getInline', { id })).toMatch(
      new RegExp(
        `^Page ${id} has 1 inline comment\\.\n- comment \\d+ by account-ana on \\S+ \\(open\\) https://\\S+\non the text: First steps\nWhich steps\\?$`,
      ),
    );
    expect(await text('comments.getInline', { id, resolutionStatus: 'resolved' })).toBe(
      `Page ${id} has no inline comments.`,
    );
  });

  it('gives labels, attachments and versions', async () => {
    const { guide, attachmentId } = site;
    const { id } = guide;
    expect(await text('labels.getForPage', { id })).toBe(`Page ${id} has 2 labels.\nrunbook, ops`);
    expect(await text('attachments.listForPage', { id })).toMatch(
      new RegExp(
        `^Page ${id} has 1 attachment\\.\n- topology\\.png \\(id ${attachmentId}, image/png, 2,048 bytes, version 1\\) https://\\S+$`,
      ),
    );
    expect(await text('attachments.listForPage', { id, filename: 'other.png' })).toBe(
      `Page ${id} has no attachments.`,
    );
    expect(await text('versions.listForPage', { id })).toBe(
      [
        `Page ${id} has 2 versions.`,
        '- version 2 by account-ana on 2026-03-01T00:01:00.000Z: how to deploy',
        '- version 1 by account-ana on 2026-03-01T00:00:00.000Z',
      ].join('\n'),
    );
  });

  it('gives one attachment with a link to download it', async () => {
    const { guide, attachmentId } = site;
    const ran = await site.run('attachments.get', { id: attachmentId.slice(3) });
    expect(ran.rendered.next).toBe(
      `Download until 2026-03-01T12:00:00.000Z: https://weir.test/d/${attachmentId}`,
    );
    expect(ran.output).toMatchObject({
      id: attachmentId,
      pageId: guide.id,
      downloadLink: `https://weir.test/d/${attachmentId}`,
    });
    expect(ran.resultTargets).toEqual([{ kind: 'attachment', id: attachmentId, pageId: guide.id }]);
  });
});
