interface WebLinks {
  readonly base?: string | null | undefined;
  readonly webui?: string | null | undefined;
}

/**
 * The absolute address for people. Confluence gives it in two parts, the base once a list; where a site leaves the base
 * out, or gives something that is no web address, the connection's own site stands in.
 */
export function webUrl(
  siteUrl: string,
  base: string | null | undefined,
  path: string | null | undefined,
): string | undefined {
  if (path === null || path === undefined || path === '') return undefined;
  if (/^https?:\/\//i.test(path)) return path;
  const root = base !== null && base !== undefined && /^https?:\/\//i.test(base) ? base : siteUrl;
  return `${root.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** The same from a row's links and the links of the list it stands in. */
export function linkOf(
  siteUrl: string,
  own: WebLinks | null | undefined,
  list?: WebLinks | null,
): string | undefined {
  return webUrl(siteUrl, own?.base ?? list?.base, own?.webui);
}
