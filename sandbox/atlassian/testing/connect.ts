import type { RunningSandbox } from '../../start.ts';
import type { AppCredentials } from '../apps.ts';
import type { TokenAnswer } from '../grants.ts';
import { scriptedBrowser, type BrowserPage } from './scripted-browser.ts';

export interface App extends AppCredentials {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** Registers an app with its callback on this machine. */
export function registerApp(sandbox: RunningSandbox, scopes: readonly string[], name = 'Weir'): App {
  const redirectUri = 'http://localhost:9/callback';
  return { ...sandbox.apps.create({ name, redirectUri, scopes }), redirectUri, scopes };
}

/** The address that an app sends people to; `change` replaces parameters, null takes one away. */
export function authorizationAddress(
  sandbox: RunningSandbox,
  app: App,
  change: Readonly<Record<string, string | null>> = {},
): string {
  const address = new URL(sandbox.atlassian.authorizeUrl);
  const parameters = {
    audience: 'api.atlassian.com',
    client_id: app.clientId,
    scope: app.scopes.join(' '),
    redirect_uri: app.redirectUri,
    state: 'state-of-the-app',
    response_type: 'code',
    prompt: 'consent',
    ...change,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) address.searchParams.set(name, value);
  }
  return address.href;
}

/** Signs in as a person in a fresh browser and answers the page behind the sign-in. */
export async function signIn(
  sandbox: RunningSandbox,
  accountId: string,
  address: string,
): Promise<BrowserPage> {
  const login = await scriptedBrowser(sandbox.siteUrl).open(address);
  return login.submit({ account: accountId });
}

/** Walks the whole way as a person: sign-in, consent for the site, back to the app. Answers the code. */
export async function authorize(sandbox: RunningSandbox, app: App, accountId: string): Promise<string> {
  const consent = await signIn(sandbox, accountId, authorizationAddress(sandbox, app));
  const back = await consent.submit({ site: sandbox.cloudId, decision: 'accept' });
  const code = back.outside?.searchParams.get('code');
  if (code === undefined || code === null) throw new Error(`no code: ${back.url} ${back.text.slice(0, 500)}`);
  return code;
}

/** Sends a request to the token endpoint as JSON. */
export async function askForTokens(
  sandbox: RunningSandbox,
  request: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(sandbox.atlassian.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return { status: response.status, body: await response.json() };
}

/** Connects a person to an app. @throws Error when the endpoint gives no tokens */
export async function connect(sandbox: RunningSandbox, app: App, accountId: string): Promise<TokenAnswer> {
  const { clientId: client_id, clientSecret: client_secret, redirectUri: redirect_uri } = app;
  const code = await authorize(sandbox, app, accountId);
  const { status, body } = await askForTokens(sandbox, {
    grant_type: 'authorization_code',
    client_id,
    client_secret,
    redirect_uri,
    code,
  });
  if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(body)}`);
  return body as TokenAnswer;
}

/** Refreshes with a token of the app. */
export function refreshWith(
  sandbox: RunningSandbox,
  app: App,
  token: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { clientId: client_id, clientSecret: client_secret } = app;
  return askForTokens(sandbox, {
    grant_type: 'refresh_token',
    client_id,
    client_secret,
    refresh_token: token,
  });
}
