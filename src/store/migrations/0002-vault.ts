import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialectal } from './column-types.ts';

/** Data keys of the vault, the work of sealing everything again under a new one, and leases. */
export function vault({ integer, bytes, table }: Dialectal): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await table(db, 'vault_keys')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('purpose', 'text', (column) => column.notNull())
        .addColumn('generation', integer, (column) => column.notNull())
        .addColumn('master_key_id', 'text', (column) => column.notNull())
        .addColumn('wrapped', bytes, (column) => column.notNull())
        .addColumn('created_at', integer, (column) => column.notNull())
        .addUniqueConstraint('vault_keys_generation', ['purpose', 'generation'])
        .execute();

      await table(db, 'vault_reseals')
        .addColumn('column_name', 'text', (column) => column.primaryKey().notNull())
        .addColumn('key_id', 'text', (column) => column.notNull().references('vault_keys.id'))
        .addColumn('cursor_json', 'text')
        .addColumn('resealed', integer, (column) => column.notNull())
        .addColumn('unreadable', integer, (column) => column.notNull())
        .addColumn('started_at', integer, (column) => column.notNull())
        .addColumn('finished_at', integer)
        .execute();

      await table(db, 'leases')
        .addColumn('name', 'text', (column) => column.primaryKey().notNull())
        .addColumn('holder', 'text', (column) => column.notNull())
        .addColumn('expires_at', integer, (column) => column.notNull())
        .execute();
    },
  };
}
