import { dirname } from 'node:path';
import { sql } from 'kysely';
import type { Store, StoreLocation } from '../../src/store/open-store.ts';

/** The folder where a database keeps its files, all of them written. */
export async function filesOfDatabase(store: Store, location: StoreLocation): Promise<string> {
  if (location.kind === 'sqlite') return dirname(location.file);
  await sql`checkpoint`.execute(store.db);
  const { rows } = await sql<{ folder: string }>`select current_setting('data_directory') as folder`.execute(
    store.db,
  );
  return rows[0]?.folder ?? '';
}
