import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../src/kernel/secret.ts';
import { launchChromium, noChromium } from './support/chromium.ts';
import { startCompanyProvider, type CompanyProvider } from './support/signing-in/company-provider.ts';
import { startSignInSite, type SignInSite } from './support/signing-in/sign-in-site.ts';

describe.skipIf(noChromium)(`signing in with a real browser${noChromium}`, () => {
  let site: SignInSite;
  let company: CompanyProvider;
  let browser: Browser;
  beforeAll(async () => {
    let url = (): string => '';
    company = await startCompanyProvider({ redirectUri: () => `${url()}/sign-in/oidc/callback` });
    const { issuer, clientId, clientSecret } = company;
    site = await startSignInSite((needed) => {
      ({ url } = needed);
      return {
        local: true,
        oidc: {
          issuer,
          clientId,
          clientSecret: new Secret(clientSecret),
          name: 'Acme SSO',
          send: (address, options) => fetch(address, options),
        },
      };
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await company?.close();
  });

  /** A fresh browser; what its console says is kept, since a blocked script or style shows there alone. */
  async function visitor(): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      // A provider without an icon is not ours to complain about.
      if (message.type() === 'error' && !message.location().url.startsWith(company.issuer))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    return { context, page, complaints };
  }

  /** An authenticator inside the browser that always says yes. */
  async function withAuthenticator(page: Page): Promise<CDPSession> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return session;
  }

  async function throughLink(page: Page, name: string): Promise<void> {
    const account = await site.addPerson(name);
    await page.goto((await site.signIn.links.create(account.id)).reveal());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
  }

  it('takes a link, adds a passkey, signs out, and comes back with the passkey', async () => {
    const { context, page, complaints } = await visitor();
    await withAuthenticator(page);
    await throughLink(page, 'Ada Lovelace');
    await page.getByLabel('Name of a new passkey').fill('Laptop');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('The passkey was added.').waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'Laptop' }).count()).toBe(1);

    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByText('You are signed out.').waitFor();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    expect(await page.getByText('with a passkey', { exact: false }).count()).toBeGreaterThan(0);
    expect(await page.getByText('ada.lovelace@weir.test').count()).toBe(1);
    expect((await site.recorded()).slice(-3)).toEqual([
      'passkey.added ok',
      'session.ended ok',
      'session.started ok',
    ]);

    await page.getByRole('button', { name: 'Remove the passkey Laptop' }).click();
    await page.getByText('The passkey was removed.').waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('Weir could not sign you in with that.').waitFor();
    expect((await site.recorded()).at(-1)).toBe('session.refused denied unknown_passkey');
    expect(complaints).toEqual([expect.stringContaining('403')]);
    await context.close();
  });

  it('refuses the answer of a passkey that was sent before, and one that was changed', async () => {
    const { context, page } = await visitor();
    await withAuthenticator(page);
    await throughLink(page, 'Bo');
    await page.getByLabel('Name of a new passkey').fill('Key');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('The passkey was added.').waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();

    const sent: string[] = [];
    await page.route('**/sign-in/passkey', async (route) => {
      sent.push(route.request().postData() ?? '');
      const tampered = new URLSearchParams(sent.at(-1));
      const answer = JSON.parse(tampered.get('response') ?? '{}') as { response: { signature: string } };
      const { signature } = answer.response;
      answer.response.signature = `${signature.slice(0, -8)}${signature.slice(-8).split('').toReversed().join('')}`;
      tampered.set('response', JSON.stringify(answer));
      await route.continue({ postData: tampered.toString() });
    });
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('Weir could not sign you in with that.').waitFor();
    expect((await site.recorded()).at(-1)).toBe('session.refused denied passkey_not_verified');
    await page.unroute('**/sign-in/passkey');

    await page.route('**/sign-in/passkey', async (route) => {
      await route.continue({ postData: sent[0] ?? '' });
    });
    await page.goto(`${site.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('not valid any more').waitFor();
    await page.goto(`${site.url}/account`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await context.close();
  });

  it("goes to the company's provider and back, whatever that redirects to", async () => {
    const { context, page, complaints } = await visitor();
    await site.addPerson('Cy');
    company.people.set('sub-cy', { email: 'cy@weir.test', email_verified: true, name: 'Cy' });
    await page.goto(`${site.url}/sign-in?next=%2Faccount%3Fdone%3Dothers-ended`);
    await page.getByRole('button', { name: 'Continue with Acme SSO' }).click();
    await page.getByLabel('Subject').fill('sub-cy');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Every other browser was signed out.').waitFor();
    expect(await page.getByText('cy@weir.test').count()).toBe(1);
    const cookies = await context.cookies(site.url);
    expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toContainEqual({
      name: 'weir-session',
      httpOnly: true,
      sameSite: 'Lax',
    });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is not signed in or out by a form of another site', async () => {
    const { context, page } = await visitor();
    await throughLink(page, 'Dee');
    const evil = await context.newPage();
    await evil.route('http://evil.localhost:9/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${site.url}/sign-out"><button>Win a prize</button></form>
          <iframe src="${site.url}/account"></iframe>`,
      }),
    );
    await evil.goto('http://evil.localhost:9/');
    await evil
      .frames()[1]
      ?.waitForLoadState()
      .catch(() => undefined);
    expect(await evil.frames()[1]?.content()).not.toContain('dee@weir.test');
    await evil.getByRole('button', { name: 'Win a prize' }).click();
    await evil.waitForLoadState();
    await page.goto(`${site.url}/account`);
    expect(await page.getByText('dee@weir.test').count()).toBe(1);
    await context.close();
  });

  it('sets a password without any script, and signs in with it', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await throughLink(page, 'Eli');
    expect(await page.getByRole('button', { name: 'Add a passkey' }).count()).toBe(0);
    await page.getByRole('textbox', { name: 'Password' }).fill('violet-teapot-orbit-42');
    await page.getByRole('button', { name: 'Set a password' }).click();
    await page.getByText('The password was set.').waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByLabel('Email').fill('eli@weir.test');
    await page.getByRole('textbox', { name: 'Password' }).fill('violet-teapot-orbit-42');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await context.close();
  });
});
