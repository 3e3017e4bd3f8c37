import { describe, expect, it } from 'vitest';
import { createClientAddress, type ProxySettings } from './client-address.ts';

const proxies = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'];

function found(
  peer: string | undefined,
  headers: Record<string, string> = {},
  { trustedProxies = proxies, forwardedHeader }: ProxySettings = {},
): string | undefined {
  return createClientAddress({ trustedProxies, ...(forwardedHeader && { forwardedHeader }) })(
    new Headers(headers),
    peer,
  );
}

describe('the address that a request comes from', () => {
  it('is the other end of the connection, whatever a stranger says', () => {
    expect(found('203.0.113.5')).toBe('203.0.113.5');
    expect(found('203.0.113.5', { 'x-forwarded-for': '10.1.1.1' })).toBe('203.0.113.5');
    expect(found('10.0.0.1', { 'x-forwarded-for': '198.51.100.9' }, { trustedProxies: [] })).toBe('10.0.0.1');
    expect(found('::ffff:203.0.113.5')).toBe('203.0.113.5');
    expect(found(undefined, { 'x-forwarded-for': '198.51.100.9' })).toBeUndefined();
  });

  it.each([
    ['one proxy', '198.51.100.9', '198.51.100.9'],
    ['proxies behind one another', '198.51.100.9, 10.2.2.2,192.0.2.7', '198.51.100.9'],
    ['what the client itself put before it', '10.9.9.9, 1.1.1.1, 198.51.100.9, 10.2.2.2', '198.51.100.9'],
    ['a port', '198.51.100.9:4711', '198.51.100.9'],
    ['IPv6', '2001:DB8:0::1', '2001:db8::1'],
    ['IPv6 with a port', '[2001:db8::1]:4711', '2001:db8::1'],
    ['IPv4 in the form of IPv6', '::ffff:198.51.100.9', '198.51.100.9'],
    ['only proxies', '10.2.2.2', '10.2.2.2'],
    ['a proxy that does not say', 'unknown', undefined],
    ['no address', '198.51.100.9.evil', undefined],
    ['a range', '198.51.100.0/24', undefined],
    ['an octal form', '010.1.1.1', undefined],
    ['nothing', '', undefined],
  ])('is what the trusted proxy appended: %s', (_, header, expected) => {
    expect(found('10.0.0.1', { 'x-forwarded-for': header })).toBe(expected);
  });

  it.each([
    ['for=198.51.100.9;proto=https;by=10.0.0.1', '198.51.100.9'],
    ['FOR="[2001:db8::1]:4711"', '2001:db8::1'],
    ['for=1.1.1.1, for=198.51.100.9, proto=https;for=10.2.2.2', '198.51.100.9'],
    ['for=_hidden', undefined],
    ['proto=https', undefined],
  ])('is read from Forwarded where proxies write that: %s', (header, expected) => {
    expect(found('10.0.0.1', { forwarded: header }, { forwardedHeader: 'forwarded' })).toBe(expected);
  });

  it('is read from the one header that the proxies write', () => {
    const both = { forwarded: 'for=1.1.1.1', 'x-forwarded-for': '198.51.100.9' };
    expect(found('10.0.0.1', both)).toBe('198.51.100.9');
    expect(found('10.0.0.1', both, { forwardedHeader: 'forwarded' })).toBe('1.1.1.1');
    expect(found('10.0.0.1', { forwarded: 'for=1.1.1.1' })).toBe('10.0.0.1');
  });

  it('cannot be found with a range that does not read', () => {
    expect(() => found('10.0.0.1', {}, { trustedProxies: ['10.0.0.0/99'] })).toThrow(
      'server.trustedProxies: "10.0.0.0/99" is neither an address nor a range.',
    );
  });
});
