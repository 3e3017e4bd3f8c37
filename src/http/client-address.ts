import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { AppError } from '../kernel/app-error.ts';
import { isInRange, readRange } from '../policy/cel/address-range.ts';

export interface ProxySettings {
  /** Addresses and CIDR ranges of the reverse proxies that stand before Weir; none unless given. */
  readonly trustedProxies?: readonly string[];
  /**
   * The one header in which they name who came to them; any other is the client's own invention. `forwarded` is RFC 7239;
   * `x-forwarded-for` unless given.
   */
  readonly forwardedHeader?: 'x-forwarded-for' | 'forwarded';
}

/**
 * The network address that a request comes from. `peer`: the other end of the connection, of which alone nobody can lie.
 * Undefined where a trusted proxy does not know it or hides it.
 */
export type ClientAddress = (headers: Headers, peer: string | undefined) => string | undefined;

/**
 * Goes back along the proxies for as long as they are trusted: each appended whom it saw, and what stands before the first
 * that is not trusted is anybody's word. Raises `configuration` for a range that does not read.
 */
export function createClientAddress({
  trustedProxies = [],
  forwardedHeader = 'x-forwarded-for',
}: ProxySettings): ClientAddress {
  const ranges = trustedProxies.map((text) => readRange(text) ?? unreadable(text));
  const isTrusted = (address: string): boolean => ranges.some((range) => isInRange(address, range));
  const ofPeer = createRemembered(plainAddress);
  return (headers, peer) => {
    let address = peer && ofPeer(peer);
    if (address === undefined || ranges.length === 0) return address;
    const named = headers.get(forwardedHeader)?.split(',') ?? [];
    while (address !== undefined && isTrusted(address)) {
      const last = named.pop();
      if (last === undefined) break;
      address = plainAddress(forwardedHeader === 'forwarded' ? forIn(last) : last.trim());
    }
    return address;
  };
}

/** The other end of the connection; undefined for a request that was made inside the process. */
export function peerOf({ env }: Pick<Context, 'env'>): string | undefined {
  const bindings: Partial<HttpBindings> | undefined = env;
  return bindings?.incoming?.socket.remoteAddress;
}

const mostRemembered = 1_000;

/** The same few peers send all requests. */
function createRemembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= mostRemembered) known.clear();
    const made = make(text);
    known.set(text, made);
    return made;
  };
}

/** Without brackets, port and the IPv6 form of an IPv4 address; undefined where it is no address. */
function plainAddress(text: string): string | undefined {
  const [, bracketed, four] = /^(?:\[([^\]]*)\]|(\d+(?:\.\d+){3}))(?::\d+)?$/.exec(text) ?? [];
  const range = readRange(bracketed ?? four ?? text);
  return text.includes('/') ? undefined : range?.[0].toString();
}

/** The `for` of one element: `for="[2001:db8::1]:4711";proto=https`. */
function forIn(element: string): string {
  const pair = element.split(';').find((part) => /^\s*for\s*=/i.test(part)) ?? '';
  const value = pair.slice(pair.indexOf('=') + 1).trim();
  return /^"(.*)"$/.exec(value)?.[1] ?? value;
}

function unreadable(text: string): never {
  throw new AppError('configuration', `server.trustedProxies: "${text}" is neither an address nor a range.`, {
    nextStep: 'Write addresses and ranges like 10.0.0.7, 10.0.0.0/8 or fd00::/8.',
  });
}
