import { getPath } from 'hono/utils/url';

const apiAddress = /^(?:\/_atlassian\/api)?\/ex\/confluence\/([^/]*)(?=\/|$)/;

/** Where a request arrived: on the site, or on the API address of a cloud id. */
export interface Address {
  /** Null on the site. */
  readonly cloudId: string | null;
  /** The path as the site knows it. */
  readonly path: string;
}

/** Tells the site's own address from the API address, which has the same paths below a prefix. */
export function addressOf(request: Request): Address {
  const path = getPath(request);
  const found = apiAddress.exec(path);
  if (found === null) return { cloudId: null, path };
  return { cloudId: found[1] ?? '', path: path.slice(found[0].length) || '/' };
}
