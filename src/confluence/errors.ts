import { AppError, type AppErrorFields, type ErrorCode } from '../kernel/app-error.ts';
import type { Asked, Say } from './asked.ts';
import { badRequest, capital, clash } from './error-verdicts.ts';
import { readRefusal, type UpstreamRefusal } from './error-shapes.ts';
import type { Answer } from './http/exchange.ts';
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
  const trace = answer.headers['atl-traceid'] ?? answer.headers['x-request-id'];
  const fields: AppErrorFields = {
    upstreamStatus: status,
    detail: `${asked.request} -> ${status} ${refusal.shape}${trace === undefined ? '' : ` trace ${String(trace)}`}`,
    ...(refusal.text !== '' && { upstreamMessage: refusal.text }),
    ...(asked.effect === 'write' && { mayHaveHappened: status >= 500 || (status >= 300 && status < 400) }),
  };
  const say = (code: ErrorCode, message: string, nextStep: string, more: AppErrorFields = {}): AppError =>
    new AppError(code, message, { ...fields, nextStep, ...more });

  if (isBadCredentials(refusal, answer)) return credentialsRefused(refusal, asked, say);
  switch (status) {
    case 400:
    case 422:
      return badRequest(refusal, asked, say);
    case 401:
      return say(
        'upstream_forbidden',
        `The Atlassian token lacks a scope that ${asked.subject} needs.`,
        scopesNeeded(asked),
      );
    case 403:
      return forbidden(refusal, asked, say);
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
      return say(
        'upstream_forbidden',
        'This site no longer serves the older Confluence API that classic scopes give access to.',
        `Grant granular scopes and reconnect. ${scopesNeeded(asked)}`.trim(),
      );
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
  if (answer.headers['x-seraph-loginreason'] === 'AUTHENTICATION_DENIED') return true;
  return /cannot access Confluence|not permitted to use Confluence/i.test(text);
}

function credentialsRefused(refusal: UpstreamRefusal, asked: Asked, say: Say): AppError {
  if (asked.platform === 'datacenter') {
    return say(
      'upstream_auth',
      'Confluence refused the credentials: the token or password is wrong, expired or revoked.',
      'Reconnect the account, or replace the token; sign-in by password may be switched off on this site.',
    );
  }
  const message = 'The Atlassian token is missing, expired or revoked.';
  if (refusal.status === 401 && refusal.shape === 'html') {
    return say(
      'upstream_auth',
      message,
      'Reconnect. A scoped API token or an OAuth token works only through api.atlassian.com, not on the site itself.',
    );
  }
  if (refusal.shape === 'gateway') {
    return say(
      'upstream_auth',
      message,
      'Reconnect the account, or replace the token; the cloud id in the API address must be that of its site.',
    );
  }
  return say('upstream_auth', message, 'Reconnect the account, or replace the token.');
}

function scopesNeeded(asked: Asked): string {
  const ways = asked.requiredScopes.map((scopes) => scopes.map((scope) => `\`${scope}\``).join(' and '));
  if (ways.length === 0) return 'Add the missing scope where the app or the token was made, then reconnect.';
  return `It needs ${ways.join(', or ')}: add it where the app or the token was made, then reconnect.`;
}

function forbidden(refusal: UpstreamRefusal, asked: Asked, say: Say): AppError {
  if (/allow ?list|ip address/i.test(refusal.text)) {
    return say(
      'upstream_forbidden',
      "The site's IP allowlist does not let Weir in.",
      "A site administrator adds Weir's outgoing address to the allowlist.",
    );
  }
  if (refusal.shape === 'html') return notConfluence(say);
  if (asked.platform === 'datacenter') {
    const scope =
      asked.effect === 'write' ? ' A token of an application link also needs the scope `WRITE`.' : '';
    return say(
      'upstream_forbidden',
      `This account lacks the permission for ${asked.subject}.`,
      `Ask a space administrator for access.${scope}`,
    );
  }
  return say(
    'upstream_forbidden',
    `This account lacks the permission for ${asked.subject}, or its token lacks a scope.`,
    `Ask a space administrator for access. ${scopesNeeded(asked)}`,
  );
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
