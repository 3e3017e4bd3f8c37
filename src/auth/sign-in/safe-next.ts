const longest = 2_048;

/**
 * Where to go after signing in, from a `next` that anybody may have put into a link: a path of ours with its query, as it
 * was given; else `fallback`. What a browser would read as another site's address (`//host`, `/\host`, tabs and line ends
 * between) is not a path of ours.
 */
export function safeNext(next: string | null | undefined, fallback = '/account'): string {
  if (typeof next !== 'string' || next.length > longest || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next)) {
    return fallback;
  }
  const base = 'http://weir.invalid';
  if (!URL.canParse(next, base)) return fallback;
  const { origin, pathname, search } = new URL(next, base);
  // Dots may resolve to something that begins with two slashes: `/.//host`.
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : fallback;
}
