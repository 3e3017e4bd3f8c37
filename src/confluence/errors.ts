import { AppError, type AppErrorFields, type ErrorCode } from '../kernel/app-error.ts';
import type { Asked, Say, ScopeSet } from './asked.ts';
import { badRequest, capital, clash } from './error-verdicts.ts';
import { readRefusal, type UpstreamRefusal } from './error-shapes.ts';
import type { Answer } from './http/exchange.ts';
import { requestIdOf } from './http/last-answer.ts';
import { retryAfter } from './http/retry.ts';

const transient = 'This is transient and needs no reconnection.';

/**
 * The AppError for an answer that is not 2xx, whichever of the vendor's forms it has: Cloud v2, Cloud v1, the API gateway,
 * Data Center, or a web page. Confluence's own text goes to `upstreamMessage` only.
 * @param now epoch milliseconds, to turn a date in Retry-After into a duration.
 */
export function errorFromResponse(answer: Answer, asked: Asked, now: number): AppError {
  const refusal = readRefusal(answer);
  const { status } = refusal;
  const trace = requestIdOf(answer.headers);
  const fields: AppErrorFields = {
    upstreamStatus: status,
    detail: `${asked.request} -> ${status} ${refusal.shape}${trace === undefined ? '' : ` trace ${trace}`}`,
    ...(trace !== undefined && { upstreamRequestId: trace }),
    ...(refusal.text !== '' && { upstreamMessage: refusal.text }),
    ...(asked.effect === 'write' && { mayHaveHappened: status >= 500 || (status >= 300 && status < 400) }),
  };
  const say = (code: ErrorCode, message: string, nextStep: string, more: AppErrorFields = {}): AppError =>
    new AppError(code, message, { ...fields, nextStep, ...more });

  if (isBadCredentials(refusal, answer)) return credentialsRefused(refusal, answer, asked, say);
  switch (status) {
    case 400:
    case 422:
      return badRequest(refusal, asked, say);
    case 401:
      return say(
        'upstream_forbidden',
        `The Atlassian token lacks a scope that ${asked.subject} needs.`,
        scopesNeeded(asked.requiredScopes),
        neededScopes(asked.requiredScopes),
      );
    case 403:
      return forbidden(refusal, answer, asked, say);
    case 404:
      return refusal.shape === 'html' ? notConfluence(say) : missing(asked, say);
    case 405:
      return refusal.readOnlyMode
        ? say(
            'upstream_unavailable',
            'Confluence is in read-only mode.',
            'Nothing was changed; try again after the maintenance.',
          )
        : say(
            'invalid_input',
            `Confluence does not offer this for ${asked.subject}.`,
            'Use another operation.',
          );
    case 407:
      return say(
        'upstream_unavailable',
        'The HTTP proxy wants a user and a password.',
        "Check the proxy's address and credentials.",
      );
    case 409:
      return clash(refusal, asked, say);
    case 410:
      return gone(asked, say);
    case 413:
      return say(
        'too_large',
        'Confluence refused this as too large; it takes bodies of up to 5 MB.',
        'Split the content over several pages.',
      );
    case 429:
      return throttled(answer, now, say);
    case 501:
      return say(
        'invalid_input',
        `This site cannot do this for ${asked.subject}.`,
        'Use another operation; repeating it does not help.',
      );
    default:
      return elsewise(refusal, asked, say);
  }
}

/** The same as for a 410, for a site of which it is known. */
export function errorOfGoneApi(asked: Asked): AppError {
  return gone(
    asked,
    (code, message, nextStep, more) =>
      new AppError(code, message, {
        nextStep,
        detail: `${asked.request} not sent: the API is gone`,
        ...more,
      }),
  );
}

/** An answer that claims success but is a web page. */
export function errorFromWebPage(answer: Pick<Answer, 'status'>, asked: Asked): AppError {
  return notConfluence(
    (code, message, nextStep) =>
      new AppError(code, message, {
        nextStep,
        upstreamStatus: answer.status,
        detail: `${asked.request} -> ${answer.status} html`,
        ...(asked.effect === 'write' && { mayHaveHappened: true }),
      }),
  );
}

/**
 * Wrong, expired and absent credentials look different everywhere: 404 with the bare title `Not Found` on v2, 403 with one
 * of two texts on v1, 401 at the gateway and on Data Center (facts: confluence-api §3).
 */
function isBadCredentials({ status, shape, text }: UpstreamRefusal, answer: Answer): boolean {
  if (status === 401) return !/scope does not match/i.test(text);
  if (status === 404) return (shape === 'cloud-v2' || shape === 'gateway') && text === 'Not Found';
  if (status !== 403) return false;
  if (isLocked(answer)) return true;
  return /cannot access Confluence|not permitted to use Confluence/i.test(text);
}

/** A Data Center that wants a CAPTCHA, or takes no passwords. */
function isLocked({ headers }: Answer): boolean {
  return headers['x-seraph-loginreason'] === 'AUTHENTICATION_DENIED';
}

/** Only what another token would cure is `dead`: not a locked account, nor a token on the wrong address. */
function credentialsRefused(refusal: UpstreamRefusal, answer: Answer, asked: Asked, say: Say): AppError {
  const dead: AppErrorFields = isLocked(answer) ? {} : { credentials: 'dead' };
  if (asked.platform === 'datacenter') {
    return say(
      'upstream_auth',
      'Confluence refused the credentials: the token or password is wrong, expired or revoked.',
      'Reconnect the account, or replace the token; sign-in by password may be switched off on this site.',
      dead,
    );
  }
  const message = 'The Atlassian token is missing, expired or revoked.';
  if (refusal.status === 401 && refusal.shape === 'html') {
    return say(
      'upstream_auth',
      'The site does not take this kind of Atlassian token.',
      'Scoped API tokens and OAuth tokens work only through api.atlassian.com, not on the site itself: check the address of the connection, then the token.',
    );
  }
  if (refusal.shape === 'gateway' && refusal.status === 404) {
    return say(
      'upstream_auth',
      'The Atlassian token is not for this site, or there is no such site.',
      'The cloud id in the API address must be that of the site; reconnect the account and choose the site.',
    );
  }
  return say('upstream_auth', message, 'Reconnect the account, or replace the token.', dead);
}

function gone({ newerScopes, requiredScopes }: Asked, say: Say): AppError {
  const sets = newerScopes ?? requiredScopes;
  return say(
    'upstream_forbidden',
    'This site no longer serves the older content API; granular scopes are needed.',
    scopesNeeded(sets),
    neededScopes(sets),
  );
}

/** What the answer lacks for a caller that wants to know more than words. */
function neededScopes(ways: readonly ScopeSet[]): AppErrorFields {
  return ways.length === 0 ? {} : { neededScopes: ways };
}

function scopesNeeded(sets: readonly ScopeSet[]): string {
  const ways = sets.map((scopes) => scopes.map((scope) => `\`${scope}\``).join(' and '));
  if (ways.length === 0) return 'Add the missing scope where the app or the token was made, then reconnect.';
  return `It needs ${ways.join(', or ')}: add it where the app or the token was made, then reconnect.`;
}

function forbidden(refusal: UpstreamRefusal, answer: Answer, asked: Asked, say: Say): AppError {
  if (/allow ?list|ip address/i.test(refusal.text)) {
    return say(
      'upstream_forbidden',
      "The site's IP allowlist does not let Weir in.",
      "A site administrator adds Weir's outgoing address to the allowlist.",
    );
  }
  if (refusal.shape === 'html') return notConfluence(say);
  if (asked.platform === 'datacenter') {
    const scope = insufficientScope(answer);
    if (scope !== undefined) {
      return say(
        'upstream_forbidden',
        `The token lacks a scope that ${asked.subject} needs.`,
        scopesNeeded([[scope]]),
        neededScopes([[scope]]),
      );
    }
    const hint =
      asked.effect === 'write' ? ' A token of an application link also needs the scope `WRITE`.' : '';
    return say(
      'upstream_forbidden',
      `This account lacks the permission for ${asked.subject}.`,
      `Ask a space administrator for access.${hint}`,
    );
  }
  return say(
    'upstream_forbidden',
    `This account lacks the permission for ${asked.subject}, or its token lacks a scope.`,
    `Ask a space administrator for access. ${scopesNeeded(asked.requiredScopes)}`,
  );
}

/** The scope that Data Center's OAuth provider names for a token that has too little (RFC 6750 §3.1). */
function insufficientScope({ headers }: Answer): string | undefined {
  const challenge = headers['www-authenticate'] ?? '';
  if (!/error="?insufficient_scope/i.test(challenge)) return undefined;
  return /scope="?(READ|WRITE|ADMIN|SYSTEM_ADMIN)\b/.exec(challenge)?.[1];
}

function missing(asked: Asked, say: Say): AppError {
  const subject = capital(asked.subject);
  return asked.effect === 'write'
    ? say(
        'not_found',
        `${subject} does not exist, or this account may not change it.`,
        'Check the id and the permissions of the account.',
      )
    : say(
        'not_found',
        `${subject} does not exist or is not visible to this account.`,
        'Check the id, or search for the title.',
      );
}

function notConfluence(say: Say): AppError {
  return say(
    'upstream_unavailable',
    'The address answered with a web page instead of Confluence data.',
    "A proxy, a sign-in page or a wrong base address stands in between: check the connection's address.",
  );
}

function throttled(answer: Answer, now: number, say: Say): AppError {
  const quota = answer.headers['ratelimit-reason'] ?? answer.headers['x-ratelimit-reset'];
  const reset = answer.headers['x-ratelimit-reset'];
  const until = typeof reset === 'string' ? Date.parse(reset) - now : Number.NaN;
  const retryAfterMs = retryAfter(answer.headers, now) ?? (until > 0 ? until : undefined);
  const message =
    quota === undefined
      ? 'Confluence limits how often it is asked.'
      : "Confluence's quota for this app or site is used up for now.";
  const when =
    retryAfterMs === undefined ? 'in a minute' : `in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} seconds`;
  return say('rate_limited', message, `Nothing was changed; try again ${when}.`, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function elsewise(refusal: UpstreamRefusal, asked: Asked, say: Say): AppError {
  const { status } = refusal;
  if (status >= 500) {
    if (asked.about === 'cql' && /query parameter is required/i.test(refusal.text))
      return badRequest(refusal, asked, say);
    return asked.effect === 'write'
      ? say(
          'upstream_unavailable',
          'Confluence failed, and the change may have been made.',
          `Read the content again before you repeat it. ${transient}`,
        )
      : say('upstream_unavailable', 'Confluence failed.', `Try again. ${transient}`);
  }
  if (status >= 300 && status < 400) return notConfluence(say);
  return say(
    'upstream_unavailable',
    `Confluence refused ${asked.subject} with status ${status}.`,
    'Check the arguments; an administrator finds more in the log.',
  );
}
