import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formBrowser, type FormBrowser, type ShownPage } from './support/form-browser.ts';
import { startSignInSite, type SignInSite } from './support/signing-in/sign-in-site.ts';

let site: SignInSite;
beforeAll(async () => (site = await startSignInSite()));
afterAll(() => site.close());

const goodPassword = 'violet-teapot-orbit-42';
const notAccepted = 'Weir could not sign you in with that.';

/** Removes what earlier tests left for addresses and accounts to be slowed down by. */
async function forgetTries(): Promise<void> {
  await site.foundation.store.db.deleteFrom('sign_in_failures').execute();
}

async function signInPage(browser: FormBrowser, query = ''): Promise<ShownPage> {
  return browser.open(`${site.url}/sign-in${query}`);
}

async function withPassword(browser: FormBrowser, email: string, password: string): Promise<ShownPage> {
  return (await signInPage(browser)).submit({ email, password }, { to: '/password' });
}

const formTokenIn = ({ html }: ShownPage): string =>
  /name="form_token" value="([^"]*)"/.exec(html)?.[1] ?? '';

describe('one-time links', () => {
  it('sign in once, by a button: looking at a link does not use it up', async () => {
    const ada = await site.addPerson('Ada');
    const link = (await site.signIn.links.create(ada.id)).reveal();
    for (let scan = 0; scan < 3; scan += 1) {
      expect((await formBrowser().open(link)).text).toContain('Sign in as Ada');
    }
    const browser = formBrowser();
    const shown = await (await browser.open(link)).submit();
    expect(shown.url.pathname).toBe('/account');
    expect(shown.text).toContain('ada@weir.test');
    expect(shown.text).toContain('Acme');

    const again = await formBrowser().open(link);
    expect(again.status).toBe(403);
    expect(again.text).toContain(notAccepted);
    expect(again.text).not.toContain('Ada');
  });

  it('are stored as a hash, and lead to a path of ours', async () => {
    const bo = await site.addPerson('Bo');
    const link = new URL(
      (await site.signIn.links.create(bo.id, { next: '/account?done=others-ended' })).reveal(),
    );
    const stored = await site.foundation.store.db.selectFrom('sign_in_links').selectAll().execute();
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(link.searchParams.get('token'));
    const shown = await (await formBrowser().open(link)).submit();
    expect(shown.url.href).toBe(`${site.url}/account?done=others-ended`);
  });

  it('are refused when they are used by two, expired, forged, or of a disabled account: in the same words', async () => {
    const cy = await site.addPerson('Cy');
    const { db } = site.foundation.store;
    const texts = new Set<string>();
    const refused = (page: ShownPage) => {
      expect(page.status).toBe(403);
      expect(page.headers.getSetCookie().filter((cookie) => cookie.startsWith('weir-session'))).toEqual([]);
      texts.add(page.text);
    };
    const raced = (await site.signIn.links.create(cy.id)).reveal();
    const shown = await Promise.all([formBrowser().open(raced), formBrowser().open(raced)]);
    const results = await Promise.all(shown.map((page) => page.submit()));
    expect(results.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 403]);

    const late = await formBrowser().open((await site.signIn.links.create(cy.id)).reveal());
    await db.updateTable('sign_in_links').set({ expires_at: 5 }).execute();
    refused(await late.submit());
    const disabled = await formBrowser().open((await site.signIn.links.create(cy.id)).reveal());
    await db.updateTable('accounts').set({ disabled_at: 5 }).where('id', '=', cy.id).execute();
    refused(await disabled.submit());
    for (const token of ['', 'x', 'A'.repeat(43), "' or 1=1 --"]) {
      refused(await formBrowser().open(`${site.url}/sign-in/link?${new URLSearchParams({ token })}`));
    }
    expect(texts.size).toBe(1);
    expect((await site.recorded()).slice(-2)).toEqual([
      'sign_in_link.created ok',
      'session.refused denied account_disabled',
    ]);
  });

  it('put an end to the session that the browser had before', async () => {
    const [one, two] = [await site.addPerson('Dee'), await site.addPerson('Eli')];
    const browser = await site.signedIn(one);
    const link = await site.signIn.links.create(two.id);
    await (await browser.open(link.reveal())).submit();
    expect((await browser.open(`${site.url}/account`)).text).toContain('eli@weir.test');
    const left = await site.foundation.store.db
      .selectFrom('browser_sessions')
      .select('id_hash')
      .where('account_id', '=', one.id)
      .execute();
    expect(left).toEqual([]);
  });
});

describe('passwords', () => {
  it('are set on the account page, end the other sessions, and then sign in', async () => {
    await forgetTries();
    const fay = await site.addPerson('Fay');
    const elsewhere = await site.signedIn(fay);
    const browser = await site.signedIn(fay);
    const set = await (
      await browser.open(`${site.url}/account`)
    ).submit({ password: goodPassword }, { to: '/account/password' });
    expect(set.text).toContain('The password was set.');
    expect((await elsewhere.open(`${site.url}/account`)).url.pathname).toBe('/sign-in');
    const stored = await site.foundation.store.db.selectFrom('account_passwords').selectAll().execute();
    expect(stored.map(({ hash }) => hash)).toEqual([
      expect.stringMatching(/^scrypt\$1\$15\.8\.3\$[\w-]{22}\$[\w-]{43}$/),
    ]);

    const fresh = formBrowser();
    const next = `/account?done=${encodeURIComponent('password-set')}`;
    const shown = await (
      await signInPage(fresh, `?next=${encodeURIComponent(next)}`)
    ).submit({ email: 'FAY@weir.test ', password: goodPassword }, { to: '/password' });
    expect(shown.url.pathname + shown.url.search).toBe(next);
    expect((await site.recorded()).slice(-2)).toEqual(['password.set ok', 'session.started ok']);
  });

  it('say the same of an unknown address, an account without one, a wrong one and a disabled account', async () => {
    await forgetTries();
    const gus = await site.addPerson('Gus');
    const hal = await site.addPerson('Hal');
    await site.addPerson('Ivy');
    await site.signIn.local?.passwords.set(gus, goodPassword);
    await site.signIn.local?.passwords.set(hal, goodPassword);
    await site.foundation.store.db
      .updateTable('accounts')
      .set({ disabled_at: 5 })
      .where('id', '=', hal.id)
      .execute();
    const answers = new Set<string>();
    for (const [email, password] of [
      ['nobody@weir.test', goodPassword],
      ['ivy@weir.test', goodPassword],
      ['gus@weir.test', 'wrong-teapot-orbit-42'],
      ['hal@weir.test', goodPassword],
    ] as const) {
      const shown = await withPassword(formBrowser(), email, password);
      expect(shown.html).toContain(`value="${email}"`);
      expect(shown.html).not.toContain(password);
      answers.add(`${shown.status} ${shown.text}`);
    }
    expect([...answers]).toEqual([expect.stringContaining(`403 Sign in · Weir Weir Sign in ${notAccepted}`)]);
    expect((await site.recorded()).slice(-4)).toEqual([
      'session.refused denied unknown_address',
      'session.refused denied wrong_password',
      'session.refused denied wrong_password',
      'session.refused denied account_disabled',
    ]);
  });

  it('are not taken for a while after five wrong ones, for known and unknown addresses alike', async () => {
    await forgetTries();
    const jan = await site.addPerson('Jan');
    await site.signIn.local?.passwords.set(jan, goodPassword);
    const { db } = site.foundation.store;
    for (const email of ['jan@weir.test', 'nobody.else@weir.test']) {
      for (let count = 0; count < 5; count += 1) {
        expect((await withPassword(formBrowser(), email, `wrong-teapot-${count}`)).status).toBe(403);
      }
    }
    const counted = await db.selectFrom('sign_in_failures').selectAll().where('failures', '=', 5).execute();
    expect(counted.map((row) => row.locked_until - row.last_failed_at)).toEqual([5_000, 5_000]);
    const later = (await site.foundation.store.now()) + 600_000;
    await db.updateTable('sign_in_failures').set({ locked_until: later }).where('failures', '=', 5).execute();
    for (const email of ['jan@weir.test', 'nobody.else@weir.test']) {
      const locked = await withPassword(formBrowser(), email, goodPassword);
      expect([locked.status, locked.text]).toEqual([429, expect.stringContaining('Try again in 10 minutes')]);
    }
    // A moment later.
    await db.updateTable('sign_in_failures').set({ locked_until: 0 }).execute();
    expect((await withPassword(formBrowser(), 'jan@weir.test', goodPassword)).url.pathname).toBe('/account');
    expect((await withPassword(formBrowser(), 'jan@weir.test', 'wrong-teapot')).status).toBe(403);
  });

  it('are slowed down for one network address, whichever accounts it tries', async () => {
    await forgetTries();
    const { attempts } = site.signIn;
    const from = '198.51.100.7';
    for (let count = 0; count < 30; count += 1) await attempts.begin({ email: `p${count}@weir.test`, from });
    await expect(attempts.begin({ email: 'p99@weir.test', from })).rejects.toMatchObject({
      code: 'rate_limited',
    });
    await (await attempts.begin({ email: 'p99@weir.test', from: '198.51.100.8' })).succeeded();
  });

  it('are refused when they are short or easy to guess, and say why', async () => {
    const kim = await site.addPerson('Kim');
    const browser = await site.signedIn(kim);
    for (const [password, why] of [
      ['short', 'at least 12 characters'],
      ['x'.repeat(300), 'at most 256 characters'],
      ['Password2026!', 'easy to guess'],
      ['kim@weir.test1', 'easy to guess'],
    ] as const) {
      const shown = await (
        await browser.open(`${site.url}/account`)
      ).submit({ password }, { to: '/account/password' });
      expect(shown.status).toBe(400);
      expect(shown.text).toContain(why);
    }
    expect(await site.signIn.local?.passwords.setAt(kim.id)).toBeUndefined();
  });

  it('may be as long as a password may, in characters of two units', async () => {
    await forgetTries();
    const lu = await site.addPerson('Lu');
    const animals = '🦊🐢🦉🐙🦔🐝🐳🦋';
    const long = `${animals.repeat(30)}violet orbit`;
    await site.signIn.local?.passwords.set(lu, long);
    expect((await withPassword(formBrowser(), 'lu@weir.test', long)).url.pathname).toBe('/account');
    expect((await withPassword(formBrowser(), 'lu@weir.test', `${long.slice(0, -1)}x`)).status).toBe(403);
  });
});

describe('forms', () => {
  it('are refused from other sites, without their token, and with the token of another browser', async () => {
    const lea = await site.addPerson('Lea');
    await site.signIn.local?.passwords.set(lea, goodPassword);
    await forgetTries();
    const browser = formBrowser();
    const token = formTokenIn(await signInPage(browser));
    const other = formTokenIn(await signInPage(formBrowser()));
    const fields = { email: 'lea@weir.test', password: goodPassword, next: '/account' };
    const send = async (form_token: string | null, origin?: string | null) =>
      browser.post(`${site.url}/sign-in/password`, { ...fields, form_token }, origin);
    for (const [given, origin] of [
      [null, undefined],
      ['', undefined],
      [other, undefined],
      [token, 'https://evil.test'],
      [token, 'null'],
      [token, site.url.replace(/\d+$/, '1')],
      [null, null],
    ] as const) {
      const shown = await send(given, origin);
      expect(shown.status, `${given} from ${origin}`).toBe(403);
      expect(shown.headers.getSetCookie()).toEqual([]);
    }
    expect((await send(token)).url.pathname).toBe('/account');
  });

  it('of a signed-in browser cannot be sent by anybody else, and nothing is changed by a link', async () => {
    const max = await site.addPerson('Max');
    const browser = await site.signedIn(max);
    const page = await browser.open(`${site.url}/account`);
    const token = formTokenIn(page);
    const before = formTokenIn(await signInPage(formBrowser()));
    for (const path of [
      '/sign-out',
      '/account/password',
      '/account/password/remove',
      '/account/sessions/end-others',
      '/account/passkeys/remove',
      '/account/passkeys',
    ]) {
      const fields = { password: goodPassword, id: 'x' };
      const forged = [
        await browser.post(`${site.url}${path}`, fields),
        await browser.post(`${site.url}${path}`, { ...fields, form_token: before }),
        await browser.post(`${site.url}${path}`, { ...fields, form_token: token }, 'https://evil.test'),
      ];
      expect(
        forged.map(({ status }) => status),
        path,
      ).toEqual([403, 403, 403]);
      const read = await browser.open(`${site.url}${path}?form_token=${token}&password=${goodPassword}`);
      expect(read.status, path).toBe(404);
    }
    expect((await browser.open(`${site.url}/account`)).text).toContain('max@weir.test');
    expect(await site.signIn.local?.passwords.setAt(max.id)).toBeUndefined();
  });

  it('are forms, and small', async () => {
    const { url } = site;
    const json = await fetch(`${url}/sign-in/password`, {
      method: 'POST',
      body: '{"email":"a"}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(400);
    const large = await fetch(`${url}/sign-in/password`, {
      method: 'POST',
      body: new URLSearchParams({ email: 'a'.repeat(70_000) }),
    });
    expect(large.status).toBe(413);
  });

  it('that change how somebody signs in ask for a fresh sign-in', async () => {
    const nia = await site.addPerson('Nia');
    const browser = await site.signedIn(nia);
    const fresh = await browser.open(`${site.url}/account`);
    await site.foundation.store.db
      .updateTable('browser_sessions')
      .set((is) => ({ signed_in_at: is('signed_in_at', '-', 16 * 60_000) }))
      .where('account_id', '=', nia.id)
      .execute();
    const refused = await fresh.submit({ password: goodPassword }, { to: '/account/password' });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('fresh sign-in');
    const stale = await browser.open(`${site.url}/account`);
    expect(stale.html).not.toContain('action="/account/password"');
    const again = stale.links().find(({ pathname }) => pathname === '/sign-in');
    expect((await browser.open(again ?? '')).text).toContain('Sign in again');
    const plain = await browser.open(`${site.url}/sign-in`);
    expect(plain.url.pathname).toBe('/account');
  });
});

describe('every page', () => {
  it('may not be framed, runs no script but its own, and sends forms nowhere else', async () => {
    const oda = await site.addPerson('Oda');
    const browser = await site.signedIn(oda);
    const pages = [
      await signInPage(formBrowser()),
      await formBrowser().open((await site.signIn.links.create(oda.id)).reveal()),
      await formBrowser().open(`${site.url}/sign-in/link?token=x`),
      await browser.open(`${site.url}/account`),
    ];
    for (const { headers, html, url } of pages) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy, url.pathname).toContain("default-src 'none'");
      expect(policy, url.pathname).toContain("frame-ancestors 'none'");
      expect(policy, url.pathname).toContain("base-uri 'none'");
      expect(policy, url.pathname).toMatch(/form-action '(self|none)'(;|$)/);
      expect(policy, url.pathname).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(html).not.toMatch(/\son\w+=|style="|javascript:/);
      expect(html.match(/<h1/g)).toHaveLength(1);
      for (const [, id] of html.matchAll(/<input\s+id="([^"]*)"/g))
        expect(html).toContain(`<label for="${id}">`);
      for (const [, id] of html.matchAll(/aria-labelledby="([^"]*)"/g)) expect(html).toContain(` id="${id}"`);
    }
  });

  it('shows what was in the database and in addresses as text', async () => {
    const person = await site.addPerson('Pat');
    const name = '<img src=x onerror=alert(1)>"\'';
    await site.foundation.store.db
      .updateTable('accounts')
      .set({ name })
      .where('id', '=', person.id)
      .execute();
    const browser = await site.signedIn(person);
    const account = await browser.open(`${site.url}/account`);
    expect(account.html).not.toContain('<img');
    expect(account.text).toContain(name);
    const query = `?next=${encodeURIComponent('/"><script>alert(1)</script>')}&done=constructor`;
    expect((await signInPage(formBrowser(), query)).html).not.toContain('<script>alert');
    expect((await browser.open(`${site.url}/account?done=constructor`)).text).not.toContain('native code');
  });

  it('leads only to paths of ours', async () => {
    const quy = await site.addPerson('Quy');
    for (const next of ['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)']) {
      const browser = formBrowser();
      const link = (await site.signIn.links.create(quy.id, { next })).reveal();
      const shown = await (await browser.open(link)).submit({ next });
      expect(shown.url.href, next).toBe(`${site.url}/account`);
      const signedIn = await signInPage(browser, `?next=${encodeURIComponent(next)}`);
      expect(signedIn.url.href, next).toBe(`${site.url}/account`);
    }
  });
});

describe('signing out', () => {
  it('ends this session, or all others', async () => {
    const ria = await site.addPerson('Ria');
    const [one, two] = [await site.signedIn(ria), await site.signedIn(ria)];
    const page = await one.open(`${site.url}/account`);
    expect(page.text.match(/Signed in /g)).toHaveLength(2);
    const others = await page.submit({}, { to: 'end-others' });
    expect(others.text).toContain('Every other browser was signed out.');
    expect((await two.open(`${site.url}/account`)).url.pathname).toBe('/sign-in');
    const out = await others.submit({}, { to: '/sign-out' });
    expect(out.text).toContain('You are signed out.');
    expect((await one.open(`${site.url}/account`)).url.pathname).toBe('/sign-in');
    expect(page.headers.getSetCookie()).toEqual([]);
    expect((await site.recorded()).slice(-2)).toEqual(['session.others_ended ok', 'session.ended ok']);
    const signedOut = await two.post(`${site.url}/sign-out`, {});
    expect(signedOut.status).toBe(200);
  });

  it('happens at once when the account is disabled', async () => {
    const sol = await site.addPerson('Sol');
    const browser = await site.signedIn(sol);
    const page = await browser.open(`${site.url}/account`);
    await site.foundation.store.db
      .updateTable('accounts')
      .set({ disabled_at: 5 })
      .where('id', '=', sol.id)
      .execute();
    expect((await browser.open(`${site.url}/account`)).url.pathname).toBe('/sign-in');
    expect((await page.submit({ password: goodPassword }, { to: '/account/password' })).status).toBe(403);
  });
});
