import { describe, expect, it } from 'vitest';
import { ann, base, listed } from '../testing/datacenter-answers.ts';
import { startDataCenterSite } from '../testing/datacenter-site.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;

const comment = {
  id: '700',
  type: 'comment',
  status: 'current',
  title: 'Re: Release notes',
  history: { createdBy: ann, createdDate: '2026-01-02T00:00:00.000Z' },
  version: { by: ann, when: '2026-01-03T00:00:00.000Z', number: 2, message: '' },
  ancestors: [],
  body: { storage: { value: '<p>Why?</p>', representation: 'storage' } },
  extensions: { location: 'footer', _expandable: { resolution: '' } },
  _links: { webui: '/spaces/ENG/pages/5/T?focusedCommentId=700#comment-700', base },
};
const asRead = {
  id: '700',
  kind: 'footer',
  status: 'current',
  pageId: '5',
  authorId: '8a7f808a4e2',
  createdAt: '2026-01-02T00:00:00.000Z',
  version: { number: 2, createdAt: '2026-01-03T00:00:00.000Z', authorId: '8a7f808a4e2' },
  webUrl: `${base}/spaces/ENG/pages/5/T?focusedCommentId=700#comment-700`,
};
const inline = (id: string, status: string) => ({
  ...comment,
  id,
  extensions: {
    location: status === 'resolved' ? 'resolved' : 'inline',
    inlineProperties: { originalSelection: 'brown fox', markerRef: `m-${id}` },
    resolution: { status, lastModifier: ann },
  },
});

describe('comments', () => {
  it('below a page are its own, not replies nor those on its text', async () => {
    const site = await startDataCenterSite({ 'GET /rest/api/content/5/child/comment': listed([comment]) });
    const { comments } = site.confluence;
    const { items } = await comments.footer({ pageId: '5', bodyFormat: 'storage' }, never);
    expect(items).toEqual([{ ...asRead, body: storage('<p>Why?</p>') }]);
    expect(site.query(0)).toEqual({ location: 'footer', expand: 'version,history,ancestors,body.storage' });
    await expect(comments.footer({ pageId: '5', sort: 'created-date' }, never)).rejects.toThrow(
      'cannot sort',
    );
    await expect(comments.footer({ pageId: '5', status: 'trashed' }, never)).rejects.toThrow(
      'current comments only',
    );
  });

  it('on the text are read with their marks, by their state', async () => {
    const rows = [inline('1', 'open'), inline('2', 'resolved'), inline('3', 'reopened')];
    const site = await startDataCenterSite({ 'GET /rest/api/content/5/child/comment': listed(rows) });
    const { comments } = site.confluence;
    const { items } = await comments.inline({ pageId: '5' }, never);
    expect(items[0]).toMatchObject({
      kind: 'inline',
      resolutionStatus: 'open',
      markerRef: 'm-1',
      selection: 'brown fox',
    });
    expect(items).toHaveLength(3);
    expect(site.server.seen[0]?.path).toContain('location=inline&location=resolved&');
    const resolved = await comments.inline({ pageId: '5', resolutionStatus: 'resolved' }, never);
    expect(resolved.items.map(({ id }) => id)).toEqual(['2']);
    expect(site.query(1)['location']).toBe('resolved');
    const reopened = await comments.inline({ pageId: '5', resolutionStatus: 'reopened' }, never);
    expect(reopened.items.map(({ id }) => id)).toEqual(['3']);
    expect(site.query(2)['location']).toBe('inline');
  });

  it('are added to a page', async () => {
    const site = await startDataCenterSite({ 'POST /rest/api/content': comment });
    expect(
      await site.confluence.comments.addFooter({ pageId: '5', body: storage('<p>Why?</p>') }, never),
    ).toEqual(asRead);
    expect(JSON.parse(site.server.seen[0]?.body ?? '')).toEqual({
      type: 'comment',
      container: { id: '5', type: 'page' },
      body: { storage: { value: '<p>Why?</p>', representation: 'storage' } },
    });
  });

  it('answer a comment on the page or blog post that it stands on', async () => {
    const reply = { ...comment, id: '701', ancestors: [{ id: '700', type: 'comment' }] };
    const site = await startDataCenterSite({
      'GET /rest/api/content/700': { ...comment, container: { id: '5', type: 'page' } },
      'GET /rest/api/content/702': { ...comment, id: '702', container: { id: '6', type: 'blogpost' } },
      'GET /rest/api/content/5': { ...comment, id: '5', type: 'page' },
      'POST /rest/api/content': reply,
    });
    const { comments } = site.confluence;
    const added = await comments.addFooter({ parentCommentId: '700', body: storage('<p>So.</p>') }, never);
    expect(added).toEqual({ ...asRead, id: '701', parentCommentId: '700' });
    expect(JSON.parse(site.server.seen[1]?.body ?? '')).toMatchObject({
      container: { id: '5', type: 'page' },
      ancestors: [{ id: '700' }],
    });
    const onPost = await comments.addFooter({ parentCommentId: '702', body: storage('<p>So.</p>') }, never);
    expect(onPost).toMatchObject({ blogPostId: '6' });
    const notComment = comments.addFooter({ parentCommentId: '5', body: storage('x') }, never);
    await expect(notComment).rejects.toThrow('Comment 5 does not exist');
    await expect(comments.addFooter({ body: storage('x') }, never)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('are read and changed one by one, in the list they belong to', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/700': { ...comment, container: { id: '5', type: 'page' } },
      'GET /rest/api/content/701': { ...inline('701', 'resolved'), container: { id: '6', type: 'blogpost' } },
      'PUT /rest/api/content/700': { ...comment, version: { by: ann, number: 3 } },
    });
    const { comments } = site.confluence;
    expect(await comments.get({ id: '700', kind: 'footer', bodyFormat: 'storage' }, never)).toEqual({
      ...asRead,
      body: storage('<p>Why?</p>'),
    });
    expect(await comments.get({ id: '701', kind: 'inline' }, never)).toMatchObject({
      blogPostId: '6',
      resolutionStatus: 'resolved',
    });
    await expect(comments.get({ id: '701', kind: 'footer' }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
    const changed = await comments.update(
      { id: '700', kind: 'footer', body: storage('<p>2</p>'), version: { number: 3 } },
      never,
    );
    expect(changed.version?.number).toBe(3);
    expect(JSON.parse(site.server.seen.at(-1)?.body ?? '')).toMatchObject({
      type: 'comment',
      version: { number: 3 },
    });
  });
});
