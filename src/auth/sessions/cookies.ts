import { createHash } from 'node:crypto';
import type { Random } from '../../kernel/random.ts';

/** `session`: signed in; `browser`: anybody's browser, so that it is known again when it comes back. */
export type CookieKind = 'session' | 'browser';

/** A value of ours: 256 random bits. Whatever else a browser sends under the name is no cookie of ours. */
const wellFormed = /^[\w-]{43}$/;

export function newCookieValue(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('base64url');
}

/** SHA-256, hex: what is stored of a cookie or a state. They are long and random, so that a plain hash cannot be guessed backwards. */
export function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** The value of our cookie in a request, where it has the form of one. `address` is Weir's own. */
export function readCookie(request: Request, kind: CookieKind, address: string): string | undefined {
  const prefix = `${nameOf(kind, address)}=`;
  const pair = (request.headers.get('cookie') ?? '').split(/;\s*/).find((part) => part.startsWith(prefix));
  const value = pair?.slice(prefix.length);
  return value !== undefined && wellFormed.test(value) ? value : undefined;
}

/** The value of `Set-Cookie`. The browser keeps it until it is closed: lifetimes are the server's. */
export function setCookie(kind: CookieKind, value: string, address: string): string {
  return `${nameOf(kind, address)}=${value}; ${attributes(address)}`;
}

export function forgetCookie(kind: CookieKind, address: string): string {
  return `${nameOf(kind, address)}=; ${attributes(address)}; Max-Age=0`;
}

/**
 * `__Host-` (RFC 6265bis §4.1.3.2): no other host of the domain can set or shadow it. Browsers take the prefix only with
 * Secure, which plain HTTP on this machine does not have.
 */
function nameOf(kind: CookieKind, address: string): string {
  return isSecure(address) ? `__Host-weir-${kind}` : `weir-${kind}`;
}

function attributes(address: string): string {
  return `Path=/; HttpOnly; SameSite=Lax${isSecure(address) ? '; Secure' : ''}`;
}

const isSecure = (address: string): boolean => address.startsWith('https:');
