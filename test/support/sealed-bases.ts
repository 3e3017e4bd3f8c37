import { systemClock } from '../../src/kernel/clock.ts';
import { createIds } from '../../src/kernel/ids.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { putBodyBase, type BodyBaseKey } from '../../src/store/body-bases.ts';
import type { Store } from '../../src/store/open-store.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { masterKeysFromConfig, type MasterKeySource } from '../../src/vault/master-key-source.ts';
import { keyIdOf } from '../../src/vault/sealed-value.ts';
import { quietLog } from './kept-log.ts';
import { createVault, type Sealer, type Vault } from '../../src/vault/vault.ts';

/** A master key from the configuration, by a word that stands for it. */
export function masterKeys(...words: readonly [string, ...string[]]): MasterKeySource {
  const [current, ...previous] = words.map((word) => new Secret(word.padEnd(40, '-')));
  if (!current) throw new Error('no word');
  return masterKeysFromConfig([current, ...previous], systemRandom);
}

export function openVault(
  store: Store,
  keys: MasterKeySource = masterKeys('one'),
  log: Log = quietLog,
): Promise<Vault> {
  const ids = createIds(systemClock, systemRandom);
  return createVault({ store, masterKeys: keys, ids, random: systemRandom, log });
}

export function baseKey(pageId: string, fields: Partial<BodyBaseKey> = {}): BodyBaseKey {
  return {
    workspaceId: 'wsp_1',
    personId: 'usr_1',
    connectionId: 'con_1',
    pageId,
    etag: '"7"',
    representation: 'storage',
    ...fields,
  };
}

export function placeOf(key: BodyBaseKey): BodyBaseKey & { readonly column: 'body_bases.sealed' } {
  return { column: 'body_bases.sealed', ...key };
}

/** Seals a text and stores it as the base of a page. */
export async function putSealed(store: Store, sealer: Sealer, key: BodyBaseKey, text: string): Promise<void> {
  const sealed = await sealer.seal(Buffer.from(text), placeOf(key));
  await putBodyBase(store.db, { ...key, sealed, createdAt: 1, expiresAt: Number.MAX_SAFE_INTEGER });
}

/** Every stored base by its page: the key it is under, and what it says. */
export async function sealedPages(
  store: Store,
  sealer: Sealer,
): Promise<Map<string, { readonly keyId: string | undefined; readonly text: string }>> {
  const rows = await store.db.selectFrom('body_bases').selectAll().execute();
  const pages = new Map<string, { readonly keyId: string | undefined; readonly text: string }>();
  for (const row of rows) {
    const opened = await sealer.open(row.sealed, placeOf(baseKey(row.page_id, { personId: row.person_id })));
    pages.set(row.page_id, { keyId: keyIdOf(row.sealed), text: Buffer.from(opened).toString() });
  }
  return pages;
}
