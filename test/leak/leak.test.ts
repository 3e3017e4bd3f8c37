import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/operations/catalogue.ts';
import { operationId } from '../../src/operations/operation.ts';
import { catalogueCalls, type CallArguments } from '../support/catalogue-calls.ts';
import { planted, shownBy, startLimitedWorld, type LimitedWorld } from './limited-person.ts';

// A person who sees two spaces in Confluence and is given one by Weir tries to reach the other through every operation of
// the catalogue. What is added to the catalogue is in here by itself.

let world: LimitedWorld;
let callsInAllowed: Readonly<Record<string, CallArguments>>;
let callsInForbidden: Readonly<Record<string, CallArguments>>;
beforeAll(async () => {
  world = await startLimitedWorld(({ allowed }) => ({
    allowedSpaces: [{ id: allowed.id, key: allowed.key }],
  }));
  const { sandbox, allowed, forbidden, author } = world;
  callsInAllowed = catalogueCalls(sandbox, allowed, author);
  callsInForbidden = catalogueCalls(sandbox, forbidden, author);
});
afterAll(() => world.close());

/** What of the forbidden space shows in an answer, beside what the call itself said. */
function leaks(shown: string, said: unknown): string[] {
  const { sandbox, forbidden } = world;
  const asked = JSON.stringify(said);
  const contents = [...sandbox.site.contents.values()].filter(({ spaceId }) => spaceId === forbidden.id);
  // Titles of the sample pages stand in pages of the other space too, as links; ids and the planted words do not.
  const secrets = [
    ...Object.values(planted),
    forbidden.id,
    `spaces/${forbidden.key}`,
    ...contents.map(({ id }) => id),
  ];
  return secrets.filter((secret) => secret !== '' && isIn(secret, shown) && !isIn(secret, asked));
}

function isIn(word: string, text: string): boolean {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w-])${escaped}(?![\w-])`, 'i').test(text);
}

/** Whether anything at all came back that Confluence gave. */
function hasRows(structured: unknown): boolean {
  const items: unknown = Reflect.get(Object(structured), 'items');
  return Array.isArray(items) ? items.length > 0 : true;
}

describe('what names the other space, or something in it', () => {
  it.each(catalogue.map(operationId))('%s: nothing comes back and nothing changes', async (id) => {
    const make = callsInForbidden[id];
    if (!make) throw new Error(`${id} has no call in test/support/catalogue-calls.ts`);
    const args = make();
    const before = world.forbiddenState();
    const result = await world.call(id, args);
    expect(leaks(shownBy(result), args)).toEqual([]);
    expect(world.forbiddenState()).toBe(before);
    // A list that names no space is answered with what is allowed; everything else reads as absent.
    const namesTheSpace = world.operation(id).targets(args).length > 0;
    expect({ id, ok: result.ok && hasRows(result.structured) }).toEqual({ id, ok: !namesTheSpace });
  });

  it.each(catalogue.map(operationId))('%s works in the space that is given', async (id) => {
    const result = await world.call(id, callsInAllowed[id]?.());
    expect(result.ok ? 'ok' : result.text).toBe('ok');
  });

  it.each(catalogue.map(operationId))(
    '%s would have reached the other space without the limit',
    async (id) => {
      const result = await world.callFreely(id, callsInForbidden[id]?.());
      expect(result.ok ? 'ok' : result.text).toBe('ok');
    },
  );
});

describe('what is hidden reads as what does not exist', () => {
  const absentId = '999999999';
  it.each(catalogue.filter((operation) => operation.effect === 'read').map(operationId))(
    '%s: to the last word',
    async (id) => {
      const hiddenArgs = callsInForbidden[id]?.() ?? {};
      const named = hiddenArgs['id'];
      if (typeof named !== 'string') {
        // It names no content: it is tried above.
        expect(['search.cql', 'pages.list', 'spaces.list']).toContain(id);
        return;
      }
      const missing = named.startsWith('att') ? `att${absentId}` : absentId;
      const hidden = await world.call(id, hiddenArgs);
      const absent = await world.call(id, { ...hiddenArgs, id: missing });
      expect(hidden.ok).toBe(false);
      expect(shownBy(hidden).replaceAll(named, 'N')).toBe(shownBy(absent).replaceAll(missing, 'N'));
    },
  );
});

describe('searching', () => {
  const tricks = (key: string, other: string, pageId: string): readonly string[] => [
    `space = ${key}`,
    `space = "${key.toLowerCase()}"`,
    `space in (${key}, ${other})`,
    `type = page or space = ${key}`,
    `space = ${other} or space = ${key}`,
    `space = ${other} and type = page or text ~ "${planted.body}"`,
    `(space = ${other}) or (title ~ "${planted.title}")`,
    `id = ${pageId}`,
    `id in (${pageId})`,
    `parent = ${pageId} or id = ${pageId}`,
    `ancestor = ${pageId} or label = "${planted.label}"`,
    `text ~ "${planted.body}" order by created desc`,
    `text ~ "${planted.footerComment}"`,
    `type = comment`,
    `type = attachment`,
    `type = blogpost`,
    `type in (page, blogpost, comment, attachment, space)`,
    `space.key = ${key}`,
    `type = space`,
    `label = "${planted.label}"`,
    `siteSearch ~ "${planted.title}"`,
    `title = "x\\" or space = ${key} or title = \\"x"`,
    `type = page and not space = ${other}`,
    `creator = currentUser()`,
  ];

  it('brings nothing of the other space, however it is asked', async () => {
    const { allowed, forbidden, secretPage } = world;
    for (const cql of tricks(forbidden.key, allowed.key, secretPage.id)) {
      const result = await world.call('search.cql', { cql, limit: 100 });
      expect({ cql, leaks: leaks(shownBy(result), { cql }) }).toEqual({ cql, leaks: [] });
      expect(shownBy(result)).not.toContain('totalSize');
    }
  });

  it('still finds what is given', async () => {
    const { allowed, forbidden } = world;
    for (const cql of [
      `space = ${allowed.key}`,
      `type = page or space = ${forbidden.key}`,
      'type = page order by created desc',
    ]) {
      const result = await world.call('search.cql', { cql, limit: 5 });
      expect({ cql, found: result.ok && hasRows(result.structured) }).toEqual({ cql, found: true });
    }
  });

  it('finds everything without the limit', async () => {
    const { forbidden } = world;
    const result = await world.callFreely('search.cql', { cql: `space = ${forbidden.key}`, limit: 100 });
    expect(leaks(shownBy(result), {}).length).toBeGreaterThan(2);
  });
});

describe('ways around', () => {
  it('a page cannot be put under a page of the other space, nor over it', async () => {
    const { allowed, secretPage } = world;
    const before = world.forbiddenState();
    const under = await world.call('pages.create', {
      spaceId: allowed.id,
      parentId: secretPage.id,
      title: 'Smuggled',
      body: { value: '<p>x</p>' },
    });
    expect(under.ok).toBe(false);
    expect(world.forbiddenState()).toBe(before);
  });

  it('a rendered body, whose macros may show other spaces, is refused', async () => {
    const { allowed } = world;
    const id = allowed.homepageId ?? '';
    const rendered = await world.call('pages.getBody', { id, bodyFormat: 'view' });
    expect(rendered.ok).toBe(false);
    expect(shownBy(rendered)).toContain('Ask for Markdown');
    expect((await world.call('pages.getBody', { id })).ok).toBe(true);
    expect((await world.callFreely('pages.getBody', { id, bodyFormat: 'view' })).ok).toBe(true);
  });

  it('lists by id and by name leave the other space out', async () => {
    const { allowed, forbidden, secretPage } = world;
    const allowedPage = allowed.homepageId ?? '';
    for (const [id, args] of [
      ['pages.list', { ids: [secretPage.id] }],
      ['pages.list', { title: secretPage.title }],
      ['spaces.list', { keys: [forbidden.key] }],
      ['spaces.list', { ids: [forbidden.id] }],
    ] as const) {
      const result = await world.call(id, args);
      expect({ id, leaks: leaks(shownBy(result), args) }).toEqual({ id, leaks: [] });
      expect(result.ok && hasRows(result.structured)).toBe(false);
    }
    const mixed = await world.call('pages.list', { limit: 250 });
    expect(mixed.ok && hasRows(mixed.structured)).toBe(true);
    expect(leaks(shownBy(mixed), {})).toEqual([]);
    const given = await world.call('pages.list', { ids: [allowedPage] });
    expect(given.ok && hasRows(given.structured)).toBe(true);
  });
});
