import { AppError } from '../kernel/app-error.ts';
import { Secret } from '../kernel/secret.ts';
import type { Environment } from './environment.ts';
import type { SiteAuth } from './load-config.ts';

/** Weir's own names first, then those that people have set for other servers; the first that is set counts. */
const names = {
  site: ['CONFLUENCE_URL', 'ATLASSIAN_SITE_NAME'],
  email: ['CONFLUENCE_EMAIL', 'CONFLUENCE_USERNAME', 'ATLASSIAN_USER_EMAIL'],
  apiToken: ['CONFLUENCE_API_TOKEN', 'ATLASSIAN_API_TOKEN'],
  personalToken: ['CONFLUENCE_PERSONAL_TOKEN'],
} as const;

export interface StdioSettings {
  /** As written: a name, a host or an address. */
  readonly site: string;
  readonly platform: 'cloud' | 'datacenter';
  readonly auth: SiteAuth;
}

/**
 * The site and the account of `weir stdio`. A Cloud site takes an address and an API token; any other site a personal
 * access token, or, where none is set, an address and an API token, as a Cloud site behind its own domain would.
 * Raises `configuration`, naming the variables that are missing and never a value.
 */
export function stdioSettings(env: Environment): StdioSettings {
  const site = firstOf(env, names.site);
  const email = firstOf(env, names.email);
  const apiToken = firstOf(env, names.apiToken);
  const personalToken = firstOf(env, names.personalToken);

  if (site === undefined) throw missing([names.site], 'Confluence site');
  const onCloud = isCloudSite(site);
  if (personalToken !== undefined && !onCloud) {
    return { site, platform: 'datacenter', auth: { mode: 'pat', token: new Secret(personalToken) } };
  }
  if (email !== undefined && apiToken !== undefined) {
    return { site, platform: 'cloud', auth: { mode: 'api_token', email, token: new Secret(apiToken) } };
  }
  if (onCloud && personalToken !== undefined) {
    throw new AppError(
      'configuration',
      'CONFLUENCE_PERSONAL_TOKEN is set, which only Data Center takes, but the site is on Confluence Cloud.',
      { nextStep: `Set ${names.email[0]} and ${names.apiToken[0]} instead.` },
    );
  }
  const absent = [
    ...(email === undefined ? [names.email] : []),
    ...(apiToken === undefined ? [names.apiToken] : []),
  ];
  throw missing(absent, 'account', !onCloud);
}

/** Values that clients left as they stood in a template count as absent. */
function firstOf(env: Environment, candidates: readonly string[]): string | undefined {
  return candidates
    .map((name) => env[name]?.trim() ?? '')
    .find((value) => value !== '' && !/^\$\{.*\}$/.test(value));
}

/** `acme`, `acme.atlassian.net`, or an address on one of Atlassian's hosts. */
function isCloudSite(site: string): boolean {
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/:?#]+)/i.exec(site)?.[1]?.toLowerCase() ?? '';
  const bareName = !host.includes('.') && host === site.toLowerCase() && host !== 'localhost';
  return bareName || host.endsWith('.atlassian.net') || host === 'api.atlassian.com';
}

function missing(absent: ReadonlyArray<readonly string[]>, what: string, orPersonalToken = false): AppError {
  const wanted = absent.map(
    ([first, ...others]) => `${first}${others.length > 0 ? ` (or ${others.join(', ')})` : ''}`,
  );
  const also = orPersonalToken ? `, or for Data Center ${names.personalToken[0]}` : '';
  return new AppError(
    'configuration',
    `The environment names no ${what}: ${wanted.join(' and ')} ${absent.length > 1 ? 'are' : 'is'} not set.`,
    { nextStep: `Set ${absent.map(([first]) => first).join(' and ')}${also}.` },
  );
}
