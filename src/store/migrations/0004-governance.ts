import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialectal } from './column-types.ts';

/** What may be used, by whom, under which rules; approvals and limits of calls; what is kept and sent on of the record. */
export function governance({ integer, bytes, table }: Dialectal): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await table(db, 'tools')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('connection_id', 'text', (column) => column.notNull())
        .addColumn('operation_id', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('risk', 'text', (column) => column.notNull())
        .addColumn('definition_json', 'text', (column) => column.notNull())
        .addColumn('definition_hash', 'text', (column) => column.notNull())
        .addColumn('approved_json', 'text')
        .addColumn('approved_hash', 'text')
        .addColumn('approved_set_hash', 'text')
        .addColumn('renamed_from', 'text')
        .addColumn('decided_by', 'text')
        .addColumn('decided_at', integer)
        .addColumn('discovered_at', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('tools_pk', ['workspace_id', 'connection_id', 'operation_id'])
        .execute();

      await table(db, 'toolsets')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('slug', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('tools_json', 'text', (column) => column.notNull())
        .addColumn('created_at', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('toolsets_pk', ['workspace_id', 'id'])
        .addUniqueConstraint('toolsets_slug', ['workspace_id', 'slug'])
        .execute();

      await table(db, 'access_profiles')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('slug', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('body_json', 'text', (column) => column.notNull())
        .addColumn('created_at', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('access_profiles_pk', ['workspace_id', 'id'])
        .addUniqueConstraint('access_profiles_slug', ['workspace_id', 'slug'])
        .execute();

      await table(db, 'profile_grants')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('profile_id', 'text', (column) => column.notNull())
        .addColumn('person_id', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('reason', 'text')
        .addColumn('requested_at', integer, (column) => column.notNull())
        .addColumn('decided_by', 'text')
        .addColumn('decided_at', integer)
        .addColumn('expires_at', integer)
        .addPrimaryKeyConstraint('profile_grants_pk', ['workspace_id', 'id'])
        .execute();
      await db.schema
        .createIndex('profile_grants_by_person_id')
        .on('profile_grants')
        .columns(['workspace_id', 'person_id'])
        .execute();
      await db.schema
        .createIndex('profile_grants_by_state')
        .on('profile_grants')
        .columns(['workspace_id', 'state'])
        .execute();

      await table(db, 'agents')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('origin', 'text', (column) => column.notNull())
        .addColumn('owner_id', 'text')
        .addColumn('lifecycle_json', 'text', (column) => column.notNull())
        .addColumn('first_seen_at', integer, (column) => column.notNull())
        .addColumn('last_used_at', integer)
        .addColumn('closed_at', integer)
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('agents_pk', ['workspace_id', 'id'])
        .execute();

      await table(db, 'policy_rules')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('slug', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('priority', integer, (column) => column.notNull())
        .addColumn('is_enabled', integer, (column) => column.notNull())
        .addColumn('body_json', 'text', (column) => column.notNull())
        .addColumn('created_at', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('policy_rules_pk', ['workspace_id', 'id'])
        .addUniqueConstraint('policy_rules_slug', ['workspace_id', 'slug'])
        .execute();

      await table(db, 'mask_detectors')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('slug', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('expression', 'text', (column) => column.notNull())
        .addColumn('created_at', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('mask_detectors_pk', ['workspace_id', 'id'])
        .addUniqueConstraint('mask_detectors_slug', ['workspace_id', 'slug'])
        .execute();

      await table(db, 'kill_switches')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('reason', 'text')
        .addColumn('set_by', 'text')
        .addColumn('set_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('kill_switches_pk', ['workspace_id', 'id'])
        .addUniqueConstraint('kill_switches_subject', ['workspace_id', 'kind', 'subject'])
        .execute();

      await table(db, 'hooks')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('slug', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('priority', integer, (column) => column.notNull())
        .addColumn('is_enabled', integer, (column) => column.notNull())
        .addColumn('body_json', 'text', (column) => column.notNull())
        .addColumn('secret_sealed', bytes)
        .addColumn('created_at', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('hooks_pk', ['workspace_id', 'id'])
        .addUniqueConstraint('hooks_slug', ['workspace_id', 'slug'])
        .execute();

      await table(db, 'call_limits')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('subject_kind', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('measure', 'text', (column) => column.notNull())
        .addColumn('amount', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('call_limits_pk', ['workspace_id', 'id'])
        .addUniqueConstraint('call_limits_measure', ['workspace_id', 'subject_kind', 'subject', 'measure'])
        .execute();

      await table(db, 'limit_usage')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('counter', 'text', (column) => column.notNull())
        .addColumn('window_start', integer, (column) => column.notNull())
        .addColumn('used', integer, (column) => column.notNull())
        .addColumn('expires_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('limit_usage_pk', ['workspace_id', 'counter', 'window_start'])
        .execute();
      await db.schema
        .createIndex('limit_usage_by_expires_at')
        .on('limit_usage')
        .columns(['expires_at'])
        .execute();

      await table(db, 'approvals')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('person_id', 'text', (column) => column.notNull())
        .addColumn('agent_id', 'text', (column) => column.notNull())
        .addColumn('connection_id', 'text', (column) => column.notNull())
        .addColumn('operation_id', 'text', (column) => column.notNull())
        .addColumn('argument_digest', 'text', (column) => column.notNull())
        .addColumn('policy_version', 'text', (column) => column.notNull())
        .addColumn('rule_id', 'text', (column) => column.notNull())
        .addColumn('approver_json', 'text', (column) => column.notNull())
        .addColumn('preview_sealed', bytes)
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('call_id', 'text', (column) => column.notNull())
        .addColumn('decided_by', 'text')
        .addColumn('decided_at', integer)
        .addColumn('used_at', integer)
        .addColumn('created_at', integer, (column) => column.notNull())
        .addColumn('expires_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('approvals_pk', ['workspace_id', 'id'])
        .execute();
      await db.schema
        .createIndex('approvals_by_argument_digest')
        .on('approvals')
        .columns(['workspace_id', 'argument_digest'])
        .execute();
      await db.schema
        .createIndex('approvals_by_created_at')
        .on('approvals')
        .columns(['workspace_id', 'state', 'created_at'])
        .execute();
      await db.schema
        .createIndex('approvals_by_expires_at')
        .on('approvals')
        .columns(['expires_at'])
        .execute();

      await table(db, 'audit_values')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('call_id', 'text', (column) => column.notNull())
        .addColumn('sealed', bytes, (column) => column.notNull())
        .addColumn('created_at', integer, (column) => column.notNull())
        .addColumn('expires_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('audit_values_pk', ['workspace_id', 'call_id'])
        .execute();
      await db.schema
        .createIndex('audit_values_by_expires_at')
        .on('audit_values')
        .columns(['expires_at'])
        .execute();

      await table(db, 'audit_retirements')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('writer', 'text', (column) => column.notNull())
        .addColumn('seq', integer, (column) => column.notNull())
        .addColumn('head', 'text', (column) => column.notNull())
        .addColumn('at', integer, (column) => column.notNull())
        .addColumn('mac', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('audit_retirements_pk', ['workspace_id', 'writer'])
        .execute();

      await table(db, 'audit_streams')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('slug', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('url', 'text', (column) => column.notNull())
        .addColumn('secret_sealed', bytes)
        .addColumn('is_enabled', integer, (column) => column.notNull())
        .addColumn('state_json', 'text', (column) => column.notNull())
        .addColumn('created_at', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('audit_streams_pk', ['workspace_id', 'id'])
        .addUniqueConstraint('audit_streams_slug', ['workspace_id', 'slug'])
        .execute();

      await table(db, 'audit_stream_positions')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('stream_id', 'text', (column) => column.notNull())
        .addColumn('writer', 'text', (column) => column.notNull())
        .addColumn('seq', integer, (column) => column.notNull())
        .addColumn('updated_at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('audit_stream_positions_pk', ['workspace_id', 'stream_id', 'writer'])
        .execute();

      await table(db, 'audit_dead_letters')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('stream_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('writer', 'text', (column) => column.notNull())
        .addColumn('from_seq', integer, (column) => column.notNull())
        .addColumn('to_seq', integer, (column) => column.notNull())
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('attempts', integer, (column) => column.notNull())
        .addColumn('at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('audit_dead_letters_pk', ['workspace_id', 'stream_id', 'id'])
        .execute();

      // Nothing has written checkpoints so far; from here on they are one numbered chain.
      await db.schema.dropTable('audit_checkpoints').execute();
      await table(db, 'audit_checkpoints')
        .addColumn('number', integer, (column) => column.primaryKey().notNull())
        .addColumn('writer', 'text', (column) => column.notNull())
        .addColumn('at', integer, (column) => column.notNull())
        .addColumn('heads_json', 'text', (column) => column.notNull())
        .addColumn('prev', 'text', (column) => column.notNull())
        .addColumn('mac', 'text', (column) => column.notNull())
        .execute();

      await table(db, 'audit_chains')
        .addColumn('workspace_id', 'text', (column) => column.notNull())
        .addColumn('writer', 'text', (column) => column.notNull())
        .addColumn('seq', integer, (column) => column.notNull())
        .addColumn('at', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('audit_chains_pk', ['workspace_id', 'writer'])
        .execute();
      await db.schema
        .createIndex('audit_chains_by_time')
        .on('audit_chains')
        .columns(['workspace_id', 'at'])
        .execute();

      // With its order, so that SQLite does not take the index by time for it.
      await db.schema.dropIndex('audit_records_by_call').execute();
      await db.schema
        .createIndex('audit_records_by_call')
        .on('audit_records')
        .columns(['workspace_id', 'call_id', 'at', 'id'])
        .execute();
      // The explorer's filters. What went well is nearly everything, which the index by time serves.
      await db.schema
        .createIndex('audit_records_by_agent')
        .on('audit_records')
        .columns(['workspace_id', 'agent_id', 'at', 'id'])
        .execute();
      await db.schema
        .createIndex('audit_records_by_failure')
        .on('audit_records')
        .columns(['workspace_id', 'outcome', 'at', 'id'])
        .where(sql.ref('outcome'), '<>', sql.lit('ok'))
        .execute();

      const record = db.schema.alterTable('audit_records');
      await record.addColumn('policy_version', 'text').execute();
      await record.addColumn('approval_id', 'text').execute();
      await record.addColumn('context_id', 'text').execute();
      await record.addColumn('client_kind', 'text').execute();
      await record.addColumn('upstream_request_id', 'text').execute();
      await record.addColumn('human_wait_ms', integer).execute();
      await record.addColumn('argument_size', integer).execute();
      await record.addColumn('masked_json', 'text').execute();
      await record.addColumn('hooks_json', 'text').execute();
      await record.addColumn('trace_id', 'text').execute();
      await record.addColumn('details_json', 'text').execute();
    },
  };
}
