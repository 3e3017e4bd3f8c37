import { retryAfter } from '../../confluence/http/retry.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import { tokenVerdictOf, type Tokens } from './token-answer.ts';

/** An app as its token endpoint knows it. */
export interface ClientApp {
  readonly platform: 'cloud' | 'datacenter';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

export type TokenRequest =
  | {
      readonly grant_type: 'authorization_code';
      readonly code: string;
      readonly redirect_uri: string;
      readonly code_verifier: string;
    }
  | { readonly grant_type: 'refresh_token'; readonly refresh_token: Secret }
  | { readonly grant_type: 'client_credentials' };

export type TokenOutcome =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'dead' }
  | { readonly kind: 'wrong_client' }
  | {
      readonly kind: 'unclear';
      /** Whether tokens may have been rotated although nothing came of it here. */
      readonly mayHaveHappened: boolean;
      /** For whoever waits for the tokens: transient. */
      readonly error: AppError;
    };

/** Milliseconds for a request with its answer; shorter than the lease of whoever refreshes. */
export const tokenRequestMs = 20_000;

/**
 * One request to a token endpoint, never repeated once it may have arrived: refresh tokens rotate. Atlassian documents
 * JSON, Data Center reads a form alone (facts: confluence-api §13, §14). What fails is answered, not raised.
 */
export async function askForTokens(
  { transport, now }: { readonly transport: Transport; readonly now: () => number },
  app: ClientApp,
  request: TokenRequest,
): Promise<TokenOutcome> {
  const url = new URL(app.tokenUrl);
  const parameters = parametersOf(app, request);
  try {
    const answer = await transport.send(
      {
        origin: url.origin,
        path: url.pathname,
        method: 'POST',
        effect: 'write',
        person: `sign-in ${app.clientId}`,
        ...(app.platform === 'cloud'
          ? { body: JSON.stringify(parameters) }
          : {
              body: new URLSearchParams(parameters).toString(),
              contentType: 'application/x-www-form-urlencoded',
            }),
      },
      AbortSignal.timeout(tokenRequestMs),
    );
    const verdict = tokenVerdictOf({ status: answer.status, text: answer.body.toString('utf8') });
    if (verdict.kind !== 'unclear') return verdict;
    const { mayHaveHappened, detail } = verdict;
    const retryAfterMs = retryAfter(answer.headers, now());
    return {
      kind: 'unclear',
      mayHaveHappened,
      error: failed(url, { detail, status: answer.status, retryAfterMs }),
    };
  } catch (thrown) {
    const cause = toAppError(thrown);
    // An address that may not be reached is the operator's to allow; waiting changes nothing.
    const error =
      cause.code === 'denied' ? cause : failed(url, { detail: cause.fields.detail ?? cause.message, cause });
    return { kind: 'unclear', mayHaveHappened: cause.fields.mayHaveHappened ?? true, error };
  }
}

function parametersOf(app: ClientApp, request: TokenRequest): Record<string, string> {
  const client = { client_id: app.clientId, client_secret: app.clientSecret.reveal() };
  switch (request.grant_type) {
    case 'refresh_token':
      return { ...client, grant_type: request.grant_type, refresh_token: request.refresh_token.reveal() };
    case 'authorization_code':
    case 'client_credentials':
      return { ...client, ...request };
    default:
      return request satisfies never;
  }
}

function failed(
  { host }: URL,
  {
    detail,
    status,
    retryAfterMs,
    cause,
  }: {
    readonly detail: string;
    readonly status?: number;
    readonly retryAfterMs?: number | undefined;
    readonly cause?: AppError;
  },
): AppError {
  const throttled = status === 429;
  return new AppError(
    throttled ? 'rate_limited' : 'upstream_unavailable',
    throttled
      ? `${host} limits how often it is asked for sign-in.`
      : `The sign-in service of Confluence at ${host} could not be asked, or gave no usable answer.`,
    {
      nextStep: 'Try again in a moment; this is transient and needs no reconnection.',
      detail: `token endpoint: ${detail}`,
      ...(status !== undefined && { upstreamStatus: status }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(cause && { cause }),
    },
  );
}
