import { z } from 'zod';
import type { Transport } from '../../confluence/http/transport.ts';
import { probeSite } from '../../confluence/probe.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { UpstreamGrant } from '../../store/upstream-grants.ts';
import { parseJson } from './parse-json.ts';

export type Account = UpstreamGrant['account'];

/** Where to ask, and as whom. */
export interface AccountQuestion {
  readonly platform: 'cloud' | 'datacenter';
  readonly siteUrl: string;
  readonly apiBase: string;
  readonly cloudId?: string;
  /** Value of the Authorization header. */
  readonly authorization: string;
}

const requestMs = 30_000;

/**
 * Whose account credentials are, by a call with them. Undefined where they are good and do not have the scope to say.
 * Raises what the site's answer means for credentials that are no good, a site that is none, or one that fails.
 */
export async function askAccount(
  transport: Transport,
  { platform, siteUrl, apiBase, cloudId, authorization }: AccountQuestion,
): Promise<Account | undefined> {
  const report = await probeSite(
    {
      address: { platform, siteUrl, apiBase, ...(cloudId !== undefined && { cloudId }) },
      transport,
      authorization,
    },
    AbortSignal.timeout(requestMs),
  );
  const { account, error } = report;
  if (report.verdict === 'ok' && account) {
    const { id, displayName: name, email } = account;
    return { id, name, ...(email !== undefined && { email }) };
  }
  if (error?.fields.neededScopes) return undefined;
  throw error ?? new AppError('upstream_unavailable', 'The site did not say whose account this is.');
}

const profile = z.looseObject({
  account_id: z.string().min(1),
  name: z.string().nullish(),
  email: z.string().nullish(),
});

/** The profile of an Atlassian account, for which the scope `read:me` is needed; undefined where Atlassian does not tell. */
export async function askProfile(
  transport: Transport,
  apiUrl: string,
  access: Secret,
): Promise<Account | undefined> {
  const url = new URL(`${apiUrl}/me`);
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
  if (answer.status !== 200) return undefined;
  const { data } = profile.safeParse(parseJson(answer.body.toString('utf8')));
  if (!data) return undefined;
  const { account_id: id, name, email } = data;
  return { id, name: name || id, ...(email && { email }) };
}

const claims = z.looseObject({ sub: z.string().min(1) });

/**
 * The account id in an access token of Atlassian, which is a JWT. It came from the token endpoint itself, so that its
 * signature has nothing to add.
 */
export function subjectOf(access: Secret): Account | undefined {
  const [, payload = ''] = access.reveal().split('.');
  const { data } = claims.safeParse(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
  return data && { id: data.sub, name: data.sub };
}
