import type { EndReason, GrantedSite, UpstreamGrant } from '../../store/upstream-grants.ts';

/** How things stand with an account of Confluence. */
export interface GrantStatus {
  readonly state: 'connected' | 'expiring' | 'reconnect_required' | 'not_connected';
  readonly account?: { readonly id: string; readonly name: string; readonly email?: string };
  /** Address. */
  readonly site?: string;
  readonly scopes?: readonly string[];
  /** UTC milliseconds. */
  readonly expiresAt?: number;
  /** In words, safe to show. */
  readonly reason?: string;
}

/** Milliseconds before a known end in which people are told. */
const expiringMs = 14 * 24 * 3_600_000;

/** `expiring` from 14 days before a known end. */
export function livingState(expiresAt: number | undefined, now: number): 'connected' | 'expiring' {
  return expiresAt !== undefined && now >= expiresAt - expiringMs ? 'expiring' : 'connected';
}

/** Whether what somebody typed is past the end that they gave with it. The end of a consent is for Atlassian to tell. */
export function isPast({ expiresAt, kind }: Pick<UpstreamGrant, 'expiresAt' | 'kind'>, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt && kind !== 'oauth' && kind !== 'oauth_central';
}

/** The state of a person's grant; `site` is the address of the connection unless the grant knows it better. */
export function statusOf(
  grant: UpstreamGrant,
  {
    site,
    cloudId,
    now,
  }: { readonly site: string; readonly cloudId?: string | undefined; readonly now: number },
): GrantStatus {
  const { account, scopes, expiresAt } = grant;
  const known = {
    account,
    site: siteOf(grant.sites, cloudId) ?? site,
    ...(scopes.length > 0 && { scopes }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  if (grant.state === 'reconnect_required')
    return { state: 'reconnect_required', ...known, reason: reasonInWords(grant.reason ?? 'revoked') };
  if (isPast(grant, now)) return { state: 'reconnect_required', ...known, reason: reasonInWords('expired') };
  return { state: livingState(expiresAt, now), ...known };
}

/** Why somebody has to connect again. */
export function reasonInWords(reason: EndReason): string {
  switch (reason) {
    case 'new':
      return 'Connecting was begun and not finished.';
    case 'revoked':
      return 'Confluence does not take the grant any more: it was taken away, or not used for too long.';
    case 'lost_answer':
      return 'The answer to a renewal of the token was lost, and Confluence gives it only once.';
    case 'refused':
      return 'Confluence does not take the token or password any more: it was revoked, changed or has expired.';
    case 'expired':
      return 'The token is past its end.';
    default:
      return reason satisfies never;
  }
}

function siteOf(sites: readonly GrantedSite[], cloudId: string | undefined): string | undefined {
  return sites.find((site) => site.cloudId === cloudId)?.url;
}
