import { expect, it } from 'vitest';
import { describeEachStore } from '../../test/support/stores.ts';
import { systemClock } from '../kernel/clock.ts';
import { createIds } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { identitiesOf, linkIdentity, useIdentity } from './account-identities.ts';
import { followGroupsClaim, recordPlacesOf } from './account-memberships.ts';
import { deletePasskey, findPasskey, insertPasskey, notePasskeyUse, passkeysOf } from './account-passkeys.ts';
import { deletePassword, findPassword, putPassword } from './account-passwords.ts';
import { ensureAccount, findAccount, findAccountByEmail, setOperator } from './accounts.ts';
import { addMember, createGroup } from './groups.ts';
import type { Store } from './open-store.ts';
import { ensurePerson, removePerson } from './people.ts';
import {
  countFailure,
  findFailures,
  forgetFailures,
  lockFailures,
  uncountFailure,
} from './sign-in-failures.ts';
import { evictSignInLinks, findSignInLink, issueSignInLink, takeSignInLink } from './sign-in-links.ts';
import { ensureWorkspace } from './workspaces.ts';

const ids = createIds(systemClock, systemRandom);

const accountOf = (store: Store, name: string) =>
  ensureAccount(store.db, { email: `${name}@Weir.test`, name, now: 1 }, ids);

describeEachStore('what belongs to accounts', ({ open }) => {
  it('is found by an address without its case', async () => {
    const store = await open();
    const ada = await accountOf(store, 'Ada');
    expect(ada.email).toBe('ada@weir.test');
    expect(await findAccountByEmail(store.db, 'ADA@weir.TEST')).toEqual(ada);
    expect(await findAccountByEmail(store.db, 'ada@weir.tes')).toBeUndefined();
  });

  it('are links that are taken once, in time', async () => {
    const store = await open();
    const { id } = await accountOf(store, 'ada');
    const issue = (expiresAt: number) =>
      issueSignInLink(store.db, { accountId: id, createdAt: 1, expiresAt }, systemRandom);
    const [good, late] = [await issue(100), await issue(10)];
    expect(await findSignInLink(store.db, good, 10)).toBe(id);
    expect(await findSignInLink(store.db, late, 10)).toBeUndefined();
    const taken = await Promise.all([1, 2, 3].map(() => takeSignInLink(store.db, good, 10)));
    expect(taken.filter((owner) => owner === id)).toHaveLength(1);
    expect(taken.filter((owner) => owner === undefined)).toHaveLength(2);
    expect(await takeSignInLink(store.db, late, 10)).toBeUndefined();
    expect(await takeSignInLink(store.db, new Secret('x'), 10)).toBeUndefined();
    await issue(20);
    await evictSignInLinks(store.db, 20);
    expect(await store.db.selectFrom('sign_in_links').select('token_hash').execute()).toEqual([]);
  });

  it('is a password, one at a time', async () => {
    const store = await open();
    const { id } = await accountOf(store, 'ada');
    await putPassword(store.db, { accountId: id, hash: 'one' }, 1);
    await putPassword(store.db, { accountId: id, hash: 'two' }, 2);
    expect(await findPassword(store.db, id)).toEqual({ hash: 'two', updatedAt: 2 });
    expect(await deletePassword(store.db, id)).toBe(true);
    expect(await deletePassword(store.db, id)).toBe(false);
    expect(await findPassword(store.db, id)).toBeUndefined();
  });

  it('are passkeys, each of one account, whose count only one use may raise', async () => {
    const store = await open();
    const [ada, bo] = [await accountOf(store, 'ada'), await accountOf(store, 'bo')];
    const passkey = {
      credentialId: 'cred-1',
      accountId: ada.id,
      publicKey: Uint8Array.of(1, 2, 255),
      counter: 3,
      transports: ['internal', 'hybrid'],
      name: 'Laptop',
    };
    expect(await insertPasskey(store.db, passkey, 5)).toBe(true);
    expect(await insertPasskey(store.db, { ...passkey, accountId: bo.id }, 5)).toBe(false);
    const stored = await findPasskey(store.db, 'cred-1');
    expect(stored).toMatchObject({
      accountId: ada.id,
      counter: 3,
      transports: ['internal', 'hybrid'],
      createdAt: 5,
    });
    expect(Buffer.from(stored?.publicKey ?? []).toString('hex')).toBe('0102ff');
    const uses = await Promise.all(
      [4, 4].map((counter) => notePasskeyUse(store.db, passkey, { counter, now: 9 })),
    );
    expect(uses.toSorted((one, other) => Number(one) - Number(other))).toEqual([false, true]);
    expect(await passkeysOf(store.db, ada.id)).toMatchObject([{ counter: 4, lastUsedAt: 9 }]);
    expect(await deletePasskey(store.db, { credentialId: 'cred-1', accountId: bo.id })).toBe(false);
    expect(await deletePasskey(store.db, passkey)).toBe(true);
    expect(await passkeysOf(store.db, ada.id)).toEqual([]);
  });

  it('are identities at providers, the first of which stays', async () => {
    const store = await open();
    const [ada, bo] = [await accountOf(store, 'ada'), await accountOf(store, 'bo')];
    const identity = { issuer: 'https://login.acme.test', subject: 's' };
    expect(await useIdentity(store.db, identity, 1)).toBeUndefined();
    await linkIdentity(store.db, { ...identity, accountId: ada.id }, 1);
    await linkIdentity(store.db, { ...identity, accountId: bo.id }, 1);
    expect(await useIdentity(store.db, identity, 7)).toBe(ada.id);
    expect(await useIdentity(store.db, { ...identity, issuer: 'https://evil.test' }, 7)).toBeUndefined();
    expect(await identitiesOf(store.db, ada.id)).toEqual([{ ...identity, accountId: ada.id, lastUsedAt: 7 }]);
    expect(await identitiesOf(store.db, bo.id)).toEqual([]);
  });

  it('are groups by claim, in every workspace, beside those by hand', async () => {
    const store = await open();
    const ada = await accountOf(store, 'ada');
    const made: Record<string, { workspaceId: string; id: string }> = {};
    const personIds: string[] = [];
    for (const slug of ['one', 'two']) {
      const { id: workspaceId } = await ensureWorkspace(store.db, { slug, name: slug, now: 1 }, ids);
      const person = await ensurePerson(
        store.db,
        { workspaceId, email: ada.email, name: 'ada', now: 1 },
        ids,
      );
      personIds.push(person.id);
      await ensurePerson(store.db, { workspaceId, email: 'bo@weir.test', name: 'bo', now: 1 }, ids);
      for (const name of ['red', 'blue']) {
        const group = await createGroup(store.db, { workspaceId, name, claimValue: name, now: 1 }, ids);
        if (group) made[`${slug} ${name}`] = group;
      }
      await createGroup(store.db, { workspaceId, name: 'plain', now: 1 }, ids);
    }
    const members = async () => {
      const rows = await store.db.selectFrom('group_members').selectAll().execute();
      return rows
        .map((row) => `${Object.keys(made).find((key) => made[key]?.id === row.group_id)} ${row.source}`)
        .toSorted((a, b) => (a < b ? -1 : 1));
    };
    const follow = (...values: string[]) => followGroupsClaim(store.db, { accountId: ada.id, values }, 2);
    expect(await follow('red', 'green')).toBe(true);
    expect(await members()).toEqual(['one red claim', 'two red claim']);
    expect(await follow('red')).toBe(false);
    const blue = made['one blue'];
    if (blue) await addMember(store.db, blue, personIds[0] ?? '', 2);
    expect(await follow('blue')).toBe(true);
    expect(await members()).toEqual(['one blue manual', 'two blue claim']);
    expect(await follow()).toBe(true);
    expect(await members()).toEqual(['one blue manual']);
    expect(await follow()).toBe(false);
  });

  it('belongs on the record of every workspace, or else of the oldest', async () => {
    const store = await open();
    const ada = await accountOf(store, 'ada');
    expect(await recordPlacesOf(store.db, ada.id)).toEqual([]);
    const one = await ensureWorkspace(store.db, { slug: 'z', name: 'z', now: 1 }, ids);
    const two = await ensureWorkspace(store.db, { slug: 'a', name: 'a', now: 2 }, ids);
    expect(await recordPlacesOf(store.db, undefined)).toEqual([{ workspaceId: one.id }]);
    expect(await recordPlacesOf(store.db, ada.id)).toEqual([{ workspaceId: one.id, userId: ada.id }]);
    const places = [];
    for (const { id: workspaceId } of [one, two]) {
      const person = await ensurePerson(
        store.db,
        { workspaceId, email: ada.email, name: 'ada', now: 1 },
        ids,
      );
      places.push({ workspaceId, userId: person.id });
    }
    const found = await recordPlacesOf(store.db, ada.id);
    expect(new Set(found.map((place) => JSON.stringify(place)))).toEqual(
      new Set(places.map((place) => JSON.stringify(place))),
    );
  });

  it('goes with the last person of an account, so that nobody inherits it with an address', async () => {
    const store = await open();
    const [ada, bo] = [await accountOf(store, 'ada'), await accountOf(store, 'bo')];
    await setOperator(store.db, bo.id, true);
    await linkIdentity(store.db, { issuer: 'https://login.acme.test', subject: 's', accountId: ada.id }, 1);
    await putPassword(store.db, { accountId: ada.id, hash: 'one' }, 1);
    for (const slug of ['one', 'two']) {
      const { id: workspaceId } = await ensureWorkspace(store.db, { slug, name: slug, now: 1 }, ids);
      for (const { email } of [ada, bo]) {
        const person = await ensurePerson(store.db, { workspaceId, email, name: 'x', now: 1 }, ids);
        expect((await findAccount(store.db, person.accountId ?? ''))?.email).toBe(email);
        await store.db.transaction().execute((tx) => removePerson(tx, { workspaceId, personId: person.id }));
        if (slug === 'one') await ensurePerson(store.db, { workspaceId, email, name: 'x', now: 1 }, ids);
      }
    }
    const again = await accountOf(store, 'ada');
    expect(again.id).not.toBe(ada.id);
    expect(await findPassword(store.db, again.id)).toBeUndefined();
    expect(await identitiesOf(store.db, ada.id)).toEqual([]);
    expect(await findAccount(store.db, bo.id)).toMatchObject({ isOperator: true });
  });

  it('counts failures in a row, none while it is locked, and anew after a pause', async () => {
    const store = await open();
    const count = (now: number) => countFailure(store.db, 'k', { now, forgetMs: 100 });
    expect([await count(1), await count(2), await count(3)]).toEqual([1, 2, 3]);
    await lockFailures(store.db, 'k', 50);
    expect(await count(49)).toBeUndefined();
    expect(await findFailures(store.db, 'k')).toEqual({ keyHash: 'k', failures: 3, lockedUntil: 50 });
    expect(await count(50)).toBe(4);
    await uncountFailure(store.db, 'k');
    expect(await findFailures(store.db, 'k')).toMatchObject({ failures: 3, lockedUntil: 0 });
    expect(await count(151)).toBe(1);
    await forgetFailures(store.db, 'k');
    await uncountFailure(store.db, 'k');
    expect(await findFailures(store.db, 'k')).toBeUndefined();
    const atOnce = await Promise.all(Array.from({ length: 8 }, () => count(200)));
    expect(atOnce.toSorted((a = 0, b = 0) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
