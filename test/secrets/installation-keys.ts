import { expect } from 'vitest';
import { verifyRecord } from '../../src/audit/verify-record.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { Secret } from '../../src/kernel/secret.ts';
import type { Store } from '../../src/store/open-store.ts';
import { listDataKeys } from '../../src/store/vault-keys.ts';
import { masterKeysFromConfig } from '../../src/vault/master-key-source.ts';
import { unwrapKey } from '../../src/vault/wrapped-key.ts';
import type { KindName } from './kinds.ts';
import type { Ledger } from './ledger.ts';

/**
 * Shows that the keys that were planted are those in use, and notes the data keys that the master key opens: keys leave no
 * trace on any wire.
 */
export async function noteKeys(
  ledger: Ledger,
  store: Store,
  kinds: { readonly master: KindName; readonly record: KindName },
): Promise<void> {
  const planted = (kind: KindName): Secret => {
    const found = ledger.planted.find((one) => one.kind === kind);
    if (typeof found?.value !== 'string') throw new Error(`no ${kind} was planted`);
    return new Secret(found.value);
  };
  const masters = await masterKeysFromConfig([planted(kinds.master)], systemRandom).load({ make: false });
  for (const stored of await listDataKeys(store.db))
    ledger.plantBytes('data key', await unwrapKey(stored, masters));
  ledger.prove(kinds.master);
  ledger.prove('data key');
  const report = await verifyRecord(store, { key: planted(kinds.record) });
  expect(report.faults).toEqual([]);
  ledger.prove(kinds.record);
}
