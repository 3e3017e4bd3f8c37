import { describe, expect, it } from 'vitest';
import { siteOf } from './site-of.ts';

const dataCenter = (site: string, apiBase?: string) =>
  siteOf({ slug: 'wiki', platform: 'datacenter', site, ...(apiBase !== undefined && { apiBase }) });

describe('the site of a connection', () => {
  it.each([
    ['https://wiki.example.com', 'https://wiki.example.com'],
    ['https://wiki.example.com/confluence/', 'https://wiki.example.com/confluence'],
    ['wiki.example.com/confluence/display/ENG/Home', 'https://wiki.example.com/confluence'],
    ['https://wiki.example.com/wiki', 'https://wiki.example.com/wiki'],
    ['http://127.0.0.1:8090/confluence', 'http://127.0.0.1:8090/confluence'],
  ])('on Data Center is its base address: %s', (written, base) => {
    expect(dataCenter(written)).toEqual({ platform: 'datacenter', siteUrl: base, apiBase: base });
  });

  it('may be asked at another address than people use', () => {
    expect(dataCenter('https://wiki.example.com', 'http://wiki.internal:8090')).toEqual({
      platform: 'datacenter',
      siteUrl: 'https://wiki.example.com',
      apiBase: 'http://wiki.internal:8090',
    });
  });

  it.each([
    'acme',
    'https://acme.atlassian.net/wiki',
    `https://api.atlassian.com/ex/confluence/${'1'.repeat(36)}`,
  ])('is no Data Center at Atlassian: %s', (written) => {
    expect(() => dataCenter(written)).toThrow('Connection "wiki": This is an address of Confluence Cloud.');
  });

  it('is named in what is wrong with it', () => {
    expect(() => dataCenter('not a site')).toThrow(/^Connection "wiki": /);
    expect(() => siteOf({ slug: 'acme', platform: 'cloud', site: 'https://u:p@acme.example' })).toThrow(
      'Connection "acme": The site address must not carry a user or a password.',
    );
  });

  it('on Cloud may stand behind a domain of its own', () => {
    expect(siteOf({ slug: 'acme', platform: 'cloud', site: 'https://docs.acme.example' })).toEqual({
      platform: 'cloud',
      siteUrl: 'https://docs.acme.example/wiki',
      apiBase: 'https://docs.acme.example',
    });
    expect(siteOf({ slug: 'acme', platform: 'cloud', site: 'acme' })).toMatchObject({
      siteUrl: 'https://acme.atlassian.net/wiki',
    });
  });
});
