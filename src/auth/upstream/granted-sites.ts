import { z } from 'zod';
import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { StoredConnection } from '../../store/connections.ts';
import type { GrantedSite } from '../../store/upstream-grants.ts';
import { parseJson } from './parse-json.ts';

const resources = z.array(
  z.looseObject({
    id: z.string().min(1),
    url: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
  }),
);
const requestMs = 20_000;

/**
 * The Confluence sites that a token reaches. The same id comes once for each product of a site: those of Confluence are told
 * by their scopes, never by an id that was seen before (facts: confluence-api §13). Empty for guests, whom it shows nothing.
 */
export async function askGrantedSites(
  transport: Transport,
  apiUrl: string,
  access: Secret,
): Promise<readonly GrantedSite[]> {
  const url = new URL(`${apiUrl}/oauth/token/accessible-resources`);
  const answer = await transport.send(
    {
      origin: url.origin,
      path: url.pathname,
      method: 'GET',
      authorization: `Bearer ${access.reveal()}`,
      effect: 'read',
      person: 'sign-in',
    },
    AbortSignal.timeout(requestMs),
  );
  const { data } = resources.safeParse(parseJson(answer.body.toString('utf8')));
  if (answer.status !== 200 || !data) {
    throw new AppError('upstream_unavailable', 'Atlassian did not say which sites the account allowed.', {
      nextStep: 'Connect again in a moment.',
      detail: `accessible-resources -> ${answer.status}`,
      upstreamStatus: answer.status,
    });
  }
  const sites = new Map<string, GrantedSite>();
  for (const { id, url, name, scopes } of data) {
    // Classic scopes say `confluence-content`, granular ones end in `:confluence`.
    if (scopes.some((scope) => scope.includes('confluence'))) sites.set(id, { cloudId: id, url, name });
  }
  return [...sites.values()];
}

/** What a grant is for on a connection: one site, or the choice of several. */
export type SiteFound =
  | { readonly kind: 'site'; readonly cloudId: string }
  | { readonly kind: 'choice'; readonly sites: readonly GrantedSite[] };

/**
 * The site of a connection among those that were granted. `wanted` is its cloud id where that is known. A connection whose
 * address is none of theirs, as with a company's own domain, leaves the choice. Raises `denied` for another site than wanted.
 */
export function siteAmong(
  granted: readonly GrantedSite[],
  { site }: Pick<StoredConnection, 'site'>,
  wanted: string | undefined,
): SiteFound {
  if (wanted !== undefined) {
    // Guests see no site at all, and may still use one (OAUTH20-2485).
    const fits = granted.length === 0 || granted.some(({ cloudId }) => cloudId === wanted);
    if (fits) return { kind: 'site', cloudId: wanted };
    throw anotherSite(site);
  }
  const { origin } = new URL(site);
  const here = granted.find(({ url }) => URL.canParse(url) && new URL(url).origin === origin);
  if (here) return { kind: 'site', cloudId: here.cloudId };
  const [only, ...others] = granted;
  if (!only) throw anotherSite(site);
  return others.length === 0 ? { kind: 'site', cloudId: only.cloudId } : { kind: 'choice', sites: granted };
}

export function anotherSite(site: string): AppError {
  return new AppError(
    'denied',
    `The account was not allowed to Weir on the site of this connection, ${site}.`,
    {
      nextStep: 'Connect again, choose that site at Atlassian, and use an account that may open it.',
    },
  );
}
