import { AppError } from '../../kernel/app-error.ts';

/**
 * Whether a redirect may lead to a host. Entries are `host`, `host:port` or `*.domain`, without a scheme.
 */
export function isAllowedHost(target: URL, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((entry) => {
    const wanted = entry.toLowerCase();
    if (wanted.startsWith('*.')) return target.hostname.endsWith(wanted.slice(1));
    return wanted.includes(':') ? target.host === wanted : target.hostname === wanted;
  });
}

/**
 * Where a download goes on: the target of a redirect, if the connection allows it.
 * Raises `upstream_unavailable` for a target that is missing, elsewhere, or less protected than where it came from.
 */
export function nextHop(from: URL, location: unknown, allowedHosts: readonly string[]): URL {
  const target = typeof location === 'string' ? parse(location, from) : undefined;
  if (target === undefined) {
    throw new AppError(
      'upstream_unavailable',
      `${from.host} redirected the download without saying where to.`,
    );
  }
  const web = target.protocol === 'https:' || target.protocol === 'http:';
  const downgraded = from.protocol === 'https:' && target.protocol === 'http:';
  const allowed =
    target.origin === from.origin || isSameLoopback(from, target) || isAllowedHost(target, allowedHosts);
  if (web && !downgraded && allowed) return target;
  throw new AppError(
    'upstream_unavailable',
    'The download leads to a host that this connection does not allow.',
    {
      nextStep: "If the host is right, an administrator adds it to the connection's allowed hosts.",
      detail: `redirect from ${from.origin} to ${target.origin}`,
    },
  );
}

/** Two names of one port of this machine are one server: a site for trying out may redirect from one to the other. */
function isSameLoopback(from: URL, target: URL): boolean {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  return from.port === target.port && names.includes(from.hostname) && names.includes(target.hostname);
}

function parse(location: string, base: URL): URL | undefined {
  try {
    return new URL(location, base);
  } catch {
    return undefined;
  }
}
