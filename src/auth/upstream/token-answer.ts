import { z } from 'zod';
import { Secret } from '../../kernel/secret.ts';
import { parseJson } from './parse-json.ts';

/** What a token endpoint gave. */
export interface Tokens {
  readonly access: Secret;
  readonly refresh?: Secret;
  /** Milliseconds. */
  readonly livesMs?: number;
  /** Absent where the answer did not say. */
  readonly scopes?: readonly string[];
}

/** What an answer of a token endpoint means for a grant. */
export type TokenVerdict =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  /** The code or the refresh token is no good, and will not be. */
  | { readonly kind: 'dead' }
  /** The app's id or secret is wrong: nothing is said of the grant. */
  | { readonly kind: 'wrong_client' }
  /** Nothing to judge by. Where it `mayHaveHappened`, tokens may have been rotated and lost. */
  | { readonly kind: 'unclear'; readonly mayHaveHappened: boolean; readonly detail: string };

const success = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.coerce.number().positive().nullish(),
  scope: z.string().nullish(),
});
const refusal = z.looseObject({ error: z.string() });

/**
 * Judges an answer. Atlassian says 403 for tokens that are no good and 401 for a wrong client (facts: confluence-api §13,
 * measured); RFC 6749 §5.2, which Data Center follows, says 400 `invalid_grant` and 401 `invalid_client`. All the rest, and
 * whatever is no JSON, came from something in between or from a bad day, and leaves the grant as it is.
 */
export function tokenVerdictOf({
  status,
  text,
}: {
  readonly status: number;
  readonly text: string;
}): TokenVerdict {
  const json = parseJson(text);
  if (status >= 200 && status < 300) {
    const { data } = success.safeParse(json);
    if (!data) return { kind: 'unclear', mayHaveHappened: true, detail: `${status} without tokens` };
    const { access_token: access, refresh_token: refresh, expires_in: seconds, scope } = data;
    return {
      kind: 'tokens',
      tokens: {
        access: new Secret(access),
        ...(refresh && { refresh: new Secret(refresh) }),
        ...(seconds && { livesMs: seconds * 1000 }),
        ...(scope && { scopes: scope.split(/\s+/).filter((word) => word !== '') }),
      },
    };
  }
  const error = refusal.safeParse(json).data?.error;
  if (error === undefined) return { kind: 'unclear', mayHaveHappened: status !== 429, detail: `${status}` };
  if (status === 401) return { kind: 'wrong_client' };
  if (status === 403 && (error === 'unauthorized_client' || error === 'invalid_grant'))
    return { kind: 'dead' };
  if (status === 400 && error === 'invalid_grant') return { kind: 'dead' };
  return { kind: 'unclear', mayHaveHappened: status >= 500, detail: `${status} ${word(error)}` };
}

/** Codes of errors are words; anything else is not for the log. */
function word(error: string): string {
  return /^\w{1,40}$/.test(error) ? error : 'unreadable error';
}
