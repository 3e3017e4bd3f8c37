import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAttachment } from '../../sandbox/model/attachments.ts';
import { addComment } from '../../sandbox/model/comments.ts';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content } from '../../sandbox/model/entities.ts';
import { updateContent } from '../../sandbox/model/update-content.ts';
import { etagOf } from '../../src/operations/bodies/etag.ts';
import type { CallResult } from '../../src/gateway/call.ts';
import type { Rule } from '../../src/policy/rules/rule.ts';
import { shownBy, startGovernedWorld, type GovernedWorld } from '../support/governed-world.ts';

const email = 'hidden.person@secret-domain.example';
const other = 'second.person@secret-domain.example';
const key = [
  '-----BEGIN RSA PRIVATE KEY-----',
  ...Array.from(
    { length: 30 },
    (_, line) => `MIIEpAIBAAKCAQEA${String(line).padStart(4, '0')}${'Zx9'.repeat(14)}`,
  ),
  '-----END RSA PRIVATE KEY-----',
].join('\n');

const maskRule = (...detectors: readonly string[]): Rule => ({
  id: 'mask',
  name: 'mask',
  priority: 1,
  target: {},
  outcome: { kind: 'mask', detectors },
});

let world: GovernedWorld;
beforeAll(async () => {
  world = await startGovernedWorld();
});
afterAll(() => world.close());
beforeEach(() => world.setRules([maskRule('email', 'private_key')]));

let made = 0;
function page(storage: string, kind: 'page' | 'blogpost' = 'page'): Content {
  made += 1;
  const { sandbox, space, author } = world;
  return createContent(sandbox.site, {
    kind,
    spaceId: space.id,
    title: `Masked ${made}`,
    author,
    parentId: kind === 'page' ? space.homepageId : null,
    storage,
  });
}
const stored = ({ id }: Content): string => world.sandbox.site.contents.get(id)?.storage ?? '';
const etag = (of: Content): string => etagOf(of.id, 'storage', of.storage);
const edit = (of: Content, edits: readonly unknown[], more: Record<string, unknown> = {}) =>
  world.call('pages.edit', { id: of.id, etag: etag(of), edits, ...more });

describe('what leaves', () => {
  it('is masked in text and in structured content, and counted in the record', async () => {
    const of = page(`<p>Ask ${email} or ${other}.</p>`);
    const result = await world.call('pages.getBody', { id: of.id });
    expect(result.ok).toBe(true);
    expect(shownBy(result)).not.toContain('secret-domain');
    expect(result.text).toContain('Ask [masked: email] or [masked: email 2].');
    const record = (await world.record()).at(-1);
    expect(record?.masked).toEqual(['email 2']);
  });

  it('is masked in every representation, and ADF stays JSON', async () => {
    const of = page(`<p>Ask ${email}.</p>`);
    for (const bodyFormat of ['storage', 'atlas_doc_format', 'view']) {
      const result = await world.call('pages.getBody', { id: of.id, bodyFormat });
      expect({ bodyFormat, ok: result.ok }).toEqual({ bodyFormat, ok: true });
      expect(shownBy(result)).not.toContain('secret-domain');
      expect(shownBy(result)).toContain('[masked: email]');
      if (bodyFormat !== 'atlas_doc_format' || !result.ok) continue;
      const { body } = result.structured as { readonly body: { readonly value: string } };
      expect(() => JSON.parse(body.value)).not.toThrow();
    }
  });

  it('is masked in titles and their addresses, comments, names of files, versions and searches', async () => {
    const { sandbox, author, space } = world;
    const of = page('<p>Nothing here.</p>');
    updateContent(sandbox.site, of, { author, title: `Mail to ${email}`, message: `for ${email}` });
    addComment(sandbox.site, of, { author, storage: `<p>or ${email}</p>` });
    const file = addAttachment(sandbox.site, of, `${email}.txt`, { author, bytes: new Uint8Array(4) });
    for (const [id, args] of [
      ['pages.get', { id: of.id }],
      ['pages.list', { ids: [of.id] }],
      ['comments.getFooter', { id: of.id }],
      ['attachments.listForPage', { id: of.id }],
      ['attachments.get', { id: file.id }],
      ['versions.listForPage', { id: of.id }],
      ['content.children', { id: space.homepageId ?? '', limit: 100 }],
      ['search.cql', { cql: `id = ${of.id}` }],
    ] as const) {
      const result = await world.call(id, args);
      expect({ id, ok: result.ok }).toEqual({ id, ok: true });
      expect({ id, shown: shownBy(result) }).not.toMatchObject({
        shown: expect.stringContaining('secret-domain'),
      });
      expect({ id, masked: shownBy(result).includes('[masked: email]') }).toEqual({ id, masked: true });
    }
    const free = await (await world.setRules([]), world.call('pages.get', { id: of.id }));
    expect(shownBy(free)).toContain(email);
  });

  it('is masked in what errors quote', async () => {
    const of = page(`<p>Twice ${email}.</p><p>Twice ${other}.</p>`);
    const result = await edit(of, [{ insert: { after: '## No such heading', markdown: 'x' } }]);
    expect(result.ok).toBe(false);
    expect(result.text).not.toContain('secret-domain');
  });

  it('shows no part of what a page of a view cuts through', async () => {
    const of = page(
      `<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[${key}]]></ac:plain-text-body></ac:structured-macro>`,
    );
    let cursor: string | undefined;
    let shown = '';
    for (let part = 0; part < 60; part += 1) {
      const result = await world.call('pages.getBody', {
        id: of.id,
        maxTokens: 256,
        ...(cursor !== undefined && { cursor }),
      });
      expect(result.ok).toBe(true);
      shown += shownBy(result);
      cursor = result.ok ? (result.structured as { nextCursor?: string }).nextCursor : undefined;
      if (cursor === undefined) break;
    }
    expect(cursor).toBeUndefined();
    expect(shown).toContain('[masked: private_key]');
    expect(shown).not.toContain('Zx9Zx9');
  });

  it('shows no line of a key in a difference of versions', async () => {
    const { sandbox, author } = world;
    const code = (text: string) =>
      `<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[${text}]]></ac:plain-text-body></ac:structured-macro>`;
    const of = page(code(key));
    updateContent(sandbox.site, of, { author, storage: code(key.replace('0007', 'AAAA')) });
    const result = await world.call('versions.diff', { id: of.id, from: 1 });
    expect(result.ok).toBe(true);
    expect(shownBy(result)).not.toContain('Zx9Zx9');
  });

  it('does not leave where a rule names a detector that is not there', async () => {
    await world.setRules([maskRule('gone')]);
    const result = await world.call('pages.getBody', { id: page('<p>x</p>').id });
    expect(result).toMatchObject({ ok: false, error: { code: 'denied' } });
    world.setDetectors([
      {
        name: 'gone',
        find: (text) => [...text.matchAll(/x/g)].map(({ index }) => ({ start: index, end: index + 1 })),
      },
    ]);
    const masked = await world.call('pages.getBody', { id: page('<p>x</p>').id });
    expect(shownBy(masked)).toContain('[masked: gone]');
    world.setDetectors([]);
  });
});

describe('an edit of what is masked', () => {
  it('keeps it, moves it, and changes what stands around it', async () => {
    const of = page(`<p>Ask ${email} for a key.</p><p>End.</p>`);
    const kept = await edit(of, [
      { replace: { old: 'Ask [masked: email] for a key.', new: 'For a key ask [masked: email], please.' } },
    ]);
    expect(kept.text).toContain('[masked: email]');
    expect(kept.ok).toBe(true);
    expect(shownBy(kept)).not.toContain('secret-domain');
    expect(stored(of)).toContain(`For a key ask ${email}, please.`);
  });

  it('tells two of a line apart', async () => {
    const of = page(`<p>From ${email} to ${other} now.</p>`);
    const result = await edit(of, [
      {
        replace: {
          old: 'From [masked: email] to [masked: email 2]',
          new: 'To [masked: email 2] from [masked: email]',
        },
      },
    ]);
    expect(result.ok).toBe(true);
    expect(stored(of)).toContain(`To ${other} from ${email} now.`);
  });

  it.each([
    [
      'rewrites it',
      { replace: { old: 'Ask [masked: email] now', new: 'Ask me@example.org now' } },
      'would_lose',
    ],
    ['leaves it out', { replace: { old: 'Ask [masked: email] now', new: 'Ask now' } }, 'would_lose'],
    ['knows it', { replace: { old: email, new: 'nobody' } }, 'invalid_input'],
    ['guesses a part', { replace: { old: 'hidden.person', new: 'nobody' } }, 'invalid_input'],
    ['guesses what is not there', { replace: { old: 'other.person', new: 'nobody' } }, 'invalid_input'],
    ['cuts a mark', { replace: { old: 'Ask [masked', new: 'x' } }, 'invalid_input'],
    [
      'copies it',
      { replace: { old: '[masked: email]', new: '[masked: email] [masked: email]' } },
      'invalid_input',
    ],
    ['writes a mark anew', { insert: { into: 'page', markdown: 'See [masked: email]' } }, 'invalid_input'],
  ])('is refused where it %s', async (_what, change, code) => {
    const of = page(`<p>Ask ${email} now.</p>`);
    const result = await edit(of, [change]);
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(result.text).not.toContain('secret-domain');
    expect(stored(of)).toBe(`<p>Ask ${email} now.</p>`);
  });

  it('reads alike for a guess that is right and one that is wrong', async () => {
    const of = page(`<p>Ask ${email} now.</p>`);
    const right = await edit(of, [{ replace: { old: 'hidden', new: 'x' } }]);
    const wrong = await edit(of, [{ replace: { old: 'wanted', new: 'x' } }]);
    // The marker of the fence is drawn anew for each call.
    const plain = ({ text = '' }: CallResult): string =>
      text.replaceAll(/confluence-data [0-9a-f]+/g, 'fence');
    expect(plain(right)).toBe(plain(wrong));
  });

  it('deletes it only where it says so', async () => {
    const of = page(`<p>Ask ${email} now.</p><p>End.</p>`);
    const change = [{ replace: { old: 'Ask [masked: email] now.', new: 'Ask nobody.' } }];
    expect(await edit(of, change)).toMatchObject({ ok: false, error: { code: 'would_lose' } });
    expect(await edit(of, change, { allowLoss: ['masked'] })).toMatchObject({ ok: true });
    expect(stored(of)).toContain('Ask nobody.');
  });

  it('of a whole view keeps its lines, and a stored form does not overwrite it', async () => {
    const of = page(`<p>Ask ${email} now.</p><p>End.</p>`);
    await world.call('pages.getBody', { id: of.id });
    const update = (body: unknown) =>
      world.call('pages.update', { id: of.id, body, etag: etag(of), version: { number: 2 } });
    const changed = 'Ask [masked: email] tomorrow.\n\nEnd.';
    expect(await update({ representation: 'markdown', value: changed })).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
    const raw = '<p>Ask [masked: email] now.</p><p>Ended.</p>';
    expect(await update({ representation: 'storage', value: raw })).toMatchObject({
      ok: false,
      error: { code: 'would_lose' },
    });
    const kept = await update({ representation: 'markdown', value: 'Ask [masked: email] now.\n\nEnded.' });
    expect(kept.ok ? 'ok' : kept.text).toBe('ok');
    expect(stored(of)).toBe(`<p>Ask ${email} now.</p><p>Ended.</p>`);
  });

  it('does not store a title that was read masked', async () => {
    const of = page('<p>x</p>');
    const result = await world.call('pages.update', {
      id: of.id,
      title: 'Mail to [masked: email]',
      version: { number: 2 },
      body: {
        representation: 'storage',
        value: '<p>y</p>',
      },
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(stored(of)).toBe('<p>x</p>');
  });
});

describe('a file', () => {
  async function download(name: string, mediaType: string, text: string): Promise<string> {
    const { sandbox, author } = world;
    const file = addAttachment(sandbox.site, page('<p>f</p>'), name, {
      author,
      mediaType,
      bytes: new TextEncoder().encode(text),
    });
    const result = await world.call('attachments.get', { id: file.id });
    if (!result.ok) throw new Error(result.text);
    const { downloadLink = '' } = result.structured as { readonly downloadLink?: string };
    const { bytes } = await world.downloads.fetch(
      downloadLink.split('/').at(-1) ?? '',
      AbortSignal.timeout(10_000),
    );
    return new Response(bytes).text();
  }

  it('of text is masked on its way; another kind stays where something is masked', async () => {
    expect(await download('a.txt', 'text/plain', `Ask ${email}.`)).toBe('Ask [masked: email].');
    await expect(download('a.pdf', 'application/pdf', `Ask ${email}.`)).rejects.toMatchObject({
      code: 'denied',
    });
    await world.setRules([]);
    expect(await download('b.pdf', 'application/pdf', `Ask ${email}.`)).toBe(`Ask ${email}.`);
  });
});
