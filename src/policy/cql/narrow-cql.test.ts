import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchSite } from '../../../sandbox/cql/search.ts';
import { ana, idOf, smallSite } from '../../../sandbox/cql/small-site.ts';
import type { IndexedEntity } from '../../../sandbox/cql/entities-of-site.ts';
import { narrowCql, type CqlLimit, type NarrowedCql } from './narrow-cql.ts';
import { quoted } from './print-cql.ts';

const cqlOf = (narrowed: NarrowedCql) => (narrowed.kind === 'query' ? narrowed.cql : 'nothing');
const narrow = (cql: string, ...limits: readonly CqlLimit[]) => cqlOf(narrowCql(cql, limits));
const eng: CqlLimit = { allowedSpaces: [{ id: '1', key: 'ENG' }, { key: 'OPS' }] };

describe('narrowed CQL', () => {
  it.each<[string, readonly CqlLimit[], string]>([
    ['type = page', [eng], '(type = page and space in ("ENG", "OPS"))'],
    ['a = 1 or b = 2 order by title', [eng], '((a = 1 or b = 2) and space in ("ENG", "OPS")) order by title'],
    ['a = 1', [{ deniedSpaces: [{ key: 'HR' }] }], '(a = 1 and space not in ("HR"))'],
    ['a = 1', [{ ...eng, deniedSpaces: [{ key: 'ops' }] }], '(a = 1 and space in ("ENG"))'],
    ['a = 1', [{ pageTrees: ['5', '7'] }], '(a = 1 and (ancestor in (5, 7) or id in (5, 7)))'],
    ['a = 1', [{ labels: ['x"y'] }], '(a = 1 and label in ("x\\"y"))'],
    [
      'a = 1',
      [{ allowedSpaces: [{ key: '~jo' }], labels: ['x'] }, { pageTrees: ['5'] }],
      '(((a = 1 and space in ("~jo")) and label in ("x")) or (a = 1 and (ancestor in (5) or id in (5))))',
    ],
    ['a = 1', [], 'nothing'],
    ['a = 1', [{ allowedSpaces: [] }], 'nothing'],
    ['a = 1', [{ allowedSpaces: [{ id: '1' }] }], 'nothing'],
    ['a = 1', [{ pageTrees: [] }, { labels: [] }], 'nothing'],
    ['a = 1', [{ allowedSpaces: [] }, eng], '(a = 1 and space in ("ENG", "OPS"))'],
    ['a = 1', [{}], 'a = 1'],
  ])('%s under %j', (cql, limits, expected) => {
    expect(narrow(cql, ...limits)).toBe(expected);
  });

  it.each([
    'type = page) or (space = HR',
    'type = page or space = HR)',
    'title ~ "x" or space = HR order by title) or (a = b',
    'title ~ "x\\" or space = HR',
    'title ~ "x\\\\" or space = HR -- "',
    'title ~ \'x" or space = HR',
    'type = page and space in (ENG) or space in (HR) #',
  ])('refuses or contains %s', (cql) => {
    let narrowed: string;
    try {
      narrowed = narrow(cql, eng);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'invalid_input' });
      return;
    }
    expect(narrowed).toMatch(/^\(.* and space in \("ENG", "OPS"\)\)$/);
  });

  it('says texts so that they cannot end early', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        (text) => {
          const inside = quoted(text).slice(1, -1);
          expect(inside.replaceAll(/\\[\\"]/g, '')).not.toMatch(/["\\]/);
          expect(inside.replaceAll(/\\([\\"])/g, '$1')).toBe(text);
        },
      ),
    );
  });
});

describe('narrowed CQL on the search of a site', () => {
  const site = smallSite();
  const guide = idOf(site, 'Deployment runbook');
  const person = site.people.get(ana);

  const run = (cql: string): readonly IndexedEntity[] => {
    if (!person) throw new Error('nobody');
    return searchSite(site, person, cql, { spaceKey: 'OPS', contentId: guide }).entities;
  };

  const term = fc.constantFrom(
    'type = page',
    'TYPE in (page, blogpost, "space")',
    'type = user',
    'type != comment',
    'space = OPS',
    'space in ("dev", OPS)',
    'space not in (OPS)',
    'space.key = DEV',
    'space in favouriteSpaces()',
    'space = currentSpace()',
    'space.title ~ "operations"',
    'title ~ "runbook"',
    "title = 'On-call'",
    'title !~ "cache"',
    'text ~ "deploy"',
    'label = runbook',
    'label not in (urgent)',
    `ancestor = ${guide}`,
    `id = ${guide}`,
    'created > 2026/03/02',
    'created < now("-8w")',
    'lastmodified >= startOfYear()',
    'creator = currentUser()',
    'macro = toc',
    'title ~ "no \\"such\\" title"',
  );
  const query: fc.Arbitrary<string> = fc.letrec<{ clause: string; chain: string }>((tie) => ({
    clause: fc.oneof(
      { weight: 5, arbitrary: term },
      { weight: 1, arbitrary: term.map((text) => `not ${text}`) },
      { weight: 1, arbitrary: tie('chain').map((chain) => `(${chain})`) },
      { weight: 1, arbitrary: tie('chain').map((chain) => `NOT (${chain})`) },
    ),
    chain: fc
      .tuple(
        // A query may not begin with what it excludes.
        fc.oneof(term, tie('clause')).filter((text) => !/^\(*(?:not|[\w.]+ (?:!|not in))/i.test(text)),
        fc.array(fc.tuple(fc.constantFrom(' and ', ' OR ', '\nor\n'), tie('clause')), { maxLength: 3 }),
      )
      .map(([first, rest]) => first + rest.flat().join('')),
  })).chain;
  const order = fc.constantFrom('', ' order by title', ' ORDER BY lastmodified desc, id');

  const refs = fc.subarray([{ key: 'DEV' }, { key: 'ops' }, { key: 'GONE' }]);
  const limit: fc.Arbitrary<CqlLimit> = fc.record(
    {
      allowedSpaces: refs,
      deniedSpaces: refs,
      pageTrees: fc.subarray([guide, idOf(site, 'On-call')]),
      labels: fc.subarray(['runbook', 'urgent']),
    },
    { requiredKeys: [] },
  );

  const isWithin = (
    entity: IndexedEntity,
    { allowedSpaces, deniedSpaces, pageTrees, labels }: CqlLimit,
  ): boolean => {
    const isIn = (spaces: readonly { key: string }[] = []) =>
      spaces.some(({ key }) => key.toLowerCase() === entity.space.key.toLowerCase());
    const keyed = (spaces: CqlLimit['allowedSpaces'] = []) =>
      spaces.flatMap(({ key }) => (key ? [{ key }] : []));
    return (
      (!allowedSpaces || isIn(keyed(allowedSpaces))) &&
      !isIn(keyed(deniedSpaces)) &&
      (!pageTrees || pageTrees.some((id) => entity.id === id || entity.ancestorIds.includes(id))) &&
      (!labels || labels.some((label) => entity.labels.has(label)))
    );
  };

  it('finds what the query finds within the limits, in the same order, and nothing else', () => {
    let found = 0;
    fc.assert(
      fc.property(query, order, fc.array(limit, { minLength: 1, maxLength: 2 }), (where, ordered, limits) => {
        const all = run(where + ordered);
        const expected = all.filter((entity) => limits.some((one) => isWithin(entity, one)));
        const narrowed = narrowCql(where + ordered, limits);
        const titles = (narrowed.kind === 'query' ? run(narrowed.cql) : []).map(
          ({ id, kind }) => `${kind} ${id}`,
        );
        // Spaces are found where the query names their type; the limit must not add them.
        expect(titles).toEqual(expected.map(({ id, kind }) => `${kind} ${id}`));
        found += expected.length > 0 && expected.length < all.length ? 1 : 0;
      }),
      { numRuns: 800 },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('groups from the left as the site does', () => {
    fc.assert(
      fc.property(query, (where) => {
        expect(run(narrow(where, {})).map(({ id }) => id)).toEqual(run(where).map(({ id }) => id));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a siteSearch that the site would drop from the middle of three clauses', () => {
    const cql = 'type = page and siteSearch ~ "redis" and space = DEV';
    expect(run(cql).length).toBeGreaterThan(1);
    expect(run(narrow(cql, { allowedSpaces: [{ key: 'DEV' }] })).map(({ title }) => title)).toEqual([
      'Cache keys',
    ]);
  });
});
