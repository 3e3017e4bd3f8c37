import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Secret } from '../src/kernel/secret.ts';
import { createLog } from '../src/telemetry/log.ts';
import { findPlanted } from './support/canary.ts';
import { formBrowser } from './support/form-browser.ts';
import { startCompanyProvider } from './support/signing-in/company-provider.ts';
import { startSignInSite } from './support/signing-in/sign-in-site.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-sign-in-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const password = 'violet-teapot-orbit-42';

it('nothing that signs somebody in lies in the database, its log, or the log of the process', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => lines.push(line) } });
  let url = (): string => '';
  const company = await startCompanyProvider({ redirectUri: () => `${url()}/sign-in/oidc/callback` });
  const site = await startSignInSite(
    (needed) => {
      ({ url } = needed);
      const { issuer, clientId } = company;
      const clientSecret = new Secret(company.clientSecret);
      const send = (address: string, options: RequestInit): Promise<Response> => fetch(address, options);
      return { local: true, oidc: { issuer, clientId, clientSecret, name: 'Acme', send } };
    },
    { log, database: { kind: 'sqlite', file: join(folder, 'weir.db') } },
  );
  const ada = await site.addPerson('Ada');
  await site.signIn.local?.passwords.set(ada, password);
  const unused = (await site.signIn.links.create(ada.id)).reveal();
  const used = (await site.signIn.links.create(ada.id)).reveal();
  await (await formBrowser().open(used)).submit();
  const cookie = /=([\w-]{43});/.exec(await site.sessions.start(ada.id, 'password'))?.[1] ?? '';
  const wrong = formBrowser();
  for (const tried of [password, `${password}-wrong`]) {
    await (
      await wrong.open(`${site.url}/sign-in?again=1`)
    ).submit({ email: 'ada@weir.test', password: tried }, { to: '/password' });
  }
  company.people.set('sub-ada', { email: 'ada@weir.test', email_verified: true });
  const browser = formBrowser();
  const away = await (await browser.open(`${site.url}/sign-in`)).submit({}, { to: '/sign-in/oidc' });
  // A second journey that is still on its way.
  await (await formBrowser().open(`${site.url}/sign-in`)).submit({}, { to: '/sign-in/oidc' });
  expect((await away.submit({ subject: 'sub-ada' })).url.pathname).toBe('/account');
  const sent = browser.history.find(({ pathname }) => pathname === '/auth')?.searchParams;
  const back = browser.history.find(({ pathname }) => pathname === '/sign-in/oidc/callback')?.searchParams;
  await site.recorded();
  writeFileSync(join(folder, 'log'), lines.join(''));

  const secrets = {
    password,
    'wrong password': `${password}-wrong`,
    'used link': new URL(used).searchParams.get('token'),
    'unused link': new URL(unused).searchParams.get('token'),
    cookie,
    'client secret': company.clientSecret,
    state: sent?.get('state'),
    nonce: sent?.get('nonce'),
    code: back?.get('code'),
  };
  const found = Object.entries(secrets).map(([name, secret]) => {
    expect(secret?.length, name).toBeGreaterThan(20);
    return [name, findPlanted(folder, secret ?? '')];
  });
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(Object.keys(secrets).map((name) => [name, []])),
  );
  expect(findPlanted(folder, 'ada@weir.test').length).toBeGreaterThan(0);
  expect(lines.join('')).toContain('http.request_served');
  await site.close();
  await company.close();
});
