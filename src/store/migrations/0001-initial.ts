import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialectal } from './column-types.ts';

/** People and their keys, connections, the record with its keyed chain, base bodies of edits, download tickets. */
export function initial(types: Dialectal): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await createPeople(db, types);
      await createConnections(db, types);
      await createRecord(db, types);
      await createBodyBases(db, types);
      await createDownloadTickets(db, types);
    },
  };
}

async function createPeople(db: Kysely<unknown>, { integer, table }: Dialectal): Promise<void> {
  await table(db, 'workspaces')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .execute();

  await table(db, 'people')
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('people_pk', ['workspace_id', 'id'])
    .addUniqueConstraint('people_email', ['workspace_id', 'email'])
    .execute();

  await table(db, 'agent_keys')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('key_hash', 'text', (column) => column.notNull().unique())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('last_used_at', integer)
    .addColumn('revoked_at', integer)
    .addPrimaryKeyConstraint('agent_keys_pk', ['workspace_id', 'id'])
    .addForeignKeyConstraint(
      'agent_keys_person',
      ['workspace_id', 'person_id'],
      'people',
      ['workspace_id', 'id'],
      (reference) => reference.onDelete('cascade'),
    )
    .execute();
  await db.schema
    .createIndex('agent_keys_by_person')
    .on('agent_keys')
    .columns(['workspace_id', 'person_id'])
    .execute();
}

async function createConnections(db: Kysely<unknown>, { integer, table }: Dialectal): Promise<void> {
  await table(db, 'connections')
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('slug', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('site', 'text', (column) => column.notNull())
    .addColumn('auth_mode', 'text', (column) => column.notNull())
    .addColumn('settings_json', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('updated_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('connections_pk', ['workspace_id', 'id'])
    .addUniqueConstraint('connections_slug', ['workspace_id', 'slug'])
    .execute();
}

async function createRecord(db: Kysely<unknown>, { integer, table }: Dialectal): Promise<void> {
  await table(db, 'audit_records')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('writer', 'text', (column) => column.notNull())
    .addColumn('seq', integer, (column) => column.notNull())
    .addColumn('prev', 'text', (column) => column.notNull())
    .addColumn('mac', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('at', integer, (column) => column.notNull())
    .addColumn('call_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('agent_id', 'text')
    .addColumn('client_name', 'text')
    .addColumn('client_version', 'text')
    .addColumn('transport', 'text')
    .addColumn('connection_id', 'text')
    .addColumn('operation', 'text')
    .addColumn('effect', 'text')
    .addColumn('api_operations_json', 'text')
    .addColumn('targets_json', 'text')
    .addColumn('argument_shape', 'text')
    .addColumn('argument_digest', 'text')
    .addColumn('decision', 'text')
    .addColumn('rule', 'text')
    .addColumn('outcome', 'text')
    .addColumn('upstream_status', integer)
    .addColumn('latency_ms', integer)
    .addColumn('result_size', integer)
    .addPrimaryKeyConstraint('audit_records_pk', ['workspace_id', 'writer', 'seq'])
    .execute();
  // Newest first, also for one person or one operation; both records of a call; the few intents among many reads.
  const index = (name: string) => db.schema.createIndex(name).on('audit_records');
  await index('audit_records_by_time').columns(['workspace_id', 'at', 'id']).execute();
  await index('audit_records_by_person').columns(['workspace_id', 'user_id', 'at', 'id']).execute();
  await index('audit_records_by_operation').columns(['workspace_id', 'operation', 'at', 'id']).execute();
  await index('audit_records_by_call').columns(['workspace_id', 'call_id']).execute();
  await index('audit_records_intents')
    .columns(['workspace_id', 'at'])
    .where(sql.ref('kind'), '=', sql.lit('intent'))
    .execute();

  await table(db, 'audit_checkpoints')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('writer', 'text', (column) => column.notNull())
    .addColumn('at', integer, (column) => column.notNull())
    .addColumn('heads_json', 'text', (column) => column.notNull())
    .addColumn('prev', 'text', (column) => column.notNull())
    .addColumn('mac', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('audit_checkpoints_by_time')
    .on('audit_checkpoints')
    .columns(['at', 'id'])
    .execute();
}

async function createBodyBases(db: Kysely<unknown>, { integer, bytes, table }: Dialectal): Promise<void> {
  await table(db, 'body_bases')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('page_id', 'text', (column) => column.notNull())
    .addColumn('etag', 'text', (column) => column.notNull())
    .addColumn('representation', 'text', (column) => column.notNull())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .addColumn('size', integer, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('expires_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('body_bases_pk', [
      'workspace_id',
      'person_id',
      'connection_id',
      'page_id',
      'etag',
      'representation',
    ])
    .execute();
  await db.schema.createIndex('body_bases_by_expiry').on('body_bases').column('expires_at').execute();
}

async function createDownloadTickets(db: Kysely<unknown>, { integer, table }: Dialectal): Promise<void> {
  await table(db, 'download_tickets')
    .addColumn('ticket_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('attachment_id', 'text', (column) => column.notNull())
    .addColumn('page_id', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('expires_at', integer, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('download_tickets_by_expiry')
    .on('download_tickets')
    .column('expires_at')
    .execute();
}
