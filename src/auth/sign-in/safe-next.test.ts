import { describe, expect, it } from 'vitest';
import { safeNext } from './safe-next.ts';

describe('where to go after signing in', () => {
  it('is a path of ours with its query, as given', () => {
    for (const next of [
      '/',
      '/account',
      '/connect/con_1?w=main&link=l_1',
      '/oauth/authorize?a=%2F%2Fx.test&b=1',
    ]) {
      expect(safeNext(next)).toBe(next);
    }
    expect(safeNext('/console/#/people')).toBe('/console/');
  });

  it('is never what a browser reads as another site or another scheme', () => {
    const outside = [
      '',
      'account',
      'https://evil.test/',
      'http:evil.test',
      'javascript:alert(1)',
      '//evil.test',
      '///evil.test',
      '/\\evil.test',
      '\\\\evil.test',
      '/\t/evil.test',
      '/\n/evil.test',
      '/ /evil.test',
      '/.//evil.test',
      '/a/..//evil.test',
      '/%2e%2e//evil.test/..//evil.test',
      '/a\\..\\..\\evil.test',
      '/path\r\nset-cookie: a=b',
      '/ünicode',
      `/${'a'.repeat(2_048)}`,
    ];
    for (const next of outside) {
      const chosen = safeNext(next);
      expect(new URL(chosen, 'https://weir.test').host, next).toBe('weir.test');
      expect(chosen.startsWith('//'), next).toBe(false);
    }
    expect(safeNext(undefined)).toBe('/account');
    expect(safeNext(null, '/')).toBe('/');
  });
});
