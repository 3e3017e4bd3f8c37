import { describe, expect, it } from 'vitest';
import { json, startTestServer } from '../../confluence/testing/http-server.ts';
import { testTransport } from '../../confluence/testing/test-transport.ts';
import { Secret } from '../../kernel/secret.ts';
import { askGrantedSites, siteAmong } from './granted-sites.ts';

const acme = { cloudId: 'c-1', url: 'https://acme.atlassian.net', name: 'acme' };
const other = { cloudId: 'c-2', url: 'https://other.atlassian.net', name: 'other' };
const at = (site: string) => ({ site });

describe('the site of a connection among those that were granted', () => {
  it.each([
    ['by its id', [acme, other], 'https://docs.acme.example/wiki', 'c-2', 'c-2'],
    ['by its address', [other, acme], 'https://acme.atlassian.net/wiki', undefined, 'c-1'],
    ['by being the only one', [acme], 'https://docs.acme.example/wiki', undefined, 'c-1'],
    ['for a guest, who is shown none', [], 'https://acme.atlassian.net/wiki', 'c-1', 'c-1'],
  ])('is found %s', (_, granted, site, wanted, cloudId) => {
    expect(siteAmong(granted, at(site), wanted)).toEqual({ kind: 'site', cloudId });
  });

  it('is left to choose where the address is none of theirs', () => {
    expect(siteAmong([acme, other], at('https://docs.acme.example/wiki'), undefined)).toEqual({
      kind: 'choice',
      sites: [acme, other],
    });
  });

  it.each([
    ['another one was granted', [other], 'c-1'],
    ['none was, and its id is not known', [], undefined],
  ])('is missing where %s', (_, granted, wanted) => {
    expect(() => siteAmong(granted, at('https://acme.atlassian.net/wiki'), wanted)).toThrow(
      expect.objectContaining({
        code: 'denied',
        message: expect.stringContaining('https://acme.atlassian.net'),
      }),
    );
  });

  it('is told by its scheme and port too', () => {
    const here = { cloudId: 'c-3', url: 'http://127.0.0.1:7401', name: 'here' };
    expect(siteAmong([here, acme], at('http://127.0.0.1:7402/wiki'), undefined).kind).toBe('choice');
    expect(siteAmong([here, acme], at('http://127.0.0.1:7401/wiki'), undefined)).toMatchObject({
      cloudId: 'c-3',
    });
  });
});

describe('the sites that a token reaches', () => {
  const ask = async (answer: unknown, status = 200) => {
    const server = await startTestServer((_, response) => json(response, answer, status));
    return askGrantedSites(testTransport({ retry: { attempts: 0 } }), server.origin, new Secret('tok'));
  };
  const row = (id: string, scopes: string[]) => ({
    id,
    url: `https://${id}.example`,
    name: id,
    scopes,
    avatarUrl: '',
  });

  it('are those with scopes of Confluence, also where another product has the same id', async () => {
    const rows = [
      row('both', ['read:jira-work']),
      row('both', ['read:page:confluence']),
      row('jira', ['read:jira-work', 'read:jira-user']),
      row('classic', ['read:confluence-content.all']),
      row('search', ['search:confluence']),
    ];
    expect((await ask(rows)).map(({ cloudId }) => cloudId)).toEqual(['both', 'classic', 'search']);
    expect(await ask([])).toEqual([]);
  });

  it.each([
    ['a refusal', { code: 401, message: 'Unauthorized' }, 401],
    ['rows of another form', [{ id: 7 }], 200],
    ['no list', {}, 200],
  ])('are not known after %s', async (_, answer, status) => {
    await expect(ask(answer, status)).rejects.toMatchObject({ code: 'upstream_unavailable' });
  });
});
