import { expect } from 'vitest';
import { formBrowser, type FormBrowser } from '../../support/form-browser.ts';
import { wideCanary } from '../ledger.ts';
import type { World } from '../world.ts';
import { adminOf, type Admin } from './admin.ts';
import { usePasskey } from './passkeys.ts';

export interface SignedIn {
  /** Ana's, who administers. */
  readonly admin: Admin;
  readonly browser: FormBrowser;
}

/** Everybody signs in, in every way there is: a link, a password, a passkey, the identity provider, Atlassian. */
export async function signEverybodyIn(world: World): Promise<SignedIn> {
  const { ledger, url, people, cloud } = world;
  const password = ledger.plant('password', wideCanary());
  const browser = formBrowser();
  const account = await (await browser.open(world.weir.hello['signInLink'] ?? '')).submit();
  expect(account.text).toContain(people.ana.name);
  const set = await account.submit({ password }, { to: '/account/password' });
  expect(set.url.pathname, set.text).toBe('/account');

  const wrong = ledger.plant('wrong password', wideCanary());
  const refused = await (
    await formBrowser().open(`${url}/sign-in`)
  ).submit({ email: people.ana.email, password: wrong }, { to: '/password' });
  expect(refused.status).toBe(403);
  const elsewhere = formBrowser();
  const byPassword = await (
    await elsewhere.open(`${url}/sign-in`)
  ).submit({ email: people.ana.email, password }, { to: '/password' });
  expect(byPassword.url.pathname, byPassword.text).toBe('/account');

  await usePasskey(world, browser);
  const away = await (await formBrowser().open(`${url}/sign-in`)).submit({}, { to: '/sign-in/oidc' });
  expect((await away.submit({ subject: 'sub-cid' })).text).toContain(people.cid.email);
  // A journey that is never finished.
  await (await formBrowser().open(`${url}/sign-in`)).submit({}, { to: '/sign-in/oidc' });

  const accountId = cloud.people[1]?.accountId ?? '';
  const login = await (await formBrowser().open(`${url}/sign-in`)).submit({}, { to: '/sign-in/atlassian' });
  const asked = await login.submit({ account: accountId });
  const back = await asked.submit({ site: cloud.cloudId, decision: 'accept' });
  expect(back.text).toContain(people.ben.name);

  // Setting the password ended no session of the browser that did it; the newest one administers.
  const fresh = await (
    await browser.open(`${url}/sign-in?again=1`)
  ).submit({ email: people.ana.email, password }, { to: '/password' });
  expect(fresh.status).toBe(200);
  return { admin: adminOf(world), browser };
}
