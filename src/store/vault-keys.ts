import { sql } from 'kysely';
import type { Executor, Store } from './open-store.ts';

/** A data key of the vault, wrapped by a master key. */
export interface StoredDataKey {
  readonly id: string;
  readonly purpose: string;
  /** 1, 2, 3 … for each purpose; the highest one seals. */
  readonly generation: number;
  readonly masterKeyId: string;
  readonly wrapped: Uint8Array;
  readonly createdAt: number;
}

/** By purpose and generation. */
export async function listDataKeys(db: Executor): Promise<StoredDataKey[]> {
  const rows = await db
    .selectFrom('vault_keys')
    .selectAll()
    .orderBy('purpose')
    .orderBy('generation')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    purpose: row.purpose,
    generation: row.generation,
    masterKeyId: row.master_key_id,
    wrapped: row.wrapped,
    createdAt: row.created_at,
  }));
}

/** Data keys are never deleted: as many as before are the same as before. */
export async function countDataKeys(db: Executor): Promise<number> {
  const { keys } = await db
    .selectFrom('vault_keys')
    .select((count) => count.fn.countAll<number>().as('keys'))
    .executeTakeFirstOrThrow();
  return keys;
}

export async function insertDataKey(db: Executor, key: StoredDataKey): Promise<void> {
  await db
    .insertInto('vault_keys')
    .values({
      id: key.id,
      purpose: key.purpose,
      generation: key.generation,
      master_key_id: key.masterKeyId,
      wrapped: key.wrapped,
      created_at: key.createdAt,
    })
    .execute();
}

/** Stores the same data key as another master key wraps it. */
export async function rewrapDataKey(
  db: Executor,
  { id, masterKeyId, wrapped }: Pick<StoredDataKey, 'id' | 'masterKeyId' | 'wrapped'>,
): Promise<void> {
  await db
    .updateTable('vault_keys')
    .set({ master_key_id: masterKeyId, wrapped })
    .where('id', '=', id)
    .execute();
}

/** A transaction in which nobody else makes or wraps data keys: SQLite has one writer, Postgres needs to be told. */
export async function changingDataKeys<T>(
  { db, kind }: Pick<Store, 'db' | 'kind'>,
  change: (transaction: Executor) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    if (kind === 'postgres')
      await sql`lock table vault_keys in share row exclusive mode`.execute(transaction);
    return change(transaction);
  });
}
