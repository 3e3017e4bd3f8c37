import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Executor, Store } from '../store/open-store.ts';
import {
  changingDataKeys,
  insertDataKey,
  listDataKeys,
  rewrapDataKey,
  type StoredDataKey,
} from '../store/vault-keys.ts';
import { startReseal } from '../store/vault-reseals.ts';
import { keyLength } from './cipher.ts';
import type { MasterKey } from './master-key.ts';
import type { MasterKeySource } from './master-key-source.ts';
import { purposeOf, purposes, sealedColumnNames, type Purpose } from './sealed-columns.ts';
import { dataKeyIdPrefix } from './sealed-value.ts';
import { unwrapKey, wrapKey } from './wrapped-key.ts';

export interface DataKeyParts {
  readonly store: Store;
  readonly masterKeys: MasterKeySource;
  readonly ids: NewId;
  readonly random: Random;
}

export interface NewDataKey {
  readonly id: string;
  readonly purpose: Purpose;
}

/** Makes the first data key of each purpose that has none. */
export async function makeFirstDataKeys(parts: DataKeyParts): Promise<void> {
  const now = await parts.store.now();
  await changingDataKeys(parts.store, async (transaction) => {
    const stored = await listDataKeys(transaction);
    const missing = [...purposes].filter((purpose) => stored.every((key) => key.purpose !== purpose));
    if (missing.length === 0) return;
    const [current] = await parts.masterKeys.load({ make: stored.length === 0 });
    for (const purpose of missing) await makeDataKey(parts, transaction, { current, purpose, stored, now });
  });
}

/** Makes a new data key for every purpose; from now on everything older is to be sealed again. */
export async function makeNextDataKeys(parts: DataKeyParts): Promise<readonly NewDataKey[]> {
  const now = await parts.store.now();
  return changingDataKeys(parts.store, async (transaction) => {
    const stored = await listDataKeys(transaction);
    const [current] = await parts.masterKeys.load({ make: false });
    const made: NewDataKey[] = [];
    for (const purpose of purposes) {
      const keyId = await makeDataKey(parts, transaction, { current, purpose, stored, now });
      made.push({ id: keyId, purpose });
      for (const columnName of sealedColumnNames.filter((name) => purposeOf(name) === purpose))
        await startReseal(transaction, { columnName, keyId, now });
    }
    return made;
  });
}

export interface Rewrapping {
  /** Data keys that were wrapped by another master key until now. */
  readonly rewrapped: number;
  readonly masterKeyId: string;
}

/**
 * Wraps every data key by the current master key; where Weir keeps the master key itself, by a new one, and the old one is
 * forgotten after that. At every moment the keys on disk are enough to open everything.
 */
export async function changeMasterKey(
  parts: Pick<DataKeyParts, 'store' | 'masterKeys'>,
): Promise<Rewrapping> {
  const { store, masterKeys } = parts;
  const result = await changingDataKeys(store, async (transaction) => {
    await masterKeys.own?.addKey();
    const masters = await masterKeys.load({ make: false });
    const [current] = masters;
    const others = (await listDataKeys(transaction)).filter(({ masterKeyId }) => masterKeyId !== current.id);
    for (const key of others) {
      const material = await unwrapKey(key, masters);
      await rewrapDataKey(transaction, await wrapKey(current, key, material));
      material.fill(0);
    }
    return { rewrapped: others.length, masterKeyId: current.id };
  });
  await forgetOldMasterKeys(parts);
  return result;
}

async function forgetOldMasterKeys({
  store,
  masterKeys,
}: Pick<DataKeyParts, 'store' | 'masterKeys'>): Promise<void> {
  const { own } = masterKeys;
  if (!own) return;
  await changingDataKeys(store, async (transaction) => {
    const [current] = await masterKeys.load({ make: false });
    const stored = await listDataKeys(transaction);
    if (stored.every(({ masterKeyId }) => masterKeyId === current.id)) await own.keepCurrent();
  });
}

/** Answers the id of the new key. */
async function makeDataKey(
  { ids, random }: DataKeyParts,
  transaction: Executor,
  {
    current,
    purpose,
    stored,
    now,
  }: {
    readonly current: MasterKey;
    readonly purpose: Purpose;
    readonly stored: readonly StoredDataKey[];
    readonly now: number;
  },
): Promise<string> {
  const id = ids(dataKeyIdPrefix);
  const generation =
    1 + Math.max(0, ...stored.filter((key) => key.purpose === purpose).map((key) => key.generation));
  const material = random.bytes(keyLength);
  const key = await wrapKey(current, { id, purpose, generation, createdAt: now }, material);
  material.fill(0);
  await insertDataKey(transaction, key);
  return id;
}
