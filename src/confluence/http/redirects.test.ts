import { describe, expect, it } from 'vitest';
import { nextHop } from './redirects.ts';

const site = new URL('https://acme.atlassian.net/wiki/rest/api/content/1/child/attachment/att2/download');
const hosts = ['*.atlassian.com', 'files.example', 'files.example:8443'];

describe('nextHop', () => {
  it.each([
    ['https://api.media.atlassian.com/file/1?token=t', 'https://api.media.atlassian.com/file/1?token=t'],
    ['/wiki/download/x', 'https://acme.atlassian.net/wiki/download/x'],
    ['https://files.example/1', 'https://files.example/1'],
    ['https://files.example:8443/1', 'https://files.example:8443/1'],
  ])('goes to %s', (location, target) => {
    expect(nextHop(site, location, hosts).href).toBe(target);
  });

  it.each([
    'http://api.media.atlassian.com/file/1',
    'https://atlassian.com.evil.example/',
    'https://evilatlassian.com/',
    'https://other.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://acme.atlassian.net:8443/',
  ])('does not go to %s', (location) => {
    expect(() => nextHop(site, location, hosts)).toThrow(
      'leads to a host that this connection does not allow',
    );
  });

  it('does not go where no address is given', () => {
    expect(() => nextHop(site, undefined, hosts)).toThrow('without saying where to');
  });

  it('takes the names of one loopback port for one server', () => {
    const local = new URL('http://127.0.0.1:7401/wiki');
    expect(nextHop(local, 'http://localhost:7401/media/1', []).href).toBe('http://localhost:7401/media/1');
    expect(() => nextHop(local, 'http://localhost:9200/', [])).toThrow(/does not allow/);
  });
});
