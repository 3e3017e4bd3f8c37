import { describe, expect, it } from 'vitest';
import { siteAddress } from './site.ts';

const acme = {
  platform: 'cloud',
  siteUrl: 'https://acme.atlassian.net/wiki',
  apiBase: 'https://acme.atlassian.net',
};
const cloudId = '11111111-2222-4333-8444-555555555555';

describe('siteAddress', () => {
  it.each([
    'acme',
    ' Acme ',
    'acme.atlassian.net',
    'https://acme.atlassian.net',
    'https://acme.atlassian.net/',
    'https://acme.atlassian.net/wiki',
    'https://acme.atlassian.net/wiki/spaces/ENG/pages/123/A+page?focusedCommentId=1#x',
    'https://acme.atlassian.net/jira/your-work',
  ])('finds the Cloud site in %j', (input) => {
    expect(siteAddress(input)).toEqual(acme);
  });

  it('takes another host for Cloud where the path starts with /wiki', () => {
    expect(siteAddress('http://127.0.0.1:7401/wiki')).toEqual({
      platform: 'cloud',
      siteUrl: 'http://127.0.0.1:7401/wiki',
      apiBase: 'http://127.0.0.1:7401',
    });
    expect(siteAddress('https://wiki.acme.example/wiki/home').platform).toBe('cloud');
  });

  it.each([
    ['wiki.example.com', 'https://wiki.example.com'],
    ['https://wiki.example.com/confluence', 'https://wiki.example.com/confluence'],
    ['https://wiki.example.com/confluence/', 'https://wiki.example.com/confluence'],
    ['https://wiki.example.com/confluence/display/ENG/Home', 'https://wiki.example.com/confluence'],
    ['https://wiki.example.com/pages/viewpage.action?pageId=1', 'https://wiki.example.com'],
    ['https://wiki.example.com/tools/docs/rest/api/content', 'https://wiki.example.com/tools/docs'],
    ['https://wiki.example.com/wiki/display/ENG/Home', 'https://wiki.example.com/wiki'],
    ['localhost:8090', 'http://localhost:8090'],
  ])('finds the Data Center in %j', (input, base) => {
    expect(siteAddress(input)).toEqual({ platform: 'datacenter', siteUrl: base, apiBase: base });
  });

  it('keeps an API address, whose site is not known', () => {
    expect(siteAddress(`https://api.atlassian.com/ex/confluence/${cloudId}/wiki/api/v2/pages`)).toEqual({
      platform: 'cloud',
      apiBase: `https://api.atlassian.com/ex/confluence/${cloudId}`,
      cloudId,
    });
    expect(() => siteAddress('https://api.atlassian.com/me')).toThrow(/ex\/confluence/);
  });

  it.each([
    '',
    'a b',
    'ftp://acme.example',
    'https://',
    'javascript:alert(1)',
    'https://ann:pw@wiki.example.com',
  ])('refuses %j with an example', (input) => {
    expect(() => siteAddress(input)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        fields: expect.objectContaining({ nextStep: expect.any(String) }),
      }),
    );
  });
});
