import { expect, it } from 'vitest';
import { fittingSites } from './fitting-sites.ts';

const acme = { cloudId: 'a', url: 'https://acme.atlassian.net', name: 'acme' };
const labs = { cloudId: 'b', url: 'https://labs.atlassian.net', name: 'labs' };
const broken = { cloudId: 'c', url: 'not an address', name: 'broken' };
const site = 'https://acme.atlassian.net/wiki';

it('only the site whose id is known to be the connection’s fits, whatever its address', () => {
  const settings = { cloudId: 'b' };
  expect(fittingSites({ site, settings }, [acme, labs])).toEqual([labs]);
  expect(fittingSites({ site, settings }, [acme])).toEqual([]);
});

it('without a known id the site at the address fits', () => {
  expect(fittingSites({ site, settings: {} }, [labs, acme, broken])).toEqual([acme]);
});

it('each may be it where no address fits, as with an address of a company’s own', () => {
  expect(fittingSites({ site: 'https://wiki.acme.test', settings: {} }, [labs, acme])).toEqual([labs, acme]);
});
