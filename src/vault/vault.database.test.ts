import { expect, it } from 'vitest';
import { baseKey, masterKeys, openVault, placeOf, putSealed } from '../../test/support/sealed-bases.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { AppError } from '../kernel/app-error.ts';
import { Secret } from '../kernel/secret.ts';
import { getBodyBase } from '../store/body-bases.ts';
import { createLog } from '../telemetry/log.ts';
import { purposes } from './sealed-columns.ts';
import { keyIdOf } from './sealed-value.ts';

const canary = 'canary-5b0f';
const here = placeOf(baseKey('1'));

async function complaint(opening: Promise<unknown>): Promise<AppError> {
  const error: unknown = await opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  expect(`${error.message} ${JSON.stringify(error.fields)} ${String(error.stack)}`).not.toContain(canary);
  return error;
}

describeEachStore('the vault', ({ open }) => {
  it.each([
    ['a secret', new Secret(canary), Buffer.from(canary)],
    ['text of any script', new Secret('„Zürich“ 東京 🚲'), Buffer.from('„Zürich“ 東京 🚲')],
    ['no bytes', new Uint8Array(0), Buffer.alloc(0)],
    ['a megabyte', new Uint8Array(1_048_576).fill(7), Buffer.alloc(1_048_576, 7)],
  ])('opens what it sealed: %s', async (_, plaintext, expected) => {
    const store = await open();
    const vault = await openVault(store);
    const sealed = await vault.seal(plaintext, here);
    expect(Buffer.from(await vault.open(sealed, here)).equals(expected)).toBe(true);
    expect(sealed.byteLength).toBe(expected.byteLength + 45);
    // Never the same twice.
    expect(Buffer.from(sealed).equals(await vault.seal(plaintext, here))).toBe(false);
    await vault.close();
  });

  it('opens after a restart, from the row where the value was stored', async () => {
    const store = await open();
    const before = await openVault(store);
    await putSealed(store, before, baseKey('1'), canary);
    await before.close();
    const after = await openVault(store);
    const stored = await getBodyBase(store.db, baseKey('1'), 2);
    expect(Buffer.from(await after.open(stored ?? new Uint8Array(), here)).toString()).toBe(canary);
    expect(Buffer.from(stored ?? []).includes(canary)).toBe(false);
    await after.close();
  });

  it('opens a value in its own row alone', async () => {
    const vault = await openVault(await open());
    const sealed = await vault.seal(new Secret(canary), here);
    for (const moved of [
      { workspaceId: 'wsp_2' },
      { personId: 'usr_2' },
      { connectionId: 'con_2' },
      { pageId: '2' },
      { etag: '"8"' },
      { representation: 'atlas_doc_format' },
      // The same texts, cut elsewhere.
      { workspaceId: 'wsp_1usr', personId: '_1' },
      { workspaceId: 'wsp_1","usr_1' },
    ]) {
      expect(await complaint(vault.open(sealed, { ...here, ...moved }))).toMatchObject({
        code: 'internal',
        message: 'Weir cannot read a value that it sealed.',
        fields: { detail: 'body_bases.sealed: it was changed, or sealed for another row' },
      });
    }
    await vault.close();
  });

  it('refuses a value with any bit changed, cut or lengthened', async () => {
    const vault = await openVault(await open());
    const sealed = await vault.seal(new Secret(canary), here);
    for (let index = 0; index < sealed.byteLength; index += 1) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 0x40;
      expect((await complaint(vault.open(changed, here))).code).toBe('internal');
    }
    for (const length of [0, 1, 16, 17, 20, 44, sealed.byteLength - 1]) {
      expect((await complaint(vault.open(sealed.subarray(0, length), here))).code).toBe('internal');
    }
    await complaint(vault.open(Buffer.concat([sealed, Buffer.of(0)]), here));
    await vault.close();
  });

  it('says what is wrong with a value of an unknown version or key', async () => {
    const store = await open();
    const vault = await openVault(store);
    const sealed = await vault.seal(new Secret(canary), here);
    const newer = Uint8Array.from(sealed).fill(2, 0, 1);
    expect((await complaint(vault.open(newer, here))).fields.detail).toBe(
      'body_bases.sealed: it is not a sealed value of a known version',
    );
    const orphan = Uint8Array.from(sealed).fill(9, 1, 17);
    expect((await complaint(vault.open(orphan, here))).fields.detail).toBe(
      `body_bases.sealed: its data key dek_${'09'.repeat(16)} is not there or cannot be unwrapped`,
    );
    await vault.close();
  });

  it('makes one data key of a purpose for all who start at once', async () => {
    const store = await open();
    const vaults = await Promise.all(Array.from({ length: 4 }, () => openVault(store)));
    const ids = await Promise.all(
      vaults.map(async (vault) => keyIdOf(await vault.seal(new Secret('x'), here))),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await store.db.selectFrom('vault_keys').select('id').execute()).toHaveLength(purposes.size);
    await Promise.all(vaults.map((vault) => vault.close()));
  });

  it('writes neither values nor keys into the log', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
    const store = await open();
    const vault = await openVault(store, masterKeys(canary), log);
    const sealed = await vault.seal(new Secret(canary), here);
    log.error('test.open_failed', {
      error: await complaint(vault.open(sealed, { ...here, pageId: '2' })),
    });
    const other = await openVault(store, masterKeys(canary), log);
    await other.rotate();
    await vault.open(await other.seal(new Secret(canary), here), here);
    await Promise.all([vault.close(), other.close()]);
    expect(lines.join('')).toContain('vault.key_loaded');
    expect(lines.join('')).not.toContain(canary);
  });
});

describeEachStore('a start of the vault ends with one line', ({ open }) => {
  it('where the master key is another one', async () => {
    const store = await open();
    await (await openVault(store, masterKeys('one'))).close();
    const error = await complaint(openVault(store, masterKeys(canary)));
    expect(error).toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(
        /^The database is sealed under the master key [0-9a-f]{16}; the one given is [0-9a-f]{16}\.$/,
      ),
    });
  });

  it('where a data key was changed, or put into the row of another', async () => {
    const store = await open();
    const vault = await openVault(store);
    await vault.rotate();
    await vault.close();
    const [first, second] = await store.db
      .selectFrom('vault_keys')
      .selectAll()
      .orderBy('generation')
      .execute();
    if (!first || !second) throw new Error('two keys expected');
    await store.db
      .updateTable('vault_keys')
      .set({ wrapped: first.wrapped })
      .where('id', '=', second.id)
      .execute();
    expect(await complaint(openVault(store))).toMatchObject({
      code: 'configuration',
      message: `The data key ${second.id} in the database is damaged.`,
    });
    await store.db
      .updateTable('vault_keys')
      .set({ wrapped: second.wrapped })
      .where('id', '=', second.id)
      .execute();
    await (await openVault(store)).close();
    // An old data key does not become the active one by a number.
    await store.db.updateTable('vault_keys').set({ generation: 3 }).where('id', '=', first.id).execute();
    expect((await complaint(openVault(store))).message).toBe(
      `The data key ${first.id} in the database is damaged.`,
    );
  });
});
