/** Stands for `https://auth.atlassian.com`. */
export const authPath = '/_atlassian/auth';
/** Stands for `https://id.atlassian.com`. */
export const idPath = '/_atlassian/id';
/** Stands for `https://api.atlassian.com`; `/ex/confluence/{cloudId}` is there too. */
export const apiPath = '/_atlassian/api';

/** Where a client finds Atlassian's account side. */
export interface AtlassianAddresses {
  /** In place of `https://auth.atlassian.com`. */
  readonly authUrl: string;
  /** In place of `https://api.atlassian.com`. */
  readonly apiUrl: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly resourcesUrl: string;
  readonly meUrl: string;
}

export function atlassianAddresses(origin: string): AtlassianAddresses {
  const [authUrl, apiUrl] = [origin + authPath, origin + apiPath];
  return {
    authUrl,
    apiUrl,
    authorizeUrl: `${authUrl}/authorize`,
    tokenUrl: `${authUrl}/oauth/token`,
    resourcesUrl: `${apiUrl}/oauth/token/accessible-resources`,
    meUrl: `${apiUrl}/me`,
  };
}
