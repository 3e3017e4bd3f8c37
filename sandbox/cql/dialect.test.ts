import { describe, expect, it } from 'vitest';
import { CqlError } from './cql-error.ts';
import { cloudDialect, dataCenterDialect, type Dialect } from './dialect.ts';
import { ana, ben, smallSite } from './small-site.ts';
import { searchSite } from './search.ts';

const site = smallSite();

function outcome(cql: string, dialect: Dialect): number | 'refused' {
  const person = site.people.get(ana);
  if (person === undefined) throw new Error('nobody');
  try {
    const accountNamed = (name: string): string | undefined => (name === 'ben' ? ben : undefined);
    return searchSite(site, person, cql, { dialect, accountNamed }).entities.length;
  } catch (error) {
    if (error instanceof CqlError) return 'refused';
    throw error;
  }
}

describe('CQL of two platforms', () => {
  it.each([
    ['pageStatus = "In progress"', true, false],
    ['subtype = live', true, false],
    ['creator.fullname ~ "Ana"', true, false],
    ['type = whiteboard', true, false],
    ['parent in (1, 2)', true, false],
    ['content = currentContent()', false, false],
    ['container = 1', false, true],
    ['space.category = docs', false, true],
    ['space.type = knowledge_base', true, false],
    ['siteSearch ~ "deploy"', true, true],
    ['title ~ "deploy"', true, true],
  ])('%s: Cloud %s, Data Center %s', (cql, onCloud, onDataCenter) => {
    expect(outcome(cql, cloudDialect) !== 'refused').toBe(onCloud);
    expect(outcome(cql, dataCenterDialect) !== 'refused').toBe(onDataCenter);
  });

  it('finds people by name where the site knows names', () => {
    const byKey = outcome(`contributor = "${ben}"`, dataCenterDialect);
    expect(byKey).toBeGreaterThan(0);
    expect(outcome('contributor = ben', dataCenterDialect)).toBe(byKey);
    expect(outcome('contributor in (ben, currentUser())', dataCenterDialect)).toBeGreaterThan(Number(byKey));
  });

  it('drops the middle siteSearch of three on Cloud alone', () => {
    const cql = 'type = page and siteSearch ~ "nothinglikethis" and space = DEV';
    expect(outcome(cql, cloudDialect)).toBeGreaterThan(0);
    expect(outcome(cql, dataCenterDialect)).toBe(0);
  });

  it('lets type = user pass everything on Cloud alone', () => {
    expect(outcome('type = user', cloudDialect)).toBeGreaterThan(0);
    expect(outcome('type = user', dataCenterDialect)).toBe(0);
  });
});
