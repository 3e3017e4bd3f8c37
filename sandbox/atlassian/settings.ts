/** Where Atlassian's behaviour is unknown or differs between sites, and how it is emulated. */
export interface AtlassianSettings {
  /**
   * What a bearer token that is expired, revoked or nonsense is answered on the API address. `as-absent` is what was reported:
   * 404 in v2 and 403 in v1, as without credentials; `unauthorized` is a 401 in JSON.
   */
  readonly deadToken: 'as-absent' | 'unauthorized';
  /** Whether a `code_challenge` binds the code to its verifier. Atlassian documents none (ECO-283). */
  readonly pkce: 'ignored' | 'honoured';
  readonly quota: PointsQuota;
}

export interface PointsQuota {
  /** Points that an app has for an hour of the clock. */
  readonly pointsPerHour: number;
  /** One pool for the app on all its sites, or one for each site. Only the names in headers differ here. */
  readonly policy: 'global-app-quota' | 'tenant-app-quota';
  /** Whether the structured headers still carry `Beta-` before their names. */
  readonly headers: 'beta' | 'enforced';
}

/** Documented limits (facts: confluence-api §4); behaviour as it was reported (facts: confluence-api §3.1, §13). */
export const standardSettings: AtlassianSettings = {
  deadToken: 'as-absent',
  pkce: 'ignored',
  quota: { pointsPerHour: 65_000, policy: 'global-app-quota', headers: 'beta' },
};
