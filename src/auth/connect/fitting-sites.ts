import type { StoredConnection } from '../../store/connections.ts';
import type { GrantedSite } from './personal-grants.ts';

/**
 * Of the sites that somebody granted, those that may be the connection's: the one whose id or address is known to be it.
 * Where neither the id is known nor an address fits, as with an address of a company's own, each may be it.
 */
export function fittingSites(
  { site, settings }: Pick<StoredConnection, 'site' | 'settings'>,
  granted: readonly GrantedSite[],
): readonly GrantedSite[] {
  const { cloudId } = settings;
  if (cloudId !== undefined) return granted.filter((one) => one.cloudId === cloudId);
  const atAddress = granted.filter(({ url }) => sameOrigin(url, site));
  return atAddress.length > 0 ? atAddress : granted;
}

function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}
