import { AppError } from '../kernel/app-error.ts';
import type { StoredDataKey } from '../store/vault-keys.ts';
import type { MasterKey } from './master-key.ts';
import type { MasterKeys } from './master-key-source.ts';

type Unwrapped = Omit<StoredDataKey, 'masterKeyId' | 'wrapped'>;

export async function wrapKey(
  master: MasterKey,
  key: Unwrapped,
  material: Uint8Array,
): Promise<StoredDataKey> {
  return { ...key, masterKeyId: master.id, wrapped: await master.wrap(material, boundTo(key)) };
}

/**
 * The material of a data key, to be wiped after use. Raises `configuration` where none of the master keys is the one that
 * wrapped it, or the row was changed.
 */
export async function unwrapKey(stored: StoredDataKey, masters: MasterKeys): Promise<Uint8Array> {
  const master = masters.find(({ id }) => id === stored.masterKeyId);
  if (!master) {
    const given = masters.map(({ id }) => id).join(', ');
    throw new AppError(
      'configuration',
      `The database is sealed under the master key ${stored.masterKeyId}; the one given is ${given}.`,
      {
        nextStep:
          'Restore the master key of this database (its key file, or vault.masterKey): without it nothing sealed can be read.',
      },
    );
  }
  const material = await master.unwrap(stored.wrapped, boundTo(stored));
  if (material) return material;
  throw new AppError('configuration', `The data key ${stored.id} in the database is damaged.`, {
    nextStep: 'Restore the table vault_keys from a backup: without it what is sealed cannot be read.',
  });
}

/** Wrapped material is worth nothing in another row. */
function boundTo({ id, purpose, generation }: Unwrapped): Uint8Array {
  return Buffer.from(JSON.stringify(['vault_keys', id, purpose, generation]));
}
