import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/kernel/random.ts';
import { storageToAdf, storageToText, storageToView, validateStorage } from '../content/index.ts';
import { contentContext } from '../model/content-context.ts';
import type { Content, Person } from '../model/entities.ts';
import { canRead, canReadSpace, canUpdate, hasSpaceRight } from '../model/permissions.ts';
import { createSite, type Site } from '../model/site.ts';
import { ancestorsOf } from '../model/tree.ts';
import { addSampleContent } from './sample-content.ts';

const now = Date.UTC(2026, 6, 15, 16, 20);

function sampleSite(): Site {
  const site = createSite({ clock: { now: () => now }, random: systemRandom });
  addSampleContent(site);
  return site;
}

const site = sampleSite();
const contents = [...site.contents.values()];
const bodies = contents.map((content) => content.storage).join('\n');

function titled(title: string): Content {
  const found = contents.find((content) => content.title === title);
  if (found === undefined) throw new Error(`no content is called ${title}`);
  return found;
}

function person(email: string): Person {
  for (const each of site.people.values()) if (each.email === email) return each;
  throw new Error(`nobody is ${email}`);
}

/** The element and macro families of storage format, each with a pattern that only a use of it matches. */
const families: Readonly<Record<string, RegExp>> = {
  'aligned paragraph': /<p style="text-align: center;">/,
  'indented paragraph': /<p style="margin-left: \d/,
  'empty paragraph': /<p \/>/,
  'heading levels': /<h1>[^]*<h6>|<h6>[^]*<h1>/,
  'heading with macro': /<h2[^>]*>[^<]*(?:<[^>]*>[^<]*)*<ac:structured-macro ac:name="status"[^]*?<\/h2>/,
  'ordered list with a start': /<ol start="[2-9]">/,
  'item of several paragraphs': /<li><p>[^<]*(?:<em>[^<]*<\/em>[^<]*)?<\/p><p>/,
  'list directly in a list': /<\/li><ul>/,
  'code in an item': /<li><p>[^<]*<\/p><ac:structured-macro ac:name="code"/,
  'panel in an item': /<li>(?:(?!<\/li>)[^])*<ac:structured-macro ac:name="(?:info|tip)"/,
  blockquote: /<blockquote>/,
  rule: /<hr \/>/,
  preformatted: /<pre>/,
  'table layout and width': /<table data-layout="wide" data-table-width="\d+"/,
  'column widths in pixels': /<col style="width: 120.0px;" \/>/,
  'column widths in percent': /<col style="width: 40.0%;" \/>/,
  'table head': /<thead>/,
  'merged columns': /<t[hd] colspan="2"/,
  'merged rows': /<t[hd] rowspan="2"/,
  'cell colour': /data-highlight-colour="#/,
  'header column': /<tr><th><p>[^<]*<\/p><\/th><td>/,
  'numbered column': /class="numberingColumn"/,
  'nested table': /<td><table>/,
  'list in a cell': /<td><ul>/,
  'panel in a cell': /<\/ul><ac:structured-macro ac:name="info"/,
  'code in a cell': /<td><ac:structured-macro ac:name="code"/,
  'task list': /<ac:task-list>/,
  'task done': /<ac:task-status>complete/,
  'task with person and day':
    /<ac:task-body>(?:(?!<\/ac:task-body>)[^])*<ri:user(?:(?!<\/ac:task-body>)[^])*<time datetime=/,
  'decision list': /<ac:adf-node type="decision-list">/,
  'media group': /<p class="media-group"><ac:structured-macro ac:name="view-file"/,
  'old columns': /<div class="columnLayout/,
  'old bold and italic': /<b>[^]*<i>/,
  'underline, strike, sub and sup': /<u>[^]*<del>[^]*<s>[^]*<sub>[^]*<sup>/,
  'text colour': /<span style="color: rgb\(/,
  'background colour': /<span style="background-color: rgb\(/,
  'line break': /<br \/>/,
  'inline, block and embedded cards':
    /appearance="inline"[^]*data-card-appearance="block"[^]*data-card-appearance="embed"/,
  'link with anchor': /<ac:link ac:anchor="[^"]*%C3/,
  'link with tooltip': /<ac:link ac:tooltip=/,
  'link with plain body': /<ac:plain-text-link-body><!\[CDATA\[/,
  'link with rich body': /<ac:link-body><strong>/,
  'link without body': /<ac:link><ri:page ri:content-title="[^"]*" \/><\/ac:link>/,
  'link around an image': /<ac:link-body><ac:image/,
  'link in a parameter': /<ac:parameter ac:name=""><ac:link>/,
  'link with version at save': /ri:version-at-save="1" \/><\/ac:link>/,
  'link to a post': /<ri:blog-post /,
  'link to a space': /<ac:link><ri:space /,
  'link to a personal space': /ri:space-key="~/,
  'link to a file elsewhere': /<ri:attachment ri:filename="[^"]*"><ri:page /,
  'person by account, key and name': /ri:account-id=[^]*ri:userkey=[^]*ri:username=/,
  shortcut: /<ri:shortcut /,
  'content entity': /<ri:content-entity /,
  'address resource': /<ac:image[^>]*><ri:url /,
  'image with everything': /<ac:image ac:align="left" ac:layout="wrap-left"[^>]*ac:alt=/,
  thumbnail: /ac:thumbnail="true"/,
  'image in a line': /ac:inline="true"/,
  caption: /<ac:caption>/,
  border: /<ac:adf-mark key="border"/,
  'old emoticon': /<ac:emoticon ac:name="tick" \/>/,
  'emoji with fallback': /ac:emoji-shortname=":droplet:"/,
  'custom emoji': /ac:emoji-fallback=":larkwater:"/,
  'emoji as text': /🌊/u,
  day: /<time datetime="\d{4}-\d\d-\d\d" \/>/,
  'status without and with colour': /ac:name="colour">(?:Green|Red)/,
  placeholder: /<ac:placeholder>/,
  'typed placeholder': /<ac:placeholder ac:type="mention">/,
  'template variable': /<at:var /,
  'template text': /<at:i18n /,
  'marker in a heading': /<h2[^>]*>(?:(?!<\/h2>)[^])*<ac:inline-comment-marker/,
  'marker in code': /<code><ac:inline-comment-marker|<ac:inline-comment-marker[^>]*><code>/,
  'marker in a table header': /<th(?:(?!<\/th>)[^])*<ac:inline-comment-marker/,
  'marker in an item': /<li>(?:(?!<\/li>)[^])*<ac:inline-comment-marker/,
  'nested markers':
    /<ac:inline-comment-marker[^>]*>(?:(?!<\/ac:inline-comment-marker>)[^])*<ac:inline-comment-marker/,
  'purple panel': /<ac:adf-attribute key="panel-type">note</,
  'sync block': /<ac:adf-node type="sync-block">/,
  'fragment mark': /<ac:adf-fragment-mark>/,
  'old macro': /<ac:macro ac:name="gallery"><ac:default-parameter>/,
  'old rich macro': /<ac:macro ac:name="larkwater-banner"><ac:rich-text-body>/,
  'macro without a name': /<ac:structured-macro(?![^>]*ac:name)[^>]*><ac:parameter/,
  'split CDATA': /\]\]\]\]><!\[CDATA\[>/,
  'named entities': /&nbsp;[^]*&rarr;[^]*&ldquo;[^]*&hellip;/,
  'no-break space itself': /10\u00A0km/,
  'wiki text of old': /\{color:red\}/,
  Korean: /홍수/,
  German: /Hochwasser/,
  Arabic: /فيضان/,
  'right to left': /<p dir="rtl">/,
};

const layouts = [
  'single',
  'fixed-width',
  'two_equal',
  'two_left_sidebar',
  'two_right_sidebar',
  'three_equal',
  'three_with_sidebars',
];

const macros = (
  'code info note tip warning panel expand status view-file toc children pagetree pagetreesearch livesearch anchor ' +
  'recently-updated blog-posts space-details spaces roadmap create-from-template popular-labels contentbylabel include ' +
  'excerpt excerpt-include shared-block include-shared-block details detailssummary tasks-report-macro jira jiraissues ' +
  'table-filter tableenhancer viewxls viewdoc viewpdf viewppt widget multimedia gallery attachments drawio gliffy plantuml ' +
  'mermaid-macro mathblock mathinline img noformat markdown html column section center align ui-steps ui-step alert ' +
  'auimessage ui-text-box auihorizontalnav auibuttongroup footnote tooltip cite-summary show-if scroll-ignore scroll-only ' +
  'scroll-pdf-ignore scroll-pdf-only scroll-title scroll-bookmark scroll-landscape scroll-portrait scroll-tablelayout ' +
  'scroll-pagebreak sv-translation english german french clickable redirect viewport-redirect profile some-vendor-widget'
).split(' ');

describe('addSampleContent', () => {
  it('makes three spaces and a personal one, with trees up to five pages deep', () => {
    expect([...site.spaces.values()].map((space) => space.key)).toEqual([
      'ENG',
      'PROD',
      'PEOPLE',
      '~7120200ana',
    ]);
    const current = contents.filter((content) => content.kind === 'page' && content.status === 'current');
    expect(current.length).toBeGreaterThanOrEqual(60);
    // The homepage is the root, so five below it have five ancestors.
    expect(Math.max(...contents.map((content) => ancestorsOf(site, content).length))).toBe(5);
    const kinds = new Set(contents.map((content) => content.kind));
    expect(kinds).toEqual(new Set(['page', 'blogpost', 'folder', 'whiteboard', 'database', 'embed']));
    const statuses = new Set(contents.map((content) => content.status));
    expect(statuses).toEqual(new Set(['current', 'archived', 'trashed', 'draft']));
    expect(contents.some((content) => content.draft !== null)).toBe(true);
  });

  it.each(Object.entries(families))('holds: %s', (_name, pattern) => {
    expect(pattern.test(bodies)).toBe(true);
  });

  it.each(layouts)('holds the layout %s', (layout) => {
    expect(bodies).toContain(`<ac:layout-section ac:type="${layout}"`);
  });

  it.each(macros)('holds the macro %s', (name) => {
    expect(bodies).toMatch(new RegExp(`<ac:structured-macro[^>]*ac:name="${name}"`));
  });

  it('has well-formed bodies that every format can show', () => {
    const ana = person('ana@weir.example');
    for (const content of contents) {
      expect(validateStorage(content.storage)).toEqual({ ok: true });
      const context = contentContext(site, ana, content);
      expect(storageToAdf(content.storage, context).type).toBe('doc');
      expect(storageToView(content.storage, context)).not.toContain('<ac:');
    }
  });

  it('says something on every page, and nothing twice', () => {
    const texts = contents
      .filter((content) => content.kind === 'page' || content.kind === 'blogpost')
      .map((content) => storageToText(content.storage).trim());
    expect(texts.filter((text) => text.length < 30)).toEqual([]);
    expect(new Set(texts).size).toBe(texts.length);
    expect(bodies.toLowerCase()).not.toContain('lorem');
  });

  it('gives people different rights', () => {
    const [ana, chiara, daiki, gus] = ['ana', 'chiara', 'daiki', 'gus'].map((name) =>
      person(`${name}@weir.example`),
    );
    const readable = (who: Person | undefined) =>
      [...site.spaces.values()]
        .filter((space) => canReadSpace(site, who ?? null, space))
        .map((space) => space.key);
    expect(ana?.siteAdmin).toBe(true);
    expect(readable(ana)).toEqual(['ENG', 'PROD', 'PEOPLE', '~7120200ana']);
    expect(readable(daiki)).toEqual(['ENG', 'PROD']);
    expect(readable(gus)).toEqual(['ENG', 'PROD']);
    const writable = [...site.spaces.values()].some((space) => hasSpaceRight(gus ?? null, space, 'update'));
    expect(writable).toBe(false);
    // Restrictions reach what lies below.
    expect(canRead(site, chiara ?? null, titled('Threat model'))).toBe(false);
    expect(canRead(site, chiara ?? null, titled('Penetration test findings'))).toBe(false);
    expect(canRead(site, daiki ?? null, titled('Penetration test findings'))).toBe(true);
    expect(canRead(site, chiara ?? null, titled('Pay review: letters'))).toBe(false);
    // To read is not to write.
    expect(canRead(site, chiara ?? null, titled('Information security policy'))).toBe(true);
    expect(canUpdate(site, chiara ?? null, titled('Information security policy'))).toBe(false);
    expect(canUpdate(site, ana ?? null, titled('Information security policy'))).toBe(true);
  });

  it('has versions by several people, comments with replies and both resolutions, labels', () => {
    const rules = titled('Alert rules');
    expect(rules.versions.length).toBeGreaterThanOrEqual(4);
    expect(new Set(rules.versions.map((version) => version.authorId)).size).toBe(3);
    const times = rules.versions.map((version) => version.createdAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const comments = [...site.comments.values()];
    expect(comments.some((comment) => comment.kind === 'footer' && comment.parentCommentId !== null)).toBe(
      true,
    );
    const resolutions = new Set(comments.flatMap((comment) => comment.inline?.resolution ?? []));
    expect([...resolutions].sort()).toEqual(['open', 'resolved']);
    const labels = new Set(contents.flatMap((content) => content.labels.map((label) => label.name)));
    expect(labels.size).toBeGreaterThan(20);
  });

  it('attaches files whose bytes are what they say', () => {
    const files = [...site.attachments.values()];
    expect(new Set(files.map((file) => file.mediaType))).toEqual(
      new Set(['image/png', 'text/csv', 'text/plain', 'application/pdf', 'application/octet-stream']),
    );
    for (const file of files.filter((each) => each.mediaType === 'image/png')) {
      const bytes = Buffer.from(file.versions.at(-1)?.bytes ?? []);
      expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
      const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      const data = bytes.indexOf('IDAT');
      const pixels = inflateSync(bytes.subarray(data + 4, data + 4 + bytes.readUInt32BE(data - 4)));
      expect(pixels.length).toBe(height * (1 + width * 3));
    }
    const letter = files.find((file) => file.title === 'letter-to-chaves.pdf');
    const text = Buffer.from(letter?.versions[0]?.bytes ?? []).toString('latin1');
    const start = Number(/startxref\n(\d+)\n/.exec(text)?.[1]);
    expect(text.slice(start, start + 4)).toBe('xref');
  });

  it('is the same on every site', () => {
    const again = sampleSite();
    expect([...again.contents]).toEqual([...site.contents]);
    expect([...again.comments]).toEqual([...site.comments]);
    expect([...again.people]).toEqual([...site.people]);
    expect([...again.attachments.values()].map((file) => file.fileId)).toEqual(
      [...site.attachments.values()].map((file) => file.fileId),
    );
    const times = contents.flatMap((content) => content.versions.map((version) => version.createdAt));
    expect(Math.max(...times)).toBeLessThan(now);
  });
});
