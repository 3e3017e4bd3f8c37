import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendThrough } from '../src/auth/sign-in/send-through.ts';
import { createTransport } from '../src/confluence/http/transport.ts';
import { Secret } from '../src/kernel/secret.ts';
import { addMember, createGroup } from '../src/store/groups.ts';
import { formBrowser, type FormBrowser, type ShownPage } from './support/form-browser.ts';
import { startCompanyProvider, type CompanyProvider } from './support/signing-in/company-provider.ts';
import { startSignInSite, type SignInSite } from './support/signing-in/sign-in-site.ts';

let site: SignInSite;
let company: CompanyProvider;
const transport = createTransport({ version: '0', allowPrivate: ['127.0.0.0/8'] });
let url = (): string => '';

beforeAll(async () => {
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
        groupsClaim: 'groups',
        domains: ['weir.test', 'acme.test'],
        justInTime: { workspace: 'main' },
        send: sendThrough(transport),
      },
    };
  });
});
afterAll(async () => {
  await site.close();
  await transport.close();
  await company.close();
});

/** From our sign-in page to the provider's. */
async function away(browser: FormBrowser, query = ''): Promise<ShownPage> {
  return (await browser.open(`${site.url}/sign-in${query}`)).submit({}, { to: '/sign-in/oidc' });
}

async function through(browser: FormBrowser, subject: string, query = ''): Promise<ShownPage> {
  return (await away(browser, query)).submit({ subject });
}

/** Stops a browser on its way back and answers the address it was sent to. */
async function wayBack(browser: FormBrowser, subject: string): Promise<URL> {
  const isBack = ({ pathname }: URL): boolean => pathname === '/sign-in/oidc/callback';
  browser.stopBefore(isBack);
  const there = await away(browser);
  // The provider remembers a browser that was there before.
  const stopped = isBack(there.url) ? there : await there.submit({ subject });
  browser.stopBefore(undefined);
  return stopped.url;
}

const groupsOf = async (email: string): Promise<string[]> => {
  const rows = await site.foundation.store.db
    .selectFrom('group_members as member')
    .innerJoin('people as person', (join) => join.onRef('person.id', '=', 'member.person_id'))
    .innerJoin('groups as group', (join) => join.onRef('group.id', '=', 'member.group_id'))
    .where('person.email', '=', email)
    .select(['group.name', 'member.source'])
    .orderBy('group.name')
    .execute();
  return rows.map(({ name, source }) => `${name} ${source}`);
};

describe("signing in through the company's provider", () => {
  it('links somebody who is known by their verified address, and knows them by their identity from then on', async () => {
    const ada = await site.addPerson('Ada');
    company.people.set('sub-ada', { email: 'Ada@weir.test', email_verified: true, name: 'Ada L.' });
    const browser = formBrowser();
    const shown = await through(
      browser,
      'sub-ada',
      `?next=${encodeURIComponent('/account?done=others-ended')}`,
    );
    expect(shown.url.href).toBe(`${site.url}/account?done=others-ended`);
    expect(shown.text).toContain('ada@weir.test');
    expect(shown.text).toContain("through the company's provider");
    expect(company.asked.at(-1)).toBe('POST Basic');
    const sent = browser.history.find(({ pathname }) => pathname === '/auth')?.searchParams;
    expect(Object.fromEntries(sent ?? [])).toMatchObject({
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^oidc\.[\w-]{43}$/),
    });
    expect((await site.recorded()).slice(-2)).toEqual(['account.linked ok', 'session.started ok']);

    // A new address at the provider is still the same person here.
    company.people.set('sub-ada', { email: 'ada.married@weir.test', email_verified: true });
    expect((await through(formBrowser(), 'sub-ada')).text).toContain('ada@weir.test');
    const identities = await site.foundation.store.db.selectFrom('account_identities').selectAll().execute();
    expect(identities).toMatchObject([{ issuer: company.issuer, subject: 'sub-ada', account_id: ada.id }]);
  });

  it('makes an account just in time, as a member without a role', async () => {
    company.people.set('sub-new', { email: 'newcomer@acme.test', email_verified: true, name: 'New Comer' });
    const shown = await through(formBrowser(), 'sub-new');
    expect(shown.text).toContain('New Comer');
    expect(shown.text).toContain('Acme member');
    const [member] = site.directory.memberships(
      (await site.signIn.ensureAccount('newcomer@acme.test', 'ignored')).id,
    );
    expect(member).toMatchObject({ name: 'New Comer', roles: [], groups: [] });
    expect((await site.recorded()).slice(-3)).toEqual([
      'account.created ok',
      'account.linked ok',
      'session.started ok',
    ]);
  });

  it('follows the groups claim at each sign-in, and leaves members by hand alone', async () => {
    const bo = await site.addPerson('Bo');
    const { store, ids } = site.foundation;
    const [person] = site.directory.memberships(bo.id);
    const make = async (name: string, claimValue?: string) => {
      const fields = { workspaceId: site.workspace.id, name, now: 1, ...(claimValue && { claimValue }) };
      const group = await createGroup(store.db, fields, ids);
      if (!group || !person) throw new Error('no group');
      return { group, personId: person.personId };
    };
    await make('Editors', 'eng-editors');
    await make('Readers', 'eng-readers');
    const byHand = await make('Friends', 'eng-friends');
    await addMember(store.db, byHand.group, byHand.personId, 1);
    await make('Nobody');

    const claims = { email: 'bo@weir.test', email_verified: true, name: 'Bo' };
    const signedInWith = async (groups: unknown): Promise<string[]> => {
      company.people.set('sub-bo', { ...claims, ...(groups !== undefined && { groups }) });
      expect((await through(formBrowser(), 'sub-bo')).url.pathname).toBe('/account');
      return groupsOf('bo@weir.test');
    };
    expect(await signedInWith(['eng-editors', 'eng-readers', 'unknown', 7])).toEqual([
      'Editors claim',
      'Friends manual',
      'Readers claim',
    ]);
    expect(site.directory.memberships(bo.id)[0]?.groups).toHaveLength(3);
    expect(await signedInWith('eng-readers')).toEqual(['Friends manual', 'Readers claim']);
    expect(await signedInWith(['eng-friends', 'eng-readers'])).toEqual(['Friends manual', 'Readers claim']);
    expect(await signedInWith(undefined)).toEqual(['Friends manual']);
    expect(site.directory.memberships(bo.id)[0]?.groups).toHaveLength(1);
    expect(
      (await site.recorded()).filter((event) => event.startsWith('account.groups_changed')),
    ).toHaveLength(3);
  });

  it.each([
    ['whose address is not verified', { email: 'eve@weir.test', email_verified: false }, 'verified'],
    ['of whose address nothing is said', { email: 'eve@weir.test' }, 'verified'],
    ['who has no address', { email_verified: true }, 'verified'],
    ['of another domain', { email: 'eve@evil.test', email_verified: true }, 'no account for you'],
    [
      'of a domain that only ends alike',
      { email: 'eve@evil-weir.test', email_verified: true },
      'no account for you',
    ],
    ['of a domain below', { email: 'eve@a.weir.test', email_verified: true }, 'no account for you'],
    ['with two signs in the address', { email: 'eve@weir.test@evil.test', email_verified: true }, 'verified'],
  ])('refuses somebody %s', async (who, claims, words) => {
    await site.addPerson('Eve');
    company.people.set(`sub-${who}`, claims);
    const browser = formBrowser();
    const shown = await through(browser, `sub-${who}`);
    expect(shown.status).toBe(403);
    expect(shown.text).toContain(words);
    expect((await browser.open(`${site.url}/account`)).url.pathname).toBe('/sign-in');
    expect((await site.recorded()).at(-1)).toMatch(
      /^session\.refused denied (email_not_verified|domain_not_allowed)$/,
    );
  });

  it('refuses a disabled account, and an address that was given to somebody else', async () => {
    const cy = await site.addPerson('Cy');
    company.people.set('sub-cy', { email: 'cy@weir.test', email_verified: true });
    expect((await through(formBrowser(), 'sub-cy')).url.pathname).toBe('/account');
    company.people.set('sub-cy-2', { email: 'cy@weir.test', email_verified: true });
    const other = await through(formBrowser(), 'sub-cy-2');
    expect([other.status, other.text]).toEqual([403, expect.stringContaining('another identity')]);
    await site.foundation.store.db
      .updateTable('accounts')
      .set({ disabled_at: 5 })
      .where('id', '=', cy.id)
      .execute();
    const disabled = await through(formBrowser(), 'sub-cy');
    expect([disabled.status, disabled.text]).toEqual([403, expect.stringContaining('disabled')]);
    expect((await site.recorded()).slice(-2)).toEqual([
      'session.refused denied other_identity_linked',
      'session.refused denied account_disabled',
    ]);
  });

  it('asks the provider for a fresh proof when we do', async () => {
    company.people.set('sub-dee', { email: 'dee@weir.test', email_verified: true, name: 'Dee' });
    const browser = formBrowser();
    await through(browser, 'sub-dee');
    // The provider remembers the browser: no page in between.
    await (await browser.open(`${site.url}/account`)).submit({}, { to: '/sign-out' });
    expect((await away(browser)).url.pathname).toBe('/account');
    const again = await away(browser, '?again=1');
    expect(again.text).toContain('login: login_prompt');
    expect((await again.submit({ subject: 'sub-dee' })).url.pathname).toBe('/account');
  });
});

describe('what comes back', () => {
  const over = 'This request is not valid any more, or it was begun in another browser.';

  it('is taken once, in the browser that went away', async () => {
    company.people.set('sub-fay', { email: 'fay@weir.test', email_verified: true, name: 'Fay' });
    const browser = formBrowser();
    const back = await wayBack(browser, 'sub-fay');
    const elsewhere = await formBrowser().open(back);
    expect([elsewhere.status, elsewhere.text]).toEqual([403, expect.stringContaining(over)]);
    const busy = formBrowser();
    await wayBack(busy, 'sub-fay');
    expect((await busy.open(back)).status).toBe(403);
    expect((await browser.open(back)).url.pathname).toBe('/account');
    const replayed = await browser.open(back);
    expect([replayed.status, replayed.text]).toEqual([403, expect.stringContaining(over)]);
  });

  it('is refused with a forged, missing, swapped or expired state, and with another code', async () => {
    company.people.set('sub-gus', { email: 'gus@weir.test', email_verified: true, name: 'Gus' });
    const browser = formBrowser();
    const [one, two] = [await wayBack(browser, 'sub-gus'), await wayBack(browser, 'sub-gus')];
    const changed = (change: (query: URLSearchParams) => void): URL => {
      const url = new URL(one);
      change(url.searchParams);
      return url;
    };
    const refused = [
      await browser.open(changed((query) => query.set('state', `oidc.${'A'.repeat(43)}`))),
      await browser.open(changed((query) => query.delete('state'))),
      await browser.open(changed((query) => query.set('state', `${query.get('state')}x`))),
    ];
    expect(new Set(refused.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(refused[0]?.text).toContain(over);

    const swapped = await browser.open(
      changed((query) => query.set('code', two.searchParams.get('code') ?? '')),
    );
    expect([swapped.status, swapped.text]).toEqual([403, expect.stringContaining('could not sign you in')]);
    await site.foundation.store.db.updateTable('browser_errands').set({ expires_at: 5 }).execute();
    expect((await browser.open(two)).text).toContain(over);
    expect((await browser.open(`${site.url}/account`)).url.pathname).toBe('/sign-in');
    expect((await site.recorded()).at(-1)).toBe('session.refused denied provider_refused');
  });

  it('is refused when it names another issuer, or an error in place of a code', async () => {
    const browser = formBrowser();
    const mixedUp = await wayBack(browser, 'sub-gus');
    mixedUp.searchParams.set('iss', 'https://evil.test');
    expect((await browser.open(mixedUp)).text).toContain('could not sign you in');
    const cancelled = await wayBack(browser, 'sub-gus');
    cancelled.searchParams.delete('code');
    cancelled.searchParams.set('error', 'access_denied');
    cancelled.searchParams.set('error_description', '<b>planted</b>');
    const shown = await browser.open(cancelled);
    expect([shown.status, shown.text]).toEqual([403, expect.stringContaining('cancelled at the provider')]);
    expect(shown.html).not.toContain('planted');
  });

  it('does not reach the sign-in of somebody else through a form of another site', async () => {
    const browser = formBrowser();
    await browser.open(`${site.url}/sign-in`);
    expect(
      (await browser.post(`${site.url}/sign-in/oidc`, { next: '/account' }, 'https://evil.test')).status,
    ).toBe(403);
    expect(browser.history.some(({ pathname }) => pathname === '/auth')).toBe(false);
  });
});

describe('providers of other kinds', () => {
  it('may put claims into the ID token and want the secret in the body', async () => {
    let callback = (): string => '';
    const other = await startCompanyProvider({
      redirectUri: () => `${callback()}/sign-in/oidc/callback`,
      claimsInIdToken: true,
      authentication: 'client_secret_post',
    });
    const second = await startSignInSite((needed) => {
      callback = needed.url;
      const { issuer, clientId } = other;
      const clientSecret = new Secret(other.clientSecret);
      const send = (target: string, options: RequestInit) => fetch(target, options);
      return { local: false, oidc: { issuer, clientId, clientSecret, name: 'Other', send } };
    });
    try {
      other.people.set('sub-ada', { email: 'ada@weir.test', email_verified: true });
      const browser = formBrowser();
      const page = await browser.open(`${second.url}/sign-in`);
      expect(page.html).not.toContain('password');
      const without = await (await page.submit()).submit({ subject: 'sub-ada' });
      expect([without.status, without.text]).toEqual([403, expect.stringContaining('no account for you')]);
      const ada = await second.addPerson('Ada');
      const shown = await (await browser.open(`${second.url}/sign-in`)).submit();
      expect(shown.text).toContain('ada@weir.test');
      expect(shown.html).not.toContain('passkey');
      expect(other.asked).toEqual(['POST body', 'POST body']);
      // Links still let the first administrator in.
      await second.signedIn(ada);
      expect((await browser.post(`${second.url}/sign-in/password`, {})).status).toBe(404);
    } finally {
      await second.close();
      await other.close();
    }
  });

  it('that do not answer are said to be out of reach, and nothing else breaks', async () => {
    const answers = [
      () => Promise.reject(new TypeError('fetch failed')),
      () => Promise.resolve(new Response('<html>proxy</html>', { headers: { 'content-type': 'text/html' } })),
      () =>
        Promise.resolve(new Response('{}', { status: 500, headers: { 'content-type': 'application/json' } })),
    ];
    for (const send of answers) {
      const down = await startSignInSite(() => ({
        local: true,
        oidc: {
          issuer: 'https://login.acme.test',
          clientId: 'weir',
          clientSecret: new Secret('planted-client-secret'),
          name: 'Acme',
          send,
        },
      }));
      try {
        const browser = formBrowser();
        const shown = await (await browser.open(`${down.url}/sign-in`)).submit({}, { to: 'oidc' });
        expect([shown.status, shown.text]).toEqual([503, expect.stringContaining('cannot be reached')]);
        expect(shown.html).not.toContain('proxy');
        await down.signedIn(await down.addPerson('Ada'));
      } finally {
        await down.close();
      }
    }
  });
});
