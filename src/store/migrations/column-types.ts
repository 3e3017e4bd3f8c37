import { sql, type CreateTableBuilder, type Kysely, type RawBuilder } from 'kysely';

export type StoreKind = 'sqlite' | 'postgres';

/** What differs between the two databases when a table is made. */
export interface Dialectal {
  /** 64-bit integer. */
  readonly integer: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
  /** A new table, on SQLite one that refuses values of a wrong type. */
  readonly table: <T extends string>(db: Kysely<unknown>, name: T) => CreateTableBuilder<T>;
}

export const dialectal: Record<StoreKind, Dialectal> = {
  sqlite: {
    integer: sql`integer`,
    bytes: sql`blob`,
    table: (db, name) => db.schema.createTable(name).modifyEnd(sql`strict`),
  },
  postgres: {
    integer: sql`bigint`,
    bytes: sql`bytea`,
    table: (db, name) => db.schema.createTable(name),
  },
};
