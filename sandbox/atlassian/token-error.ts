/** An answer of the token endpoint that gives no tokens. Status and words are Atlassian's own (facts: confluence-api §13). */
export interface TokenError {
  readonly status: 400 | 401 | 403;
  readonly error: string;
  readonly error_description: string;
}

/** Measured: a wrong secret, or a client that does not exist. */
export const wrongClient: TokenError = {
  status: 401,
  error: 'access_denied',
  error_description: 'Unauthorized',
};

/** Measured: a refresh token that is unknown, or rotated out and back too late. */
export const unknownRefreshToken: TokenError = {
  status: 403,
  error: 'unauthorized_client',
  error_description: 'refresh_token is invalid',
};

/** Documented: a refresh token that expired or was revoked. */
export const expiredRefreshToken: TokenError = {
  status: 403,
  error: 'invalid_grant',
  error_description: 'Unknown or invalid refresh token.',
};

/** Unverified wording: a code that is unknown, used or expired. */
export const invalidCode: TokenError = {
  status: 403,
  error: 'invalid_grant',
  error_description: 'Invalid authorization code',
};

/** Unverified: what RFC 6749 §5.2 says of requests that are not complete. */
export function incompleteRequest(parameter: string): TokenError {
  return {
    status: 400,
    error: 'invalid_request',
    error_description: `Missing required parameter: ${parameter}`,
  };
}

/** Unverified: RFC 6749 §5.2. */
export function unsupportedGrant(grantType: string): TokenError {
  return {
    status: 400,
    error: 'unsupported_grant_type',
    error_description: `Unsupported grant type: ${grantType}`,
  };
}
