import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { baseKey, openVault, placeOf } from '../../test/support/sealed-bases.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { masterKeyFile } from '../config/master-key-file.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { masterKeysFromFile, type MasterKeySource } from './master-key-source.ts';
import { purposes } from './sealed-columns.ts';
import type { Vault } from './vault.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-master-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function newFile(): {
  readonly file: string;
  readonly source: MasterKeySource;
  readonly keys: () => string[];
} {
  made += 1;
  const file = join(folder, `${made}`, 'master.key');
  return {
    file,
    source: masterKeysFromFile(masterKeyFile(file, systemRandom), systemRandom),
    keys: () => readFileSync(file, 'utf8').split(/\s+/).filter(Boolean),
  };
}

const place = placeOf(baseKey('1'));
const seal = (vault: Vault, text: string): Promise<Uint8Array> => vault.seal(new Secret(text), place);
const open = async (vault: Vault, sealed: Uint8Array): Promise<string> =>
  Buffer.from(await vault.open(sealed, place)).toString();

describeEachStore('a master key in a file', ({ open: openStore }) => {
  it('is made at the first start, and its loss is told at the next', async () => {
    const store = await openStore();
    const { file, source } = newFile();
    await (await openVault(store, source)).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(file);
    await expect(openVault(store, source)).rejects.toMatchObject({
      code: 'configuration',
      message: `The master key file ${file} is missing.`,
    });
  });

  it('is replaced while processes serve, which take up what comes after', async () => {
    const store = await openStore();
    const { source, keys } = newFile();
    const serving = await openVault(store, source);
    const sealed = await seal(serving, 'before');
    const before = keys();

    const changing = await openVault(store, source);
    expect(await changing.changeMasterKey()).toMatchObject({ rewrapped: purposes.size });
    expect(keys()).toHaveLength(1);
    expect(keys()).not.toEqual(before);
    await changing.rotate();
    const after = await seal(changing, 'after');
    await changing.close();

    expect(await open(serving, sealed)).toBe('before');
    expect(await open(serving, after)).toBe('after');
    await serving.close();
    const next = await openVault(store, source);
    expect([await open(next, sealed), await open(next, after)]).toEqual(['before', 'after']);
    await next.close();
  });

  it('opens everything wherever its replacement was cut off, and the next one tidies up', async () => {
    const store = await openStore();
    const { file, source, keys } = newFile();
    const vault = await openVault(store, source);
    const sealed = await seal(vault, 'before');
    await vault.close();

    // Cut off before the data keys were wrapped: the new key is there, and the old one still counts.
    await masterKeyFile(file, systemRandom).addKey();
    const first = await openVault(store, source);
    expect(await open(first, sealed)).toBe('before');
    const both = join(folder, 'both');
    copyFileSync(file, both);
    await first.changeMasterKey();
    await first.close();

    // Cut off before the old key was forgotten.
    writeFileSync(file, `${keys()[0]}\n${readFileSync(both, 'utf8')}`);
    expect(keys()).toHaveLength(3);
    const second = await openVault(store, source);
    expect(await open(second, sealed)).toBe('before');
    await second.changeMasterKey();
    expect(keys()).toHaveLength(1);
    await second.close();
    const third = await openVault(store, source);
    expect(await open(third, sealed)).toBe('before');
    await third.close();
  });

  it('survives two replacements at once', async ({ skip }) => {
    const store = await openStore();
    skip(store.kind === 'sqlite', 'the command line has two processes at a SQLite file');
    const { source, keys } = newFile();
    const vault = await openVault(store, source);
    const sealed = await seal(vault, 'before');
    await Promise.all([1, 2, 3].map(() => vault.changeMasterKey()));
    await vault.close();
    expect(keys()).toHaveLength(1);
    const after = await openVault(store, source);
    expect(await open(after, sealed)).toBe('before');
    await after.close();
  });
});
