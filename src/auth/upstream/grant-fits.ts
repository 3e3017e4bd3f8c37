import type { StoredConnection } from '../../store/connections.ts';
import type { ClientApps } from './client-apps.ts';
import type { PersonGrant } from './person-grants.ts';

/**
 * Whether a grant serves a connection as it is now. One that was made in another mode, for another app or for another site
 * does not, nor one whose site is still to be chosen.
 */
export function fitsConnection(
  { grant, link }: PersonGrant,
  connection: StoredConnection,
  apps: Pick<ClientApps, 'isCentral'>,
): boolean {
  const { authMode, platform, settings } = connection;
  if (grant.kind !== authMode || grant.reason === 'new') return false;
  if (authMode === 'oauth_central' && !apps.isCentral(grant)) return false;
  const isConsent = authMode === 'oauth_central' || authMode === 'oauth';
  if (platform !== 'cloud' || !isConsent) return true;
  const cloudId = settings.cloudId ?? link.cloudId;
  if (cloudId === undefined) return false;
  // Guests are shown no site at all.
  return grant.sites.length === 0 || grant.sites.some((site) => site.cloudId === cloudId);
}
