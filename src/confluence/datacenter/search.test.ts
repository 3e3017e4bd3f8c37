import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { base, refusal } from '../testing/datacenter-answers.ts';
import { signedIn, startDataCenterSite } from '../testing/datacenter-site.ts';
import { json } from '../testing/http-server.ts';

const never = new AbortController().signal;

const results = [
  {
    content: {
      id: '65613',
      type: 'page',
      status: 'current',
      title: 'A & B',
      _links: { webui: '/spaces/ENG/x' },
    },
    title: '@@@hl@@@A@@@endhl@@@ &amp; B',
    excerpt: 'about @@@hl@@@A@@@endhl@@@ &lt;and&gt;  B',
    url: '/spaces/ENG/pages/65613/A+B',
    resultGlobalContainer: { title: 'Engineering', displayUrl: '/display/ENG' },
    entityType: 'content',
    lastModified: '2026-02-03T04:05:06.000+01:00',
  },
  {
    user: { userKey: '8a7f', displayName: 'Ann Lee' },
    title: 'Ann',
    url: '/display/~ann',
    entityType: 'user',
  },
];

describe('search', () => {
  it('gives plain titles and excerpts, counts rows behind cursors', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/search': {
        results,
        start: 0,
        limit: 2,
        size: 2,
        totalSize: 7,
        _links: { base, context: '/confluence', next: '/rest/api/search?limit=2&start=2&cql=x' },
      },
    });
    const { search } = site.confluence;
    const found = await search.cql(
      { cql: 'text ~ "A"', cqlcontext: '{"spaceKey":"ENG"}', excerpt: 'highlight', limit: 2 },
      never,
    );
    expect(found).toEqual({
      totalSize: 7,
      nextCursor: expect.any(String),
      items: [
        {
          entityType: 'content',
          id: '65613',
          type: 'page',
          title: 'A & B',
          spaceKey: 'ENG',
          spaceName: 'Engineering',
          excerpt: 'about A <and> B',
          lastModified: '2026-02-03T04:05:06.000+01:00',
          webUrl: `${base}/spaces/ENG/pages/65613/A+B`,
        },
        {
          entityType: 'user',
          id: '8a7f',
          title: 'Ann Lee',
          spaceKey: '~ann',
          webUrl: `${base}/display/~ann`,
        },
      ],
    });
    expect(site.query(0)).toEqual({
      cql: 'text ~ "A"',
      cqlcontext: '{"spaceKey":"ENG"}',
      excerpt: 'highlight',
      limit: '2',
    });
    await search.cql({ cql: 'text ~ "A"', cursor: found.nextCursor ?? '' }, never);
    expect(site.query(1)['start']).toBe('2');
    await search.cql({ cql: 'text ~ "A"', start: 5 }, never);
    expect(site.query(2)['start']).toBe('5');
    await expect(search.cql({ cql: 'a', start: 5, cursor: 'x' }, never)).rejects.toThrow(
      'cannot be combined',
    );
    await expect(search.cql({ cql: 'a', start: -1 }, never)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('names files as the ports do', async () => {
    const content = { id: '258', type: 'attachment', title: 'plan.png' };
    const rows = [
      { content, entityType: 'content' },
      { content: { ...content, id: 'att9' }, entityType: 'content' },
    ];
    const site = await startDataCenterSite({ 'GET /rest/api/search': { results: rows } });
    const { items } = await site.confluence.search.cql({ cql: 'type = attachment' }, never);
    expect(items.map(({ id }) => id)).toEqual(['att258', 'att9']);
  });

  it('explains a query that cannot be read', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/search': (_request: unknown, response: ServerResponse) =>
        json(response, refusal(400, 'Could not parse cql : type ='), 400, signedIn),
    });
    await expect(site.confluence.search.cql({ cql: 'type =' }, never)).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'Confluence does not accept the CQL query.',
      fields: { upstreamMessage: 'Could not parse cql : type =' },
    });
  });
});
