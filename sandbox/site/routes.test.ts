import type { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { createContent } from '../model/create-content.ts';
import type { Content } from '../model/entities.ts';
import { tinyui, webui } from '../model/links.ts';
import { createSite, type Site } from '../model/site.ts';
import { addSampleContent } from '../sample/sample-content.ts';
import { siteRoutes } from './routes.ts';

function sampleSite(): Site {
  const site = createSite({ clock: systemClock, random: systemRandom });
  addSampleContent(site);
  return site;
}

const site = sampleSite();
const app = siteRoutes(site);

function titled(title: string): Content {
  for (const content of site.contents.values()) if (content.title === title) return content;
  throw new Error(`no content is called ${title}`);
}

/** What a browser shows to a person: follows the choice of the viewer with its cookie. */
async function open(
  path: string,
  as?: string,
  routes: Hono = app,
): Promise<{ status: number; text: string; headers: Headers }> {
  const headers = new Headers();
  if (as !== undefined) {
    const choice = await routes.request(`/wiki?as=${encodeURIComponent(as)}`);
    headers.set('cookie', choice.headers.get('set-cookie')?.split(';')[0] ?? '');
  }
  const answer = await routes.request(path, { headers });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

describe('the site in a browser', () => {
  it('lists the spaces that the chosen person may read', async () => {
    expect((await open('/wiki')).text).toContain('People &amp; Policies');
    const daiki = await open('/wiki', 'daiki@weir.example');
    expect(daiki.text).toContain('Engineering Handbook');
    expect(daiki.text).not.toContain('People &amp; Policies');
  });

  it('shows a page with its way, body, labels, comments, files and versions', async () => {
    const { text } = await open(`/wiki${webui(site, titled('Ingest gateway'))}`);
    for (const part of [
      'Architecture</a>',
      'gateway-path.png',
      'Versions',
      'Numbers after the spring roll-out',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('<span class="label">gateway</span>');
    const commented = await open(`/wiki${webui(site, titled('System overview'))}`);
    expect(commented.text).toContain('Is the forty seconds a median or a maximum?');
    expect(commented.text).toContain('resolved');
  });

  it('shows an earlier version on request', async () => {
    const path = `/wiki${webui(site, titled('Alert rules'))}`;
    expect((await open(`${path}?version=1`)).text).toContain('up to five conditions');
    expect((await open(path)).text).not.toContain('up to five conditions');
  });

  it('answers a forbidden page as an absent one', async () => {
    const threats = `/wiki${webui(site, titled('Threat model'))}`;
    const forbidden = await open(threats, 'chiara@weir.example');
    const absent = await open('/wiki/spaces/ENG/pages/1/Nothing', 'chiara@weir.example');
    expect([forbidden.status, absent.status]).toEqual([404, 404]);
    const withoutPath = (text: string) => text.replace(/action="[^"]*"/, '');
    expect(withoutPath(forbidden.text)).toBe(withoutPath(absent.text));
    expect((await open(threats)).status).toBe(200);
  });

  it('hides restricted pages in trees, and serves files only with their page', async () => {
    const people = await open('/wiki/spaces/PEOPLE/overview', 'eunji@weir.example');
    expect(people.text).toContain('Expenses');
    expect(people.text).not.toContain('Salary bands');
    const file = `/wiki/sandbox-files/${titled('Porto').id}/fire-plan.pdf`;
    expect((await open(file)).headers.get('content-type')).toBe('application/pdf');
    expect((await open(file, 'gus@weir.example')).status).toBe(404);
  });

  it('leads tiny links to their page', async () => {
    const answer = await app.request(tinyui(titled('On-call').id));
    expect(answer.headers.get('location')).toBe(`/wiki${webui(site, titled('On-call'))}`);
  });

  it('runs nothing of what a page holds', async () => {
    const hostile = sampleSite();
    const [space] = hostile.spaces.values();
    const content = createContent(hostile, {
      kind: 'page',
      spaceId: space?.id ?? '',
      title: '<script>alert(1)</script>',
      author: [...hostile.people.keys()][0] ?? '',
      storage: '<p onclick="alert(2)">x</p><script>alert(3)</script><a href="javascript:alert(4)">y</a>',
    });
    const { text, headers } = await open(`/wiki${webui(hostile, content)}`, undefined, siteRoutes(hostile));
    expect(text).not.toMatch(/<script|onclick=|javascript:/i);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('shows every page of the sample to the administrator', async () => {
    const failed: string[] = [];
    for (const content of site.contents.values()) {
      const { status } = await open(`/wiki${webui(site, content)}`, 'ana@weir.example');
      if (status !== 200) failed.push(`${content.title}: ${status}`);
    }
    expect(failed).toEqual([]);
  });
});
