import { expect, it, vi } from 'vitest';
import {
  baseKey,
  masterKeys,
  openVault,
  placeOf,
  putSealed,
  sealedPages,
} from '../../test/support/sealed-bases.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { Secret } from '../kernel/secret.ts';
import type { Store } from '../store/open-store.ts';
import type { NewDataKey } from './data-keys.ts';
import type { ResealProgress } from './reseal.ts';
import { purposes } from './sealed-columns.ts';
import { keyIdOf } from './sealed-value.ts';
import type { Vault } from './vault.ts';

async function fill(store: Store, vault: Vault, pages: number): Promise<void> {
  for (let n = 0; n < pages; n += 1) await putSealed(store, vault, baseKey(`${n}`), `text of ${n}`);
}

/** The data keys that pages are under, once it is clear that every page says what it should. */
async function keysInUse(store: Store, vault: Vault, pages: number): Promise<Set<string | undefined>> {
  const all = await sealedPages(store, vault);
  expect(all.size).toBe(pages);
  for (const [page, { text }] of all) expect(text).toBe(`text of ${page}`);
  return new Set([...all.values()].map(({ keyId }) => keyId));
}

const contentKey = (made: readonly NewDataKey[]): NewDataKey | undefined =>
  made.find(({ purpose }) => purpose === 'content');

describeEachStore('a rotation of data keys', ({ open }) => {
  it('brings everything under the new key, and older keys still open', async () => {
    const store = await open();
    const vault = await openVault(store);
    await fill(store, vault, 45);
    const older = await vault.seal(new Secret('kept elsewhere'), placeOf(baseKey('0')));
    const made = contentKey(await vault.rotate());
    expect(keyIdOf(await vault.seal(new Secret('x'), placeOf(baseKey('0'))))).toBe(made?.id);
    expect(await keysInUse(store, vault, 45)).toEqual(new Set([keyIdOf(older)]));

    const seen: ResealProgress[] = [];
    expect(await vault.resealAll({ onProgress: (progress) => seen.push(progress) })).toBe('done');
    expect(seen.map(({ resealed, left }) => [resealed, left])).toEqual([
      [20, 25],
      [40, 5],
      [45, 0],
    ]);
    expect(await keysInUse(store, vault, 45)).toEqual(new Set([made?.id]));
    expect(Buffer.from(await vault.open(older, placeOf(baseKey('0')))).toString()).toBe('kept elsewhere');
    expect(await vault.resealAll({})).toBe('done');
    await vault.close();
  });

  it('reaches a process that was running before, for what it seals and for what it opens', async () => {
    const store = await open();
    const running = await openVault(store);
    const rotating = await openVault(store);
    const made = contentKey(await rotating.rotate());
    const fresh = await rotating.seal(new Secret('fresh'), placeOf(baseKey('0')));
    expect(Buffer.from(await running.open(fresh, placeOf(baseKey('0')))).toString()).toBe('fresh');
    const again = contentKey(await rotating.rotate());
    expect(again?.id).not.toBe(made?.id);
    await vi.waitFor(
      async () => expect(keyIdOf(await running.seal(new Secret('x'), placeOf(baseKey('0'))))).toBe(again?.id),
      { timeout: 30_000 },
    );
    await Promise.all([running.close(), rotating.close()]);
  });

  it('goes on where it was stopped', async () => {
    const store = await open();
    const vault = await openVault(store);
    await fill(store, vault, 50);
    const made = contentKey(await vault.rotate());
    const stopping = new AbortController();
    const stopped = await vault.resealAll({ signal: stopping.signal, onProgress: () => stopping.abort() });
    expect(stopped).toBe('stopped');
    expect((await keysInUse(store, vault, 50)).size).toBe(2);
    await vault.close();

    const later = await openVault(store);
    const seen: ResealProgress[] = [];
    expect(await later.resealAll({ onProgress: (progress) => seen.push(progress) })).toBe('done');
    expect(seen.map(({ resealed, left }) => [resealed, left])).toEqual([
      [40, 10],
      [50, 0],
    ]);
    expect(await keysInUse(store, later, 50)).toEqual(new Set([made?.id]));
    await later.close();
  });

  it('is finished by one process while another waits its turn or takes over from a dead one', async () => {
    const store = await open();
    const vault = await openVault(store);
    const second = await openVault(store);
    await fill(store, vault, 50);
    const made = contentKey(await vault.rotate());
    const meanwhile: string[] = [];
    await vault.resealAll({
      onProgress: () => void second.resealAll({}).then((result) => meanwhile.push(result)),
    });
    await vi.waitFor(() => expect(meanwhile).toContain('busy'));

    // What a process leaves behind that dies with the lease in its hands.
    const last = contentKey(await vault.rotate());
    const dead = { name: 'vault.reseal', holder: 'lse_dead' };
    await store.db
      .insertInto('leases')
      .values({ ...dead, expires_at: Number.MAX_SAFE_INTEGER })
      .execute();
    expect(await vault.resealAll({})).toBe('busy');
    expect(await keysInUse(store, vault, 50)).toEqual(new Set([made?.id]));
    await store.db.updateTable('leases').set({ expires_at: 1 }).execute();
    expect(await vault.resealAll({})).toBe('done');
    expect(await keysInUse(store, vault, 50)).toEqual(new Set([last?.id]));
    await Promise.all([vault.close(), second.close()]);
  });

  it('that is overtaken by another ends under the newest key', async () => {
    const store = await open();
    const vault = await openVault(store);
    const second = await openVault(store);
    await fill(store, vault, 50);
    await vault.rotate();
    let newest: string | undefined;
    const result = await vault.resealAll({
      onProgress: ({ resealed }) => {
        if (resealed === 20 && newest === undefined) {
          newest = '';
          void second.rotate().then((made) => (newest = contentKey(made)?.id));
        }
      },
    });
    expect(result).toBe('done');
    expect(newest).toMatch(/^dek_/);
    expect(await keysInUse(store, vault, 50)).toEqual(new Set([newest]));
    await Promise.all([vault.close(), second.close()]);
  });

  it('leaves what changed meanwhile as it is, and what cannot be opened too', async () => {
    const store = await open();
    const vault = await openVault(store);
    await fill(store, vault, 3);
    await store.db
      .updateTable('body_bases')
      .set({ sealed: Buffer.alloc(60) })
      .where('page_id', '=', '1')
      .execute();
    await vault.rotate();
    await putSealed(store, vault, baseKey('2'), 'text of 2');
    const seen: ResealProgress[] = [];
    expect(await vault.resealAll({ onProgress: (progress) => seen.push(progress) })).toBe('done');
    expect(seen).toMatchObject([{ resealed: 1, unreadable: 1, left: 0 }]);
    const left = await store.db
      .selectFrom('body_bases')
      .select('sealed')
      .where('page_id', '=', '1')
      .executeTakeFirst();
    expect(Buffer.from(left?.sealed ?? []).equals(Buffer.alloc(60))).toBe(true);
    await vault.close();
  });
});

describeEachStore('a master key from the configuration', ({ open }) => {
  it('gives way to another: only the data keys are wrapped again', async () => {
    const store = await open();
    const before = await openVault(store, masterKeys('one'));
    await before.rotate();
    await putSealed(store, before, baseKey('0'), 'text of 0');
    const rows = await store.db.selectFrom('body_bases').selectAll().execute();
    await before.close();

    const changing = await openVault(store, masterKeys('two', 'one'));
    expect(await changing.changeMasterKey()).toMatchObject({ rewrapped: 2 * purposes.size });
    expect(await changing.changeMasterKey()).toMatchObject({ rewrapped: 0 });
    await changing.close();
    expect(await store.db.selectFrom('body_bases').selectAll().execute()).toEqual(rows);

    const after = await openVault(store, masterKeys('two'));
    expect((await keysInUse(store, after, 1)).size).toBe(1);
    await after.close();
    await expect(openVault(store, masterKeys('one'))).rejects.toMatchObject({ code: 'configuration' });
  });

  it('that a process does not have costs it the new data keys alone', async () => {
    const store = await open();
    const running = await openVault(store, masterKeys('one'));
    const sealed = await running.seal(new Secret('older'), placeOf(baseKey('0')));
    const changing = await openVault(store, masterKeys('two', 'one'));
    await changing.changeMasterKey();
    await changing.rotate();
    const newer = await changing.seal(new Secret('newer'), placeOf(baseKey('0')));
    await expect(running.open(newer, placeOf(baseKey('0')))).rejects.toMatchObject({
      fields: { detail: expect.stringContaining('is not there or cannot be unwrapped') },
    });
    expect(Buffer.from(await running.open(sealed, placeOf(baseKey('0')))).toString()).toBe('older');
    expect(keyIdOf(await running.seal(new Secret('x'), placeOf(baseKey('0'))))).toBe(keyIdOf(sealed));
    await Promise.all([running.close(), changing.close()]);
  });
});
