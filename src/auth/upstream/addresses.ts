import type { StoredConnection } from '../../store/connections.ts';

/** Where Atlassian's account side is; the sandbox stands in for it. Without slashes at the end. */
export interface AtlassianAddresses {
  /** `https://auth.atlassian.com` */
  readonly authUrl: string;
  /** `https://api.atlassian.com` */
  readonly apiUrl: string;
}

export const atlassianAddresses: AtlassianAddresses = {
  authUrl: 'https://auth.atlassian.com',
  apiUrl: 'https://api.atlassian.com',
};

/** Where people go: Cloud's pages lie below `/wiki`, Data Center's below its base address. Without a slash at the end. */
export function siteUrlOf({ platform, site }: Pick<StoredConnection, 'platform' | 'site'>): string {
  switch (platform) {
    case 'cloud':
      return `${new URL(site).origin}/wiki`;
    case 'datacenter':
      return site.replace(/\/+$/, '');
    default:
      return platform satisfies never;
  }
}

/** Where requests to a Data Center go, or to a Cloud site with what works on the site itself. */
export function ownApiBase(connection: Pick<StoredConnection, 'platform' | 'site' | 'settings'>): string {
  const { platform, site, settings } = connection;
  const base = settings.apiBase ?? (platform === 'cloud' ? new URL(site).origin : site);
  return base.replace(/\/+$/, '');
}

/** The API address of a Cloud site: the only one for OAuth tokens and API tokens with scopes (facts: confluence-api §13). */
export function cloudApiBase({ apiUrl }: AtlassianAddresses, cloudId: string): string {
  return `${apiUrl}/ex/confluence/${encodeURIComponent(cloudId)}`;
}

/** The OAuth provider of a Data Center (facts: confluence-api §14). */
export const dataCenterOAuth = '/rest/oauth2/latest';
