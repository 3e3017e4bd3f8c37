import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';

/** Kysely on node:sqlite. `translate` turns what SQLite throws into what Weir says (a damaged file, a full disk). */
export function sqliteDialect(database: DatabaseSync, translate: (thrown: unknown) => unknown): Dialect {
  return {
    createAdapter: () => new TransactionalDdlAdapter(),
    createDriver: () => sqliteDriver(database, translate),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite can roll back table definitions, which makes a migration whole or absent, also with two processes at it. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A statement that runs once for each list of values; of SQLite alone. */
interface RepeatedQuery extends CompiledQuery {
  readonly each: readonly (readonly SQLInputValue[])[];
}

/**
 * The same statement for many rows. In a transaction: one that fails leaves those before it. A row a statement is the
 * quickest way into SQLite: rows taken out of JSON cost thrice as much, and `values` of several rows keep a journal.
 */
export function repeated(sql: string, each: RepeatedQuery['each']): RepeatedQuery {
  return { ...CompiledQuery.raw(sql), each };
}

/** There is one connection, and whoever has it has it alone: nothing slips into another's transaction. */
function sqliteDriver(database: DatabaseSync, translate: (thrown: unknown) => unknown): Driver {
  const connection = sqliteConnection(database, translate);
  const waiting: (() => void)[] = [];
  let taken = false;
  const run = async (sql: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    init: async () => {},
    acquireConnection: async () => {
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
      return connection;
    },
    // Taking the write lock at once: a transaction that reads first and writes later cannot wait for another writer.
    beginTransaction: (_connection, settings: TransactionSettings) =>
      run(settings.accessMode === 'read only' ? 'begin' : 'begin immediate'),
    commitTransaction: () => run('commit'),
    // After an error such as a full disk SQLite has already rolled back by itself.
    rollbackTransaction: async () => {
      if (database.isTransaction) await run('rollback');
    },
    releaseConnection: async () => {
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    },
    destroy: async () => database.close(),
  };
}

function sqliteConnection(
  database: DatabaseSync,
  translate: (thrown: unknown) => unknown,
): DatabaseConnection {
  const prepare = statementCache(database);
  return {
    async executeQuery<R>(query: CompiledQuery | RepeatedQuery): Promise<QueryResult<R>> {
      try {
        const { sql, parameters } = query;
        const { statement, returnsRows } = prepare(sql);
        if ('each' in query) {
          for (const row of query.each) statement.run(...row);
          return { rows: [] };
        }
        const values = parameters as SQLInputValue[];
        // Kysely's types say what the rows are; SQLite cannot know.
        if (returnsRows) return { rows: statement.all(...values) as R[] };
        const { changes, lastInsertRowid } = statement.run(...values);
        return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
      } catch (thrown) {
        throw translate(thrown);
      }
    },
    async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncGenerator<QueryResult<R>> {
      try {
        for (const row of database.prepare(sql).iterate(...(parameters as SQLInputValue[]))) {
          yield { rows: [row as R] };
        }
      } catch (thrown) {
        throw translate(thrown);
      }
    },
  };
}

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

/** Preparing costs more than running a small query. Long texts (rows in bulk) differ each time and are not kept. */
function statementCache(database: DatabaseSync): (sql: string) => Prepared {
  const longestKept = 4_000;
  const mostKept = 200;
  const kept = new Map<string, Prepared>();
  return (sql) => {
    const known = kept.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    if (sql.length > longestKept) return prepared;
    if (kept.size >= mostKept) kept.clear();
    kept.set(sql, prepared);
    return prepared;
  };
}
