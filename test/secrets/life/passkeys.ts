import { expect } from 'vitest';
import { formBrowser, type FormBrowser, type ShownPage } from '../../support/form-browser.ts';
import { createAuthenticator } from '../authenticator.ts';
import type { World } from '../world.ts';

/** A passkey is added and signs in; its answer counts once, and one to another challenge not at all. */
export async function usePasskey(world: World, browser: FormBrowser): Promise<void> {
  const device = createAuthenticator();
  const account = await browser.open(`${world.url}/account`);
  const { state, ...added } = await begin(world, browser, account, '/account/passkeys');
  const done = await account.submit(
    { state, response: device.create(added), name: 'Phone' },
    { to: '/account/passkeys' },
  );
  expect(done.text).toContain('The passkey was added.');

  const elsewhere = formBrowser();
  const page = await elsewhere.open(`${world.url}/sign-in`);
  const send = async (fields: { readonly state: string; readonly response: string }) =>
    page.submit(fields, { to: '/sign-in/passkey' });
  const asked = await begin(world, elsewhere, page, '/sign-in/passkey');
  const other = await begin(world, elsewhere, page, '/sign-in/passkey');
  const wrong = await send({ state: other.state, response: device.get(asked) });
  expect(wrong.status, wrong.text).toBe(403);
  const answer = { state: asked.state, response: device.get(asked) };
  const signedIn = await send(answer);
  expect(signedIn.url.pathname, signedIn.text).toBe('/account');
  // Its bytes are inside of what the device signed.
  world.ledger.prove('challenge of a passkey');
  expect((await send(answer)).status).toBe(403);
}

/** What the script of a page does first. */
async function begin({ ledger }: World, browser: FormBrowser, page: ShownPage, action: string) {
  const token = /name="form_token" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
  const { html } = await browser.post(new URL(`${action}/begin`, page.url), { form_token: token });
  const read = JSON.parse(html) as { state: string; options: { challenge: string } };
  const { challenge } = read.options;
  ledger.plant('challenge of a passkey', challenge);
  ledger.plantBytes('challenge of a passkey', Buffer.from(challenge, 'base64url'));
  return { state: ledger.plant('state of a passkey', read.state), challenge, url: page.url };
}
