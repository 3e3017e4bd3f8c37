import { z } from 'zod';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { systemClock, type Clock } from '../kernel/clock.ts';
import { isHtml } from './error-shapes.ts';
import { refusedSignIn } from './datacenter/sign-in.ts';
import { errorFromResponse, errorFromWebPage } from './errors.ts';
import type { Answer } from './http/exchange.ts';
import { isTlsFailure } from './http/failures.ts';
import type { Transport } from './http/transport.ts';
import type { Platform } from './ports.ts';
import type { SiteAddress } from './site.ts';

/** What a test call saw of a site, in the order in which things can be wrong. */
export interface SiteReport {
  readonly verdict:
    | 'ok'
    /** Name, network, proxy, time. */
    | 'unreachable'
    /** The site's certificate, or the client certificate it wants. */
    | 'tls'
    /** The address is private or reserved, and not allowed. */
    | 'refused_address'
    | 'not_confluence'
    | 'wrong_credentials'
    /** Reached and recognised, but this account or token may not use it. */
    | 'forbidden'
    /** Throttled or failing at the moment. */
    | 'failing'
    /** Reached and recognised; no credentials were given to try. */
    | 'not_signed_in';
  readonly platform: Platform;
  readonly cloudId?: string;
  readonly account?: { readonly id: string; readonly displayName: string; readonly email?: string };
  /** What a Data Center says it is: `10.2.14`. */
  readonly productVersion?: string;
  /** Whether the older content API of a Cloud site still answers; absent where it was not reached. */
  readonly v1Content?: 'lives' | 'gone' | 'unknown';
  /** Why it is not `ok`, with a next step. */
  readonly error?: AppError;
}

export interface ProbeOptions {
  readonly address: SiteAddress;
  readonly transport: Transport;
  /** The value of the Authorization header; without it only the site itself is looked at. */
  readonly authorization?: string;
  readonly clock?: Clock;
}

const tenantInfo = z.looseObject({ cloudId: z.string() });
const serverInformation = z.looseObject({ version: z.string() });
const currentUser = z.looseObject({
  accountId: z.string().nullish(),
  userKey: z.string().nullish(),
  username: z.string().nullish(),
  displayName: z.string().nullish(),
  publicName: z.string().nullish(),
  email: z.string().nullish(),
});

/**
 * A test call to a site: is it there, is it Confluence, who are we to it, and does its v1 content API live. Never raises
 * for what it finds; the signal's abort is reported as `unreachable`.
 */
export async function probeSite(options: ProbeOptions, signal: AbortSignal): Promise<SiteReport> {
  const { address, authorization } = options;
  const { platform } = address;
  const rest = platform === 'cloud' ? '/wiki/rest/api' : '/rest/api';

  async function get(path: string, base: string, authorized: boolean): Promise<Answer> {
    const url = new URL(base + path);
    return options.transport.send(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        effect: 'read',
        person: 'probe',
        ...(authorized && authorization !== undefined && { authorization }),
      },
      signal,
    );
  }

  try {
    const cloudId = address.cloudId ?? (platform === 'cloud' ? await findCloudId(get, address) : undefined);
    const seen = { platform, ...(cloudId !== undefined && { cloudId }) };
    if (authorization === undefined) {
      // Data Center has no address for strangers: that it refuses or answers in its own form is all there is to see.
      const answer =
        platform === 'cloud' ? undefined : await get(`${rest}/user/current`, address.apiBase, false);
      if (answer !== undefined && (answer.status === 404 || answer.body.length === 0 || isHtml(answer))) {
        throw notConfluence('There is no Confluence at this address.', `user/current -> ${answer.status}`);
      }
      return { verdict: 'not_signed_in', ...seen };
    }
    const account = await findAccount(await get(`${rest}/user/current`, address.apiBase, true), options);
    if (platform === 'datacenter') {
      const about = serverInformation.safeParse(
        jsonOf(await get(`${rest}/server-information`, address.apiBase, true)),
      );
      const productVersion = about.data?.version;
      return { verdict: 'ok', ...seen, account, ...(productVersion && { productVersion }) };
    }
    const content = await get(`${rest}/content?limit=1`, address.apiBase, true);
    return { verdict: 'ok', ...seen, account, v1Content: contentApi(content.status) };
  } catch (thrown) {
    const error = toAppError(thrown);
    return {
      verdict: verdictOf(error),
      platform,
      error,
      ...(address.cloudId && { cloudId: address.cloudId }),
    };
  }
}

async function findCloudId(
  get: (path: string, base: string, authorized: boolean) => Promise<Answer>,
  address: SiteAddress,
): Promise<string> {
  const answer = await get('/_edge/tenant_info', new URL(address.siteUrl ?? address.apiBase).origin, false);
  const parsed = tenantInfo.safeParse(jsonOf(answer));
  if (parsed.success && answer.status === 200) return parsed.data.cloudId;
  const asked = { subject: 'the site', effect: 'read', requiredScopes: [], request: 'tenant_info' } as const;
  if (answer.status === 429 || answer.status >= 500) throw errorFromResponse(answer, asked, 0);
  throw notConfluence(
    'There is no Confluence Cloud site at this address.',
    `tenant_info -> ${answer.status}`,
  );
}

async function findAccount(answer: Answer, options: ProbeOptions) {
  const asked = {
    subject: 'the current account',
    effect: 'read',
    requiredScopes: [['read:confluence-user'], ['read:content-details:confluence']],
    platform: options.address.platform,
    request: `${options.address.platform} getCurrentUser`,
  } as const;
  // Data Center may take refused credentials for nobody's, with 200.
  const refused = options.address.platform === 'datacenter' ? refusedSignIn(answer, asked) : undefined;
  if (refused !== undefined) throw refused;
  if (answer.status < 200 || answer.status >= 300) {
    throw errorFromResponse(answer, asked, (options.clock ?? systemClock).now());
  }
  if (isHtml(answer)) throw errorFromWebPage(answer, asked);
  const parsed = currentUser.safeParse(jsonOf(answer));
  const id = parsed.data?.accountId ?? parsed.data?.userKey;
  if (parsed.success && typeof id !== 'string') {
    throw new AppError(
      'upstream_auth',
      'Confluence took the credentials for nobody: it answered as anonymous.',
      {
        nextStep: 'Check the token, and whether the account may still use Confluence.',
      },
    );
  }
  if (!parsed.success || typeof id !== 'string') {
    throw notConfluence('The address answers, but not as Confluence does.', 'user/current');
  }
  const { displayName, publicName, email } = parsed.data;
  return { id, displayName: displayName || publicName || id, ...(email && { email }) };
}

function contentApi(status: number): 'lives' | 'gone' | 'unknown' {
  if (status === 200) return 'lives';
  return status === 410 ? 'gone' : 'unknown';
}

function verdictOf(error: AppError): SiteReport['verdict'] {
  switch (error.code) {
    case 'upstream_auth':
      return 'wrong_credentials';
    case 'upstream_forbidden':
      return 'forbidden';
    case 'denied':
      return 'refused_address';
    case 'rate_limited':
      return 'failing';
    case 'not_found':
    case 'invalid_input':
      return 'not_confluence';
    default:
      if (isTlsFailure(error)) return 'tls';
      if (error.fields.upstreamStatus === undefined) return 'unreachable';
      return error.fields.upstreamStatus >= 500 ? 'failing' : 'not_confluence';
  }
}

function notConfluence(message: string, detail: string): AppError {
  return new AppError('invalid_input', message, {
    nextStep: 'Check the spelling of the address and, for a Data Center, its context path.',
    detail,
  });
}

function jsonOf(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    return undefined;
  }
}
