/** How somebody proved who they are. */
export type SignInMethod = 'link' | 'passkey' | 'password' | 'oidc' | 'atlassian';

/** A signed-in browser. An account is a human of the installation; in each workspace they are a person of it. */
export interface BrowserSession {
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly isOperator: boolean;
  readonly method: SignInMethod;
  /** When they last proved it, UTC milliseconds: for actions that want a fresh sign-in. */
  readonly signedInAt: number;
}

/** Signed-in browsers, known by a cookie of which only a hash is stored. */
export interface BrowserSessions {
  of(request: Request): Promise<BrowserSession | undefined>;
  /** A new session under a new id; answers the value of `Set-Cookie`. The session that the browser of `before` had ends. */
  start(accountId: string, method: SignInMethod, before?: Request): Promise<string>;
  /** Ends the session of this browser; answers the value of `Set-Cookie` that forgets it. */
  end(request: Request): Promise<string>;
  /** What a form of a signed-in page carries, so that no other site can send it. Empty without a session. */
  formToken(request: Request): string;
  /**
   * Raises `denied` for a form that did not come from a page of ours in this session (Origin, Sec-Fetch-Site and the form
   * token are checked).
   */
  checkForm(request: Request, token: string | undefined): void;
}
