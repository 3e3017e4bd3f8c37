import type * as openid from 'openid-client';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { ProviderPerson, ProviderRules } from './provider-accounts.ts';
import { notSignedIn } from './refusal.ts';

/** The company's identity provider. `issuer` is https, or http on this machine. */
export interface OidcSettings extends ProviderRules {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** On the button. */
  readonly name: string;
  /** The claim that lists groups; absent: groups are kept by hand. */
  readonly groupsClaim?: string;
  /**
   * For a provider that leaves `email_verified` out and whose addresses are the company's own (Microsoft Entra ID with one
   * tenant). An `email_verified` that is false is refused all the same.
   */
  readonly assumeEmailVerified?: boolean;
}

/** Sends a request out through the operator's network settings; follows no redirect (`redirect` is `manual`). */
export type SendRequest = (
  url: string,
  options: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: Exclude<openid.FetchBody, undefined>;
    readonly redirect: 'manual';
    readonly signal?: AbortSignal;
  },
) => Promise<Response>;

/** What belongs to one sign-in and must come back to the browser that began it. */
export interface OidcErrand {
  readonly verifier: string;
  readonly nonce: string;
}

export interface OidcProvider {
  /** `again`: whoever is signed in there proves it once more. Raises `upstream_unavailable` where it cannot be reached. */
  authorizationUrl(
    request: OidcErrand & { readonly state: string; readonly redirectUri: string; readonly again: boolean },
  ): Promise<URL>;
  /**
   * Exchanges the code and says who signed in. `callback`: the address that the browser came back to. Raises `denied` for
   * an answer that is refused, cancelled, forged, or not of this provider.
   */
  redeem(come: OidcErrand & { readonly state: string; readonly callback: URL }): Promise<ProviderPerson>;
}

const scopes = 'openid email profile';
/** Milliseconds that the provider's document is used before it is fetched again. */
const documentMs = 3_600_000;
const timeoutSeconds = 10;
const mostGroups = 1_000;

type Library = typeof openid;

/** Loaded with the first sign-in: it would be a good part of a start. */
const loadLibrary = (): Promise<Library> => import('openid-client');

/** Raises `configuration` for an issuer that cannot be one. */
export function createOidcProvider(
  settings: OidcSettings,
  { send, clock }: { readonly send: SendRequest; readonly clock: Clock },
): OidcProvider {
  const issuer = new URL(settings.issuer);
  const isLocal =
    issuer.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname);
  if (issuer.protocol !== 'https:' && !isLocal) {
    throw new AppError('configuration', 'The issuer of signIn.oidc is not an https address.', {
      nextStep: 'Write the address as the provider gives it.',
    });
  }
  let found: { readonly configuration: openid.Configuration; readonly until: number } | undefined;

  async function configured(client: Library): Promise<openid.Configuration> {
    if (found && found.until > clock.now()) return found.configuration;
    const configuration = await client
      .discovery(issuer, settings.clientId, undefined, clientAuthentication(client, settings.clientSecret), {
        [client.customFetch]: (url, { body, ...options }) =>
          send(url, { ...options, ...(body !== undefined && { body }) }),
        timeout: timeoutSeconds,
        // The signature of the ID token too, not only where it came from.
        execute: [client.enableNonRepudiationChecks, ...(isLocal ? [client.allowInsecureRequests] : [])],
      })
      .catch((thrown: unknown) => {
        throw unreachable(thrown);
      });
    found = { configuration, until: clock.now() + documentMs };
    return configuration;
  }

  return {
    async authorizationUrl({ state, redirectUri, verifier, nonce, again }) {
      const client = await loadLibrary();
      return client.buildAuthorizationUrl(await configured(client), {
        redirect_uri: redirectUri,
        scope: scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(again && { prompt: 'login' }),
      });
    },

    async redeem({ callback, state, verifier, nonce }) {
      const client = await loadLibrary();
      const configuration = await configured(client);
      const tokens = await client
        .authorizationCodeGrant(configuration, callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        .catch((thrown: unknown) => {
          throw refusedOrUnreachable(client, thrown);
        });
      const idToken = tokens.claims();
      if (!idToken) throw notSignedIn(beginAgain, 'no ID token');
      const { groupsClaim } = settings;
      const isComplete = 'email' in idToken && (groupsClaim === undefined || groupsClaim in idToken);
      const userInfo =
        isComplete || configuration.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await client
              .fetchUserInfo(configuration, tokens.access_token, idToken.sub)
              .catch((thrown: unknown) => {
                throw refusedOrUnreachable(client, thrown);
              });
      return personOf({ ...userInfo, ...idToken }, settings);
    },
  };
}

const claims = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1),
  email: z.string().optional().catch(undefined),
  // Some providers send text.
  email_verified: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
    .optional()
    .catch(false),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
});

function personOf(raw: Record<string, unknown>, settings: OidcSettings): ProviderPerson {
  const claimed = claims.parse(raw);
  const { groupsClaim, assumeEmailVerified = false } = settings;
  return {
    issuer: claimed.iss,
    subject: claimed.sub,
    email: claimed.email,
    isEmailVerified: claimed.email_verified ?? assumeEmailVerified,
    name: claimed.name ?? claimed.preferred_username,
    ...(groupsClaim !== undefined && { groups: groupsIn(raw[groupsClaim]) }),
  };
}

/** No claim means no groups: whoever left the last one has none. */
function groupsIn(claim: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return [...new Set(values.filter((value) => typeof value === 'string' && value !== ''))].slice(
    0,
    mostGroups,
  ) as string[];
}

/** Basic unless the provider lists methods without it (RFC 8414 §2: Basic is what an absent list means). */
function clientAuthentication(client: Library, secret: Secret): openid.ClientAuth {
  return (server, registered, body, headers) => {
    const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = server;
    const authenticate = methods.includes('client_secret_basic')
      ? client.ClientSecretBasic(secret.reveal())
      : client.ClientSecretPost(secret.reveal());
    authenticate(server, registered, body, headers);
  };
}

const beginAgain =
  'Go back to the sign-in page and begin again; if it fails again, an administrator finds the cause in the log.';

/** What a provider or a forger answered, as opposed to a provider that did not answer. */
function refusedOrUnreachable(client: Library, thrown: unknown): AppError {
  if (thrown instanceof client.AuthorizationResponseError) {
    return notSignedIn(
      thrown.error === 'access_denied' ? 'The sign-in was cancelled at the provider.' : beginAgain,
      `the provider answered ${thrown.error}`,
    );
  }
  if (thrown instanceof client.ResponseBodyError) {
    return notSignedIn(beginAgain, `the token endpoint answered ${thrown.status} ${thrown.error}`);
  }
  if (isTransportFailure(thrown)) return unreachable(thrown);
  return notSignedIn(beginAgain, describe(thrown));
}

function unreachable(thrown: unknown): AppError {
  return new AppError('upstream_unavailable', 'The identity provider cannot be reached.', {
    nextStep: 'Try again in a moment, or sign in another way; an administrator finds the cause in the log.',
    detail: describe(thrown),
  });
}

/** What answers instead of a provider: a proxy, a page, nothing. */
const noAnswer = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

function isTransportFailure(thrown: unknown): boolean {
  if (thrown instanceof AppError) return true;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return thrown instanceof TypeError || noAnswer.has(code);
}

/** Names and codes; never what was sent. */
function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'not an error';
  if (thrown instanceof AppError) return `${thrown.code} ${thrown.fields.detail ?? thrown.message}`;
  const code = 'code' in thrown ? ` ${String(thrown.code)}` : '';
  const cause = thrown.cause instanceof Error ? `: ${thrown.cause.message}` : '';
  return `${thrown.name}${code} ${thrown.message}${cause}`;
}
