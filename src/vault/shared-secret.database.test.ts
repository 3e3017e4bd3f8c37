import { expect, it } from 'vitest';
import { systemRandom } from '../kernel/random.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { openVault } from '../../test/support/sealed-bases.ts';
import { sharedSecret } from './shared-secret.ts';

describeEachStore('shared secrets', ({ open }) => {
  it('are the same for every process, however many ask first', async () => {
    const store = await open();
    const [one, other] = [await openVault(store), await openVault(store)];
    const asked = await Promise.all(
      [one, other, one, other].map((vault) =>
        sharedSecret({ store, vault, random: systemRandom }, 'for.tests'),
      ),
    );
    const values = new Set(asked.map((secret) => secret.reveal()));
    expect(values.size).toBe(1);
    expect([...values][0]).toMatch(/^[\w-]{43}$/);
    await one.close();
    await other.close();
  });

  it('differ by their name and lie sealed in the database', async () => {
    const store = await open();
    const vault = await openVault(store);
    const parts = { store, vault, random: systemRandom };
    const [one, other] = [await sharedSecret(parts, 'one'), await sharedSecret(parts, 'other')];
    expect(one.reveal()).not.toBe(other.reveal());
    const rows = await store.db
      .selectFrom('shared_secrets')
      .select(['name', 'sealed'])
      .orderBy('name')
      .execute();
    expect(rows.map(({ name }) => name)).toEqual(['one', 'other']);
    for (const { sealed } of rows) expect(Buffer.from(sealed).includes(one.reveal())).toBe(false);
    await vault.close();
  });

  it('open in their own row alone', async () => {
    const store = await open();
    const vault = await openVault(store);
    const parts = { store, vault, random: systemRandom };
    await sharedSecret(parts, 'one');
    await sharedSecret(parts, 'other');
    const { sealed } = await store.db
      .selectFrom('shared_secrets')
      .select('sealed')
      .where('name', '=', 'other')
      .executeTakeFirstOrThrow();
    await store.db.updateTable('shared_secrets').set({ sealed }).where('name', '=', 'one').execute();
    await expect(sharedSecret(parts, 'one')).rejects.toMatchObject({ code: 'internal' });
    await vault.close();
  });
});
