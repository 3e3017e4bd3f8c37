/** What a refusal tells a client beside its error (RFC 6750 §3, RFC 9728 §5.1). */
export interface ChallengeFields {
  readonly error?: 'invalid_token' | 'insufficient_scope';
  readonly error_description?: string;
  /** Scopes with spaces between. */
  readonly scope?: string;
  readonly resource_metadata?: string;
}

/** The value of `WWW-Authenticate`. */
export function bearerChallenge(fields: ChallengeFields): string {
  const all = { realm: 'weir', ...fields };
  const parts = Object.entries(all).map(([name, value]) => `${name}=${quoted(value)}`);
  return `Bearer ${parts.join(', ')}`;
}

/** A quoted string of RFC 9110 §5.6.4. */
function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
}
