import { oauthBrowser, type OAuthBrowser } from '../support/oauth-browser.ts';

/** Somebody whose browser is signed in, and who allows what a client asks for. */
export interface PersonAtBrowser {
  readonly browser: OAuthBrowser;
  /** Goes where a client sends them, allows it, and follows the redirect to the client. */
  allow(authorizeUrl: string): Promise<void>;
  /** Scopes that clients asked for, one text for each time. */
  readonly asked: readonly string[];
}

/** `signInLink`: what `weir start` printed, for one person. */
export async function personAtBrowser(mcpUrl: string, signInLink: string): Promise<PersonAtBrowser> {
  const asked: string[] = [];
  const plain = oauthBrowser(new URL(mcpUrl).origin);
  const browser: OAuthBrowser = {
    ...plain,
    open(address) {
      const { pathname, searchParams } = new URL(address);
      if (pathname === '/oauth/authorize') asked.push(searchParams.get('scope') ?? '');
      return plain.open(address);
    },
  };
  const page = await browser.open(signInLink);
  const signedIn = await page.press('Sign in');
  if (!signedIn.url.endsWith('/account')) throw new Error(`not signed in: ${signedIn.url}`);
  return {
    browser,
    asked,
    async allow(authorizeUrl) {
      const shown = await browser.open(authorizeUrl);
      const { outside } = shown.outside ? shown : await shown.press('Allow');
      if (!outside) throw new Error(`the client was not let in: ${authorizeUrl}`);
      await deliver(outside);
    },
  };
}

/** People are slower than this: some clients begin to listen only after they opened the browser. */
async function deliver(redirect: URL): Promise<void> {
  for (let left = 100; ; left -= 1) {
    try {
      await fetch(redirect);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
