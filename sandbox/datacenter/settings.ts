/** What an administrator of an emulated Data Center can change while it runs. */
export interface DataCenterSettings {
  /** Read-only mode, as during maintenance: writes are refused with 405. */
  accessMode: 'READ_WRITE' | 'READ_ONLY';
  /**
   * What wrong credentials get: 401, or silently what anonymous visitors see, told only by headers
   * (facts: confluence-api §3.4).
   */
  failedSignIn: 'refused' | 'anonymous';
  /** Whether user names with passwords are taken; administrators may switch that off (facts: confluence-api §14). */
  basicAuth: boolean;
  /** After so many wrong passwords in a row a captcha stands before every further one; null for never. */
  captchaAfter: number | null;
  /** Whether the OAuth provider asks for the client's secret even with PKCE, as it does unless told otherwise (facts: confluence-api §14). */
  oauthClientSecret: boolean;
  /** Requests that each person may make, as a bucket of tokens; null for as many as they like. */
  rateLimit: RateLimit | null;
}

export interface RateLimit {
  /** The most tokens that a bucket holds. */
  readonly limit: number;
  /** Tokens gained every interval. */
  readonly fillRate: number;
  readonly intervalSeconds: number;
}

export function standardSettings(): DataCenterSettings {
  return {
    accessMode: 'READ_WRITE',
    failedSignIn: 'refused',
    basicAuth: true,
    captchaAfter: null,
    oauthClientSecret: true,
    rateLimit: null,
  };
}
