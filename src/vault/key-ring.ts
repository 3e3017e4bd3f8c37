import { createSecretKey } from 'node:crypto';
import { AppError } from '../kernel/app-error.ts';
import type { Store } from '../store/open-store.ts';
import { countDataKeys, listDataKeys, type StoredDataKey } from '../store/vault-keys.ts';
import type { Log } from '../telemetry/log.ts';
import type { MasterKeySource, MasterKeys } from './master-key-source.ts';
import { purposes, type Purpose } from './sealed-columns.ts';
import { dataKey, type DataKey } from './sealed-value.ts';
import { unwrapKey } from './wrapped-key.ts';

/** The data keys of the database, unwrapped and in memory. */
export interface KeyRing {
  /** The key that seals. */
  active(purpose: Purpose): DataKey;
  /** Asks the database once where the key is not known here yet. Undefined where it cannot be had. */
  find(id: string): Promise<DataKey | undefined>;
  /** Takes up what other processes have made since. */
  refresh(): Promise<void>;
}

/**
 * Loads all data keys. Raises `configuration` where one cannot be unwrapped: whoever lost the master key learns it at the
 * start. A key that comes later and cannot be unwrapped is logged, and the older ones stay in use.
 */
export async function loadKeyRing({
  store,
  masterKeys,
  log,
}: {
  readonly store: Store;
  readonly masterKeys: MasterKeySource;
  readonly log: Log;
}): Promise<KeyRing> {
  const known = new Map<string, DataKey>();
  const unusable = new Set<string>();
  const newest = new Map<string, { readonly generation: number; readonly key: DataKey }>();
  let masters = await masterKeys.load({ make: false });
  let refreshing: Promise<void> | undefined;

  for (const stored of await listDataKeys(store.db)) await takeUp(stored);

  async function takeUp(stored: StoredDataKey): Promise<void> {
    const material = await unwrapKey(stored, await mastersFor(stored));
    const key = dataKey(stored.id, createSecretKey(material));
    material.fill(0);
    known.set(stored.id, key);
    unusable.delete(stored.id);
    const { purpose, generation } = stored;
    if (generation > (newest.get(purpose)?.generation ?? 0)) newest.set(purpose, { generation, key });
  }

  /** A key file may have changed since it was read. */
  async function mastersFor({ masterKeyId }: StoredDataKey): Promise<MasterKeys> {
    if (masters.every(({ id }) => id !== masterKeyId)) masters = await masterKeys.load({ make: false });
    return masters;
  }

  async function takeUpNew(): Promise<void> {
    for (const stored of await listDataKeys(store.db)) {
      if (known.has(stored.id)) continue;
      try {
        await takeUp(stored);
        log.info('vault.key_loaded', { keyId: stored.id, purpose: stored.purpose });
      } catch (error) {
        if (!unusable.has(stored.id)) log.error('vault.key_unusable', { keyId: stored.id, error });
        unusable.add(stored.id);
      }
    }
  }

  function once(work: () => Promise<void>): Promise<void> {
    refreshing ??= work().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  return {
    active(purpose) {
      const current = newest.get(purpose);
      if (!current) throw new AppError('internal', 'The vault has no key.', { detail: `purpose ${purpose}` });
      return current.key;
    },
    async find(id) {
      if (known.has(id)) return known.get(id);
      // A look that is under way may have begun before the key was there.
      await refreshing;
      if (!known.has(id)) await once(takeUpNew);
      return known.get(id);
    },
    refresh: () =>
      once(async () => {
        if ((await countDataKeys(store.db)) !== known.size + unusable.size) await takeUpNew();
      }),
  };
}

/** Whether every purpose has a key in the database. */
export async function hasAllDataKeys({ db }: Pick<Store, 'db'>): Promise<boolean> {
  const there = new Set((await listDataKeys(db)).map(({ purpose }) => purpose));
  return [...purposes].every((purpose) => there.has(purpose));
}
