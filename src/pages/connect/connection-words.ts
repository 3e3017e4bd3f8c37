import type { GrantStatus } from '../../auth/upstream/upstream.ts';
import type { DirectoryConnection } from '../../auth/directory.ts';

/** Where people of a Cloud site give and take back what apps may do, and make tokens (facts: confluence-api §13). */
const atlassianAccount = 'https://id.atlassian.com/manage-profile';
export const atlassianApps = `${atlassianAccount}/apps`;
export const atlassianTokens = `${atlassianAccount}/security/api-tokens`;

/** The site as people know it: its host, and its path where it has one of its own. */
export function siteName({ site }: Pick<DirectoryConnection, 'site'>): string {
  const { host, pathname } = new URL(site);
  return `${host}${pathname.replace(/\/$/, '')}`;
}

/** Who asks for the person's consent. */
export function consentGiver({ platform, site }: Pick<DirectoryConnection, 'platform' | 'site'>): string {
  return platform === 'cloud' ? 'Atlassian' : new URL(site).host;
}

/** One sentence on how somebody's account stands. */
export function statusWords({ state, account, expiresAt, reason }: GrantStatus): string {
  const who = account ? ` as ${account.name}` : '';
  switch (state) {
    case 'connected':
      return `Connected${who}`;
    case 'expiring':
      return `Connected${who}${expiresAt === undefined ? ', soon to end' : ` until ${dayOf(expiresAt)}`}`;
    case 'reconnect_required':
      return reason === undefined ? 'Ended' : `Ended. ${reason.replace(/\.$/, '')}`;
    case 'not_connected':
      return 'Not connected';
    default:
      return state satisfies never;
  }
}

/** What is asked for and was not granted; nothing where it is not known what was. */
export function notGranted(
  asked: readonly string[],
  { scopes }: Pick<GrantStatus, 'scopes'>,
): readonly string[] {
  if (scopes === undefined) return [];
  // Of a Data Center, writing includes reading (facts: confluence-api §14).
  const held = scopes.includes('WRITE') ? [...scopes, 'READ'] : scopes;
  return asked.filter((scope) => scope !== 'offline_access' && !held.includes(scope));
}

/** `2027-01-31`, UTC. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
