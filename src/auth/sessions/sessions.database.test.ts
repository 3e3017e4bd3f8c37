import { describe, expect, it } from 'vitest';
import { describeEachStore } from '../../../test/support/stores.ts';
import { openVault } from '../../../test/support/sealed-bases.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { Store } from '../../store/open-store.ts';
import { createBrowserForms } from './browser-forms.ts';
import { createBrowserSessions } from './create-browser-sessions.ts';
import { createErrands, purposeInState } from './create-errands.ts';

const address = (): string => 'https://weir.test';
const refused = { code: 'denied' };

/** A clock that stands until it is moved; on Postgres the database's own decides, and lifetimes are made to fit. */
const movable = (start = 1_800_000_000_000) => {
  let now = start;
  return { now: () => now, move: (milliseconds: number) => (now += milliseconds) };
};

async function addAccount(store: Store, id: string, email = `${id}@weir.test`): Promise<string> {
  await store.db
    .insertInto('accounts')
    .values({ id, email, name: id, is_operator: 0, created_at: 1, disabled_at: null })
    .execute();
  return id;
}

/** What a browser sends back of a `Set-Cookie`. */
const cookieIn = (setCookie = ''): string => setCookie.split(';')[0] ?? '';

const requestWith = (cookie: string, headers: Record<string, string> = {}): Request =>
  new Request('https://weir.test/page', { method: 'POST', headers: { cookie, ...headers } });

describeEachStore('browser sessions', ({ open }) => {
  it('are known by a cookie that no other host can set and no script can read', async () => {
    const store = await open();
    const sessions = createBrowserSessions({ store, random: systemRandom, address });
    const setCookie = await sessions.start(await addAccount(store, 'acc_1'), 'passkey');
    expect(setCookie).toMatch(/^__Host-weir-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect(await sessions.of(requestWith(`a=b; ${cookieIn(setCookie)}; c=d`))).toMatchObject({
      accountId: 'acc_1',
      email: 'acc_1@weir.test',
      isOperator: false,
      method: 'passkey',
    });
    const stored = await store.db.selectFrom('browser_sessions').select('id_hash').executeTakeFirstOrThrow();
    expect(setCookie).not.toContain(stored.id_hash);
    const plain = createBrowserSessions({
      store,
      random: systemRandom,
      address: () => 'http://127.0.0.1:7400',
    });
    expect(await plain.start('acc_1', 'link')).toMatch(
      /^weir-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('are not opened by cookies that are forged, cut, or under the name for plain HTTP', async () => {
    const store = await open();
    const sessions = createBrowserSessions({ store, random: systemRandom, address });
    const cookie = cookieIn(await sessions.start(await addAccount(store, 'acc_1'), 'link'));
    const forged = [
      '',
      cookie.slice(0, -1),
      `${cookie}x`,
      cookie.replace('__Host-', ''),
      cookie.replace(/=.*/, `=${'A'.repeat(43)}`),
      cookie.replace(/=.*/, "=' or 1=1 --"),
    ];
    for (const text of forged) expect(await sessions.of(requestWith(text)), text).toBeUndefined();
    expect(await sessions.of(requestWith(cookie))).toBeDefined();
  });

  it('begin anew at sign-in: the id that the browser had before is worth nothing', async () => {
    const store = await open();
    const sessions = createBrowserSessions({ store, random: systemRandom, address });
    const first = cookieIn(await sessions.start(await addAccount(store, 'acc_1'), 'link'));
    const second = cookieIn(
      await sessions.start(await addAccount(store, 'acc_2'), 'link', requestWith(first)),
    );
    expect(second).not.toBe(first);
    expect(await sessions.of(requestWith(first))).toBeUndefined();
    expect(await sessions.of(requestWith(second))).toMatchObject({ accountId: 'acc_2' });
  });

  it('end by signing out, everywhere else, everywhere, and at once when the account is disabled', async () => {
    const store = await open();
    const sessions = createBrowserSessions({ store, random: systemRandom, address });
    await addAccount(store, 'acc_1');
    const [one, two, three] = await Promise.all(
      (['link', 'oidc', 'password'] as const).map(async (method) =>
        cookieIn(await sessions.start('acc_1', method)),
      ),
    );
    const living = async () =>
      (await Promise.all([one, two, three].map((cookie) => sessions.of(requestWith(cookie ?? ''))))).map(
        Boolean,
      );
    expect(await sessions.end(requestWith(three ?? ''))).toMatch(/^__Host-weir-session=; .*Max-Age=0$/);
    expect(await living()).toEqual([true, true, false]);
    const listed = await sessions.list(requestWith(one ?? ''), 'acc_1');
    expect(Object.fromEntries(listed.map(({ method, isCurrent }) => [method, isCurrent]))).toEqual({
      link: true,
      oidc: false,
    });
    expect(await sessions.endAll('acc_1', requestWith(one ?? ''))).toBe(1);
    expect(await living()).toEqual([true, false, false]);
    await store.db.updateTable('accounts').set({ disabled_at: 5 }).execute();
    expect(await living()).toEqual([false, false, false]);
    await store.db.updateTable('accounts').set({ disabled_at: null }).execute();
    expect(await living()).toEqual([true, false, false]);
    expect(await sessions.endAll('acc_1')).toBe(1);
    expect(await living()).toEqual([false, false, false]);
  });

  it('end when they are not used, and after their whole time however much they are', async () => {
    const clock = movable();
    const store = await open(clock);
    const lifetimes = { idleMs: 10 * 60_000, absoluteMs: 30 * 60_000 };
    const sessions = createBrowserSessions({ store, random: systemRandom, address, lifetimes });
    const cookie = cookieIn(await sessions.start(await addAccount(store, 'acc_1'), 'link'));
    /** The database's clock cannot be moved on Postgres: the session is made older instead. */
    const pass = async (milliseconds: number): Promise<void> => {
      if (store.kind === 'sqlite') clock.move(milliseconds);
      else
        await store.db
          .updateTable('browser_sessions')
          .set((is) => ({
            last_seen_at: is('last_seen_at', '-', milliseconds),
            signed_in_at: is('signed_in_at', '-', milliseconds),
            expires_at: is('expires_at', '-', milliseconds),
          }))
          .execute();
    };
    for (let minutes = 9; minutes <= 27; minutes += 9) {
      await pass(9 * 60_000);
      expect(await sessions.of(requestWith(cookie)), `${minutes} minutes`).toBeDefined();
    }
    await pass(4 * 60_000);
    expect(await sessions.of(requestWith(cookie))).toBeUndefined();
    const idle = cookieIn(await sessions.start('acc_1', 'link'));
    expect(await store.db.selectFrom('browser_sessions').select('id_hash').execute()).toHaveLength(1);
    await pass(10 * 60_000);
    expect(await sessions.of(requestWith(idle))).toBeUndefined();
    expect(await sessions.list(requestWith(idle), 'acc_1')).toEqual([]);
  });

  it('take forms with their own token from their own pages alone', async () => {
    const store = await open();
    const sessions = createBrowserSessions({ store, random: systemRandom, address });
    await addAccount(store, 'acc_1');
    const cookie = cookieIn(await sessions.start('acc_1', 'link'));
    const other = cookieIn(await sessions.start('acc_1', 'link'));
    const token = sessions.formToken(requestWith(cookie));
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(sessions.formToken(requestWith(''))).toBe('');
    const good: Record<string, string>[] = [
      {},
      { origin: 'https://weir.test' },
      { origin: 'https://weir.test', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of good) sessions.checkForm(requestWith(cookie, headers), token);
    const bad: [string, Record<string, string>, string | undefined][] = [
      [cookie, {}, undefined],
      [cookie, {}, ''],
      [cookie, {}, `${token}x`],
      [cookie, {}, sessions.formToken(requestWith(other))],
      ['', {}, ''],
      ['', {}, token],
      [cookie, { origin: 'https://evil.test' }, token],
      [cookie, { origin: 'http://weir.test' }, token],
      [cookie, { origin: 'https://weir.test:8443' }, token],
      [cookie, { origin: 'https://weir.test.evil.test' }, token],
      [cookie, { origin: 'null' }, token],
      [cookie, { 'sec-fetch-site': 'cross-site' }, token],
      [cookie, { 'sec-fetch-site': 'same-site' }, token],
      [cookie, { origin: 'https://weir.test', 'sec-fetch-site': 'none' }, token],
    ];
    for (const [sent, headers, with_] of bad) {
      expect(
        () => sessions.checkForm(requestWith(sent, headers), with_),
        JSON.stringify([headers, with_]),
      ).toThrow(expect.objectContaining(refused));
    }
  });

  it('on this machine belong to the name of the loopback that the browser uses', async () => {
    const store = await open();
    const at = { store, random: systemRandom, address: () => 'http://localhost:7400' };
    const sessions = createBrowserSessions(at);
    const cookie = cookieIn(await sessions.start(await addAccount(store, 'acc_1'), 'link'));
    const token = sessions.formToken(requestWith(cookie));
    const from = (origin: string, host: string) => () =>
      sessions.checkForm(requestWith(cookie, { origin, host }), token);
    from('http://localhost:7400', 'localhost:7400')();
    from('http://127.0.0.1:7400', '127.0.0.1:7400')();
    expect(from('http://127.0.0.1:7401', '127.0.0.1:7400')).toThrow(expect.objectContaining(refused));
    expect(from('http://evil.test', 'evil.test')).toThrow(expect.objectContaining(refused));
  });
});

describeEachStore('errands', ({ open }) => {
  const ttlMs = 600_000;

  it('are finished once, by the browser that began them, for what they were begun', async () => {
    const store = await open();
    const vault = await openVault(store);
    const errands = createErrands({ store, vault, random: systemRandom, address });
    const payload = { verifier: 'planted-verifier', next: '/account' };
    const fresh = await errands.begin({ request: requestWith(''), purpose: 'oidc', payload, ttlMs });
    expect(fresh.setCookie).toMatch(
      /^__Host-weir-browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(purposeInState(fresh.state)).toBe('oidc');
    const request = requestWith(cookieIn(fresh.setCookie));
    const second = await errands.begin({ request, purpose: 'oidc', payload: 2, ttlMs });
    expect(second.setCookie).toBeUndefined();
    expect(JSON.stringify(await store.db.selectFrom('browser_errands').selectAll().execute())).not.toContain(
      fresh.state,
    );

    const elsewhere = await errands.begin({ request: requestWith(''), purpose: 'oidc', payload, ttlMs });
    const wrong = [
      { request: requestWith(''), purpose: 'oidc', state: fresh.state },
      { request: requestWith(cookieIn(elsewhere.setCookie)), purpose: 'oidc', state: fresh.state },
      { request, purpose: 'connect', state: fresh.state },
      { request, purpose: 'oidc', state: `${fresh.state}x` },
      { request, purpose: 'oidc', state: '' },
      { request, purpose: 'oidc', state: elsewhere.state },
    ] as const;
    const messages = new Set<string>();
    for (const come of wrong) {
      const error: unknown = await errands.finish(come).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(refused);
      messages.add(String(error));
    }
    expect(messages.size).toBe(1);

    expect(await errands.finish({ request, purpose: 'oidc', state: fresh.state })).toEqual(payload);
    await expect(errands.finish({ request, purpose: 'oidc', state: fresh.state })).rejects.toMatchObject(
      refused,
    );
    const both = await Promise.allSettled(
      [1, 2].map(() => errands.finish({ request, purpose: 'oidc', state: second.state })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await vault.close();
  });

  it('end with their time', async () => {
    const store = await open();
    const vault = await openVault(store);
    const errands = createErrands({ store, vault, random: systemRandom, address });
    const { state, setCookie } = await errands.begin({
      request: requestWith(''),
      purpose: 'connect',
      payload: null,
      ttlMs: 0,
    });
    const request = requestWith(cookieIn(setCookie));
    await expect(errands.finish({ request, purpose: 'connect', state })).rejects.toMatchObject(refused);
    await errands.begin({ request, purpose: 'connect', payload: null, ttlMs: 0 });
    await errands.begin({ request, purpose: 'connect', payload: null, ttlMs });
    expect(await store.db.selectFrom('browser_errands').select('state_hash').execute()).toHaveLength(1);
    await vault.close();
  });
});

describe('forms before signing in', () => {
  it('belong to the browser they were shown to', () => {
    const forms = createBrowserForms({ random: systemRandom, address });
    const one = forms.open(requestWith(''));
    const other = forms.open(requestWith(''));
    const request = requestWith(cookieIn(one.setCookie));
    expect(forms.open(request)).toEqual({ token: one.token });
    forms.check(request, one.token);
    expect(() => forms.check(request, other.token)).toThrow(expect.objectContaining(refused));
    expect(() => forms.check(requestWith(''), one.token)).toThrow(expect.objectContaining(refused));
    expect(() =>
      forms.check(requestWith(cookieIn(one.setCookie), { origin: 'https://evil.test' }), one.token),
    ).toThrow(expect.objectContaining(refused));
  });
});
