import { addAttachment } from '../model/attachments.ts';
import { addComment } from '../model/comments.ts';
import { createContent } from '../model/create-content.ts';
import { addLabel } from '../model/labels.ts';
import { createPerson } from '../model/people.ts';
import { setRestriction } from '../model/restrictions.ts';
import { createSite, type Site } from '../model/site.ts';
import { createSpace, spaceByKey } from '../model/spaces.ts';
import { archiveContent, trashContent } from '../model/trash.ts';
import { updateContent } from '../model/update-content.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { searchSite, type SearchOptions } from './search.ts';

/** Wednesday. */
export const now = Date.UTC(2026, 6, 15, 12, 30);

export const ana = 'account-ana';
export const ben = 'account-ben';

/** A site small enough to know by heart, for the tests of search. Ana sees everything, Ben only the space DEV. */
export function smallSite(): Site {
  const site = createSite({ clock: { now: () => now }, random: systemRandom });
  createPerson(site, {
    accountId: ana,
    displayName: 'Ana Silva',
    email: 'ana@example.test',
    siteAdmin: true,
  });
  createPerson(site, { accountId: ben, displayName: 'Ben Okafor', email: 'ben@example.test' });
  const everything = ['read', 'create', 'update', 'delete', 'comment', 'admin'] as const;
  const dev = createSpace(site, {
    key: 'DEV',
    name: 'Development handbook',
    author: ana,
    at: day(2026, 1, 1),
    permissions: [
      { principal: `user:${ana}`, rights: everything },
      { principal: `user:${ben}`, rights: ['read', 'comment'] },
    ],
  });
  const ops = createSpace(site, {
    key: 'OPS',
    name: 'Operations',
    author: ana,
    at: day(2026, 2, 1),
    type: 'collaboration',
  });
  const page = (title: string, at: number, storage: string, extra: object = {}) =>
    createContent(site, { kind: 'page', spaceId: dev.id, title, author: ana, at, storage, ...extra });
  const guide = page(
    'Deployment runbook',
    day(2026, 3, 1),
    '<p>How to deploy the gateway, step by step.</p>',
  );
  const child = page(
    'Rolling back',
    day(2026, 3, 2),
    `<p>Ask <ac:link><ri:user ri:account-id="${ben}" /></ac:link> before a roll back of a deployment.</p>` +
      '<ac:structured-macro ac:name="toc" />',
    { parentId: guide.id },
  );
  page(
    'Cache keys',
    day(2026, 7, 15, 9),
    '<p>The redis cache is warmed by the gateway &amp; the worker.</p>',
    {
      author: ben,
      parentId: child.id,
    },
  );
  const secret = page('Secret plan', day(2026, 3, 4), '<p>deploy in secret</p>');
  setRestriction(site, secret, 'read', [`user:${ana}`]);
  createContent(site, {
    kind: 'blogpost',
    spaceId: dev.id,
    title: 'Faster gateway',
    author: ben,
    at: day(2026, 4, 1),
    storage: '<p>We run twice as fast.</p>',
  });
  createContent(site, {
    kind: 'folder',
    spaceId: dev.id,
    title: 'Meeting notes',
    author: ana,
    at: day(2026, 4, 2),
  });
  createContent(site, {
    kind: 'page',
    spaceId: ops.id,
    title: 'On-call',
    author: ana,
    at: day(2026, 5, 1),
    storage: '<p>Who is on call: deploy rota</p>',
    subtype: 'live',
  });
  archiveContent(site, page('Old runbook', day(2026, 1, 5), '<p>deploy by hand</p>'));
  trashContent(site, page('Thrown away', day(2026, 1, 6), '<p>deploy nothing</p>'));
  page('Unfinished', day(2026, 1, 7), '<p>deploy draft</p>', { status: 'draft' });
  addLabel(site, guide, 'runbook');
  addLabel(site, child, 'runbook');
  addLabel(site, child, 'urgent');
  guide.state = { id: 1, name: 'Ready for review', color: '#000000', setAt: now };
  updateContent(site, guide, { author: ben, storage: guide.storage, at: day(2026, 7, 1) });
  addComment(site, guide, {
    author: ben,
    storage: '<p>Worth a diagram of the gateway</p>',
    at: day(2026, 6, 1),
  });
  addAttachment(site, guide, 'topology.png', {
    author: ana,
    bytes: new Uint8Array([1]),
    at: day(2026, 6, 2),
  });
  site.watches.clear();
  site.watches.add(`${ben} content:${child.id}`);
  site.favourites.add(`${ana} ${guide.id}`);
  site.favourites.add(`${ana} space:OPS`);
  return site;
}

export function day(year: number, month: number, dayOfMonth: number, hour = 0): number {
  return Date.UTC(year, month - 1, dayOfMonth, hour);
}

export function idOf(site: Site, title: string): string {
  for (const content of site.contents.values()) if (content.title === title) return content.id;
  throw new Error(`no content is called ${title}`);
}

/** Titles that a query finds, as Ana unless somebody else is named. */
export function titles(
  site: Site,
  cql: string,
  options: SearchOptions & { readonly as?: string } = {},
): string[] {
  const person = site.people.get(options.as ?? ana);
  if (person === undefined) throw new Error('nobody');
  return searchSite(site, person, cql, options).entities.map((entity) => entity.title);
}

export function archiveSpace(site: Site, key: string): void {
  const space = spaceByKey(site, key);
  if (space !== undefined) space.status = 'archived';
}
