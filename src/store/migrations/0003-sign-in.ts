import { sql, type ForeignKeyConstraintBuilder, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialectal } from './column-types.ts';

type Step = (db: Kysely<unknown>, types: Dialectal) => Promise<void>;

/** Who signs in and how, groups and roles, connections with their secrets, each person's grant, and our OAuth server. */
export function signIn(types: Dialectal): Migration {
  const steps: readonly Step[] = [
    createAccounts,
    createBrowserSessions,
    extendPeople,
    extendConnections,
    createGrants,
    createOAuthRecords,
    createSettings,
  ];
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const step of steps) await step(db, types);
    },
  };
}

const createAccounts: Step = async (db, { integer, bytes, table }) => {
  await table(db, 'accounts')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('is_operator', integer, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('disabled_at', integer)
    .execute();

  await table(db, 'account_identities')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('last_used_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('account_identities_pk', ['issuer', 'subject'])
    .addForeignKeyConstraint('account_identities_account', ['account_id'], 'accounts', ['id'], cascade)
    .execute();

  await table(db, 'account_passwords')
    .addColumn('account_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('updated_at', integer, (column) => column.notNull())
    .addForeignKeyConstraint('account_passwords_account', ['account_id'], 'accounts', ['id'], cascade)
    .execute();

  await table(db, 'account_passkeys')
    .addColumn('credential_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('public_key', bytes, (column) => column.notNull())
    .addColumn('counter', integer, (column) => column.notNull())
    .addColumn('transports_json', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('last_used_at', integer)
    .addForeignKeyConstraint('account_passkeys_account', ['account_id'], 'accounts', ['id'], cascade)
    .execute();
  await index(db, 'account_passkeys_by_account', 'account_passkeys', ['account_id']);

  await table(db, 'sign_in_links')
    .addColumn('token_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('expires_at', integer, (column) => column.notNull())
    .addForeignKeyConstraint('sign_in_links_account', ['account_id'], 'accounts', ['id'], cascade)
    .execute();
  await index(db, 'sign_in_links_by_expiry', 'sign_in_links', ['expires_at']);

  await table(db, 'sign_in_failures')
    .addColumn('key_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('failures', integer, (column) => column.notNull())
    .addColumn('last_failed_at', integer, (column) => column.notNull())
    .addColumn('locked_until', integer, (column) => column.notNull())
    .execute();
  await index(db, 'sign_in_failures_by_time', 'sign_in_failures', ['last_failed_at']);
};

const createBrowserSessions: Step = async (db, { integer, bytes, table }) => {
  await table(db, 'browser_sessions')
    .addColumn('id_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('signed_in_at', integer, (column) => column.notNull())
    .addColumn('last_seen_at', integer, (column) => column.notNull())
    .addColumn('expires_at', integer, (column) => column.notNull())
    .addForeignKeyConstraint('browser_sessions_account', ['account_id'], 'accounts', ['id'], cascade)
    .execute();
  await index(db, 'browser_sessions_by_account', 'browser_sessions', ['account_id']);
  await index(db, 'browser_sessions_by_expiry', 'browser_sessions', ['expires_at']);

  await table(db, 'browser_errands')
    .addColumn('state_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('browser_hash', 'text', (column) => column.notNull())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('expires_at', integer, (column) => column.notNull())
    .execute();
  await index(db, 'browser_errands_by_expiry', 'browser_errands', ['expires_at']);
};

const extendPeople: Step = async (db, { integer, table }) => {
  await db.schema.alterTable('people').addColumn('account_id', 'text').execute();
  await db.schema.alterTable('people').addColumn('disabled_at', integer).execute();
  await db.schema
    .alterTable('people')
    .addColumn('origin', 'text', (column) => column.notNull().defaultTo(sql.lit('admin')))
    .execute();
  await index(db, 'people_by_account', 'people', ['account_id']);

  await table(db, 'person_roles')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('person_roles_pk', ['workspace_id', 'person_id', 'role'])
    .addForeignKeyConstraint(
      'person_roles_person',
      ['workspace_id', 'person_id'],
      'people',
      ['workspace_id', 'id'],
      cascade,
    )
    .execute();

  await table(db, 'groups')
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('claim_value', 'text')
    .addColumn('created_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('groups_pk', ['workspace_id', 'id'])
    .addUniqueConstraint('groups_name', ['workspace_id', 'name'])
    .execute();

  await table(db, 'group_members')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('group_members_pk', ['workspace_id', 'group_id', 'person_id'])
    .addForeignKeyConstraint(
      'group_members_group',
      ['workspace_id', 'group_id'],
      'groups',
      ['workspace_id', 'id'],
      cascade,
    )
    .addForeignKeyConstraint(
      'group_members_person',
      ['workspace_id', 'person_id'],
      'people',
      ['workspace_id', 'id'],
      cascade,
    )
    .execute();
  await index(db, 'group_members_by_person', 'group_members', ['workspace_id', 'person_id']);
};

const extendConnections: Step = async (db, { integer, bytes, table }) => {
  const connections = db.schema.alterTable('connections');
  await connections
    .addColumn('is_enabled', integer, (column) => column.notNull().defaultTo(sql.lit(1)))
    .execute();
  await connections
    .addColumn('state', 'text', (column) => column.notNull().defaultTo(sql.lit('unverified')))
    .execute();
  await connections.addColumn('check_json', 'text').execute();
  await connections
    .addColumn('origin', 'text', (column) => column.notNull().defaultTo(sql.lit('config')))
    .execute();

  await table(db, 'connection_secrets')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .addColumn('expires_at', integer)
    .addColumn('updated_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('connection_secrets_pk', ['workspace_id', 'connection_id', 'name'])
    .addForeignKeyConstraint(
      'connection_secrets_connection',
      ['workspace_id', 'connection_id'],
      'connections',
      ['workspace_id', 'id'],
      cascade,
    )
    .execute();

  await table(db, 'connection_publications')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('to_workspace_id', 'text', (column) => column.notNull().references('workspaces.id'))
    .addColumn('is_enabled', integer, (column) => column.notNull())
    .addColumn('allows_all_agents', integer, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('connection_publications_pk', [
      'workspace_id',
      'connection_id',
      'to_workspace_id',
    ])
    .addForeignKeyConstraint(
      'connection_publications_connection',
      ['workspace_id', 'connection_id'],
      'connections',
      ['workspace_id', 'id'],
      cascade,
    )
    .execute();
  await index(db, 'connection_publications_by_target', 'connection_publications', ['to_workspace_id']);
};

const createGrants: Step = async (db, { integer, bytes, table }) => {
  await table(db, 'upstream_grants')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('app_key', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('account_name', 'text', (column) => column.notNull())
    .addColumn('account_email', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('scopes_json', 'text', (column) => column.notNull())
    .addColumn('sites_json', 'text', (column) => column.notNull())
    .addColumn('generation', integer, (column) => column.notNull())
    .addColumn('access_sealed', bytes)
    .addColumn('access_expires_at', integer)
    .addColumn('refresh_sealed', bytes)
    .addColumn('expires_at', integer)
    .addColumn('lease_holder', 'text')
    .addColumn('lease_expires_at', integer)
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('updated_at', integer, (column) => column.notNull())
    .addUniqueConstraint('upstream_grants_account', ['app_key', 'account_id'])
    .execute();
  await index(db, 'upstream_grants_by_lease', 'upstream_grants', ['lease_expires_at']);

  await table(db, 'person_connections')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text', (column) => column.notNull().references('upstream_grants.id'))
    .addColumn('cloud_id', 'text')
    .addColumn('created_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('person_connections_pk', ['workspace_id', 'person_id', 'connection_id'])
    .addForeignKeyConstraint(
      'person_connections_person',
      ['workspace_id', 'person_id'],
      'people',
      ['workspace_id', 'id'],
      cascade,
    )
    .execute();
  await index(db, 'person_connections_by_grant', 'person_connections', ['grant_id']);
  await index(db, 'person_connections_by_connection', 'person_connections', ['connection_id']);

  await table(db, 'connect_links')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('client_name', 'text')
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('expires_at', integer, (column) => column.notNull())
    .addColumn('completed_at', integer)
    .addColumn('rounds', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('connect_links_pk', ['workspace_id', 'id'])
    .execute();
  await index(db, 'connect_links_by_expiry', 'connect_links', ['expires_at']);
};

const createOAuthRecords: Step = async (db, { integer, bytes, table }) => {
  await table(db, 'oauth_records')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('id_hash', 'text', (column) => column.notNull())
    .addColumn('payload_json', 'text', (column) => column.notNull())
    .addColumn('sealed', bytes)
    .addColumn('grant_hash', 'text')
    .addColumn('uid_hash', 'text')
    .addColumn('client_id', 'text')
    .addColumn('account_id', 'text')
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('consumed_at', integer)
    .addColumn('expires_at', integer)
    .addPrimaryKeyConstraint('oauth_records_pk', ['model', 'id_hash'])
    .execute();
  await index(db, 'oauth_records_by_grant', 'oauth_records', ['grant_hash']);
  await index(db, 'oauth_records_by_uid', 'oauth_records', ['uid_hash']);
  await index(db, 'oauth_records_by_client', 'oauth_records', ['client_id']);
  await index(db, 'oauth_records_by_account', 'oauth_records', ['account_id']);
  await index(db, 'oauth_records_by_expiry', 'oauth_records', ['expires_at']);
};

const createSettings: Step = async (db, { integer, bytes, table }) => {
  await table(db, 'settings')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value_json', 'text', (column) => column.notNull())
    .addColumn('updated_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('settings_pk', ['scope', 'name'])
    .execute();

  await table(db, 'shared_secrets')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .execute();

  await table(db, 'revisions')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('number', integer, (column) => column.notNull())
    .execute();
};

/** Rows that mean nothing without what they belong to. */
function cascade(reference: ForeignKeyConstraintBuilder): ForeignKeyConstraintBuilder {
  return reference.onDelete('cascade');
}

async function index(
  db: Kysely<unknown>,
  name: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  await db.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
    .execute();
}
