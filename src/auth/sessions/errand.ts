/** Why a browser is sent away. */
export type ErrandPurpose = 'oidc' | 'atlassian' | 'connect' | 'passkey';

/**
 * Sends a browser away to another site and knows it when it comes back: the `state` of an authorization request and the
 * challenge of a passkey. One errand is finished once, within its time, by the browser that began it.
 */
export interface Errands {
  /**
   * `payload` is sealed: verifiers and nonces may be in it. Answers the state for the request and, where the browser does
   * not carry our cookie yet, the value of `Set-Cookie`.
   */
  begin(errand: {
    readonly request: Request;
    readonly purpose: ErrandPurpose;
    readonly payload: unknown;
    /** Milliseconds. */
    readonly ttlMs: number;
  }): Promise<{ readonly state: string; readonly setCookie?: string }>;
  /**
   * The payload, used up with this. Raises `denied` with one message for a state that is unknown, used, expired, begun by
   * another browser or for another purpose.
   */
  finish(come: {
    readonly request: Request;
    readonly purpose: ErrandPurpose;
    readonly state: string;
  }): Promise<unknown>;
}
