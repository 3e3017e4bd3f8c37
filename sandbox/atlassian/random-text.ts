import type { Site } from '../model/site.ts';

/** Letters and digits, as client ids and secrets have them. */
export function randomText(site: Site, length: number): string {
  return Buffer.from(site.random.bytes(length)).toString('base64').replaceAll(/[+/=]/g, '0').slice(0, length);
}

/** The same for secrets; all begin alike, so that they are known wherever they end up. */
export function secretText(site: Site, length: number): string {
  return `${secretMark}${randomText(site, length - secretMark.length)}`;
}

const secretMark = 'SandboxSecret';

/** Text in the form of a signed JWT that nobody can check: tokens look so, and are opaque to who holds them. */
export function jwtLike(site: Site, claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = { kid: `sandbox/${randomText(site, 8)}`, alg: 'RS256', typ: 'JWT' };
  const signature = Buffer.from(site.random.bytes(256)).toString('base64url');
  return `${part(header)}.${part({ jti: randomText(site, 22), ...claims })}.${signature}`;
}
