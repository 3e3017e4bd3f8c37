import { PostgresDialect, type Dialect } from 'kysely';
import { AppError } from '../kernel/app-error.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Log } from '../telemetry/log.ts';

export interface OpenPostgres {
  readonly dialect: Dialect;
  /** Host, port and database, without user and password. */
  readonly name: string;
}

/** Milliseconds to wait for a connection. */
const connectTimeoutMs = 10_000;
/** Type number of `bigint`: pg_type.oid. */
const bigintType = 20;

/**
 * A pool of connections. The driver is loaded here and nowhere else, so that a SQLite installation never reads it.
 * Raises `configuration` where the address is no Postgres address or nobody answers there.
 */
export async function openPostgres(url: Secret, log: Log): Promise<OpenPostgres> {
  const name = nameOf(url);
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url.reveal(),
    max: 10,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'weir',
    types: {
      // Times and counts fit a double; pg would hand them over as strings.
      getTypeParser: (type: number, format?: 'text' | 'binary') =>
        type === bigintType && format !== 'binary' ? Number : pg.types.getTypeParser(type, format),
    },
  });
  pool.on('error', (error) => log.warn('store.connection_lost', { error }));
  try {
    (await pool.connect()).release();
  } catch (thrown) {
    await pool.end();
    throw new AppError('configuration', `The database ${name} cannot be reached: ${reason(thrown)}.`, {
      nextStep: 'Check the address, the user and the password in the database URL, and that Postgres runs.',
      cause: thrown,
    });
  }
  return { name, dialect: new PostgresDialect({ pool }) };
}

function nameOf(url: Secret): string {
  const text = url.reveal();
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new AppError('configuration', 'The database URL is not a Postgres address.', {
      nextStep: 'Write it as postgres://user:password@host:5432/database.',
    });
  }
  return `${parsed.host || 'localhost'}${parsed.pathname}`;
}

/** SQLSTATE and system error codes in words; the server's own text may quote the user name and stays in the log. */
function reason(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host is unknown';
    case '28P01':
    case '28000':
      return 'the user or the password is wrong';
    case '3D000':
      return 'there is no such database';
    case '53300':
      return 'it has no connection left';
    default:
      return code === '' ? 'no answer in time' : `error ${code}`;
  }
}
