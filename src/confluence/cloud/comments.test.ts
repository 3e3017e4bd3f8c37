import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';
import { json, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;
const base = 'https://acme.atlassian.net/wiki';
const versionRead = { number: 2, createdAt: '2026-01-01T00:00:00.000Z', authorId: 'a:1', minorEdit: false };
/** The site gives an empty message where there is none. */
const version = { ...versionRead, message: '' };

describe('comments', () => {
  const comment = {
    id: '31',
    status: 'current',
    title: 'Re: Page',
    pageId: '5',
    version,
    body: { storage: { representation: 'storage', value: '<p>Yes</p>' } },
    _links: { webui: '/spaces/ENG/pages/5?focusedCommentId=31' },
  };
  const asRead = {
    id: '31',
    status: 'current',
    pageId: '5',
    authorId: 'a:1',
    createdAt: '2026-01-01T00:00:00.000Z',
    version: versionRead,
    body: { representation: 'storage', value: '<p>Yes</p>' },
    webUrl: `${base}/spaces/ENG/pages/5?focusedCommentId=31`,
  };

  it('of a page are read, footer and inline', async () => {
    const inline = {
      ...comment,
      resolutionStatus: 'open',
      properties: {
        inlineMarkerRef: 'm-1',
        'inline-marker-ref': 'm-1',
        inlineOriginalSelection: 'the words',
        'inline-original-selection': 'the words',
      },
    };
    const site = await startCloudSite({
      'GET /wiki/api/v2/pages/5/footer-comments': {
        results: [{ ...comment, resolutionStatus: null }],
        _links: { base },
      },
      'GET /wiki/api/v2/pages/5/inline-comments': { results: [inline], _links: { base } },
    });
    const { comments } = site.confluence;
    const args = { pageId: '5', bodyFormat: 'storage', status: 'current', sort: '-created-date' } as const;
    expect(await comments.footer(args, never)).toEqual({ items: [{ ...asRead, kind: 'footer' }] });
    expect(await comments.inline({ ...args, resolutionStatus: 'open' }, never)).toEqual({
      items: [
        { ...asRead, kind: 'inline', resolutionStatus: 'open', markerRef: 'm-1', selection: 'the words' },
      ],
    });
    expect(site.query(1)).toEqual({
      'body-format': 'storage',
      status: 'current',
      'resolution-status': 'open',
      sort: '-created-date',
    });
  });

  it('are added to a page or under a comment, never to both', async () => {
    const site = await startCloudSite({
      'POST /wiki/api/v2/footer-comments': (_request: SeenRequest, response: ServerResponse) =>
        json(response, comment, 201),
    });
    const { comments } = site.confluence;
    const body = { representation: 'storage', value: '<p>Yes</p>' } as const;
    const added = await comments.addFooter({ pageId: '5', body }, never);
    expect(added).toMatchObject({
      id: '31',
      kind: 'footer',
      webUrl: expect.stringContaining('focusedCommentId=31'),
    });
    await comments.addFooter({ pageId: '5', parentCommentId: '31', body }, never);
    expect(site.server.seen.map((request) => JSON.parse(request.body))).toEqual([
      { pageId: '5', body },
      { parentCommentId: '31', body },
    ]);
    await expect(comments.addFooter({ body }, never)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
