// The tables, as the newest migration leaves them. docs/storage-schema.md says what each is for and how long it lives.
// Times are UTC milliseconds, ids are text, columns ending in `_json` hold JSON that is validated when it is read.

import type { Generated } from 'kysely';

export interface Schema {
  workspaces: WorkspaceRow;
  people: PersonRow;
  agent_keys: AgentKeyRow;
  connections: ConnectionRow;
  audit_records: AuditRecordRow;
  audit_checkpoints: AuditCheckpointRow;
  audit_chains: AuditChainRow;
  body_bases: BodyBaseRow;
  download_tickets: DownloadTicketRow;
  vault_keys: VaultKeyRow;
  vault_reseals: VaultResealRow;
  leases: LeaseRow;
  accounts: AccountRow;
  account_identities: AccountIdentityRow;
  account_passwords: AccountPasswordRow;
  account_passkeys: AccountPasskeyRow;
  sign_in_links: SignInLinkRow;
  sign_in_failures: SignInFailureRow;
  browser_sessions: BrowserSessionRow;
  browser_errands: BrowserErrandRow;
  person_roles: PersonRoleRow;
  groups: GroupRow;
  group_members: GroupMemberRow;
  connection_secrets: ConnectionSecretRow;
  connection_publications: ConnectionPublicationRow;
  upstream_grants: UpstreamGrantRow;
  person_connections: PersonConnectionRow;
  connect_links: ConnectLinkRow;
  oauth_records: OauthRecordRow;
  settings: SettingRow;
  shared_secrets: SharedSecretRow;
  revisions: RevisionRow;
  tools: ToolRow;
  toolsets: ToolsetRow;
  access_profiles: AccessProfileRow;
  profile_grants: ProfileGrantRow;
  agents: AgentRow;
  policy_rules: PolicyRuleRow;
  mask_detectors: MaskDetectorRow;
  kill_switches: KillSwitchRow;
  hooks: HookRow;
  call_limits: CallLimitRow;
  limit_usage: LimitUsageRow;
  approvals: ApprovalRow;
  audit_values: AuditValueRow;
  audit_retirements: AuditRetirementRow;
  audit_streams: AuditStreamRow;
  audit_stream_positions: AuditStreamPositionRow;
  audit_dead_letters: AuditDeadLetterRow;
}

interface WorkspaceRow {
  id: string;
  slug: string;
  name: string;
  created_at: number;
}

interface PersonRow {
  workspace_id: string;
  id: string;
  /** Lower case. */
  email: string;
  name: string;
  created_at: number;
  /** Who signs in as this person; null where nobody can yet. */
  account_id: string | null;
  disabled_at: number | null;
  /** `config`: named by the configuration file at the last start; `admin`: added in any other way. */
  origin: Generated<string>;
}

interface AgentKeyRow {
  workspace_id: string;
  id: string;
  /** SHA-256 of the key, hex. The key itself is stored nowhere. */
  key_hash: string;
  person_id: string;
  agent_id: string;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

interface ConnectionRow {
  workspace_id: string;
  id: string;
  slug: string;
  platform: string;
  site: string;
  auth_mode: string;
  settings_json: string;
  created_at: number;
  updated_at: number;
  /** 0 or 1. */
  is_enabled: Generated<number>;
  /** `unverified`, `verified`, `failed`. */
  state: Generated<string>;
  /** What the last test call saw. */
  check_json: string | null;
  /** `config`: written by the configuration file at each start; `admin`: by administrators. */
  origin: Generated<string>;
}

export interface AuditRecordRow {
  workspace_id: string;
  /** Of the process that wrote it. */
  writer: string;
  /** 1, 2, 3 … for each writer and workspace. */
  seq: number;
  /** `mac` of the record before it in the chain, empty for the first. */
  prev: string;
  mac: string;
  id: string;
  kind: string;
  at: number;
  call_id: string;
  user_id: string | null;
  agent_id: string | null;
  client_name: string | null;
  client_version: string | null;
  transport: string | null;
  connection_id: string | null;
  operation: string | null;
  effect: string | null;
  api_operations_json: string | null;
  targets_json: string | null;
  argument_shape: string | null;
  argument_digest: string | null;
  decision: string | null;
  rule: string | null;
  outcome: string | null;
  upstream_status: number | null;
  latency_ms: number | null;
  result_size: number | null;
  policy_version: string | null;
  approval_id: string | null;
  context_id: string | null;
  client_kind: string | null;
  upstream_request_id: string | null;
  human_wait_ms: number | null;
  argument_size: number | null;
  masked_json: string | null;
  hooks_json: string | null;
  trace_id: string | null;
  details_json: string | null;
}

export interface AuditCheckpointRow {
  /** 1, 2, 3 … for the installation. */
  number: number;
  /** Of the process that wrote it. */
  writer: string;
  at: number;
  /** Heads that moved since: `[{workspaceId, writer, seq, mac}]`. */
  heads_json: string;
  /** `mac` of the checkpoint before it, empty for the first. */
  prev: string;
  mac: string;
}

interface AuditChainRow {
  workspace_id: string;
  writer: string;
  /** Of the newest head in a checkpoint. A hint: what is signed stands in the checkpoints. */
  seq: number;
  /** When that checkpoint was written. */
  at: number;
}

interface BodyBaseRow {
  workspace_id: string;
  connection_id: string;
  person_id: string;
  page_id: string;
  etag: string;
  representation: string;
  /** Sealed before it comes here. */
  sealed: Uint8Array;
  /** Bytes of `sealed`. */
  size: number;
  created_at: number;
  expires_at: number;
}

interface DownloadTicketRow {
  /** SHA-256 of the ticket in the address, hex. */
  ticket_hash: string;
  workspace_id: string;
  person_id: string;
  agent_id: string;
  connection_id: string;
  attachment_id: string;
  page_id: string;
  created_at: number;
  expires_at: number;
}

interface VaultKeyRow {
  id: string;
  /** What it seals. The highest generation of a purpose seals, all open. */
  purpose: string;
  generation: number;
  /** Of the master key that wraps it. */
  master_key_id: string;
  /** The data key, encrypted. */
  wrapped: Uint8Array;
  created_at: number;
}

interface VaultResealRow {
  /** `table.column` of what is sealed again. */
  column_name: string;
  /** The data key that everything there shall be under. */
  key_id: string;
  /** Key of the last row that was looked at, null before the first: `[text, …]`. */
  cursor_json: string | null;
  /** Rows. */
  resealed: number;
  /** Rows that could not be opened and were left as they are. */
  unreadable: number;
  started_at: number;
  finished_at: number | null;
}

interface LeaseRow {
  name: string;
  holder: string;
  expires_at: number;
}

interface AccountRow {
  id: string;
  email: string;
  name: string;
  is_operator: number;
  created_at: number;
  disabled_at: number | null;
}

interface AccountIdentityRow {
  issuer: string;
  subject: string;
  account_id: string;
  created_at: number;
  last_used_at: number;
}

interface AccountPasswordRow {
  account_id: string;
  hash: string;
  updated_at: number;
}

interface AccountPasskeyRow {
  credential_id: string;
  account_id: string;
  public_key: Uint8Array;
  counter: number;
  transports_json: string;
  name: string;
  created_at: number;
  last_used_at: number | null;
}

interface SignInLinkRow {
  token_hash: string;
  account_id: string;
  created_at: number;
  expires_at: number;
}

interface SignInFailureRow {
  /** SHA-256 of the address that was entered, or of the network address it came from. */
  key_hash: string;
  /** In a row. */
  failures: number;
  last_failed_at: number;
  /** 0 where it is not locked. */
  locked_until: number;
}

interface BrowserSessionRow {
  id_hash: string;
  account_id: string;
  method: string;
  signed_in_at: number;
  last_seen_at: number;
  expires_at: number;
}

interface BrowserErrandRow {
  state_hash: string;
  purpose: string;
  browser_hash: string;
  sealed: Uint8Array;
  created_at: number;
  expires_at: number;
}

interface PersonRoleRow {
  workspace_id: string;
  person_id: string;
  role: string;
  created_at: number;
}

interface GroupRow {
  workspace_id: string;
  id: string;
  name: string;
  claim_value: string | null;
  created_at: number;
}

interface GroupMemberRow {
  workspace_id: string;
  group_id: string;
  person_id: string;
  source: string;
  created_at: number;
}

interface ConnectionSecretRow {
  workspace_id: string;
  connection_id: string;
  name: string;
  sealed: Uint8Array;
  expires_at: number | null;
  updated_at: number;
}

interface ConnectionPublicationRow {
  workspace_id: string;
  connection_id: string;
  to_workspace_id: string;
  is_enabled: number;
  allows_all_agents: number;
  created_at: number;
}

interface UpstreamGrantRow {
  id: string;
  app_key: string;
  account_id: string;
  account_name: string;
  account_email: string | null;
  kind: string;
  state: string;
  reason: string | null;
  scopes_json: string;
  sites_json: string;
  generation: number;
  access_sealed: Uint8Array | null;
  access_expires_at: number | null;
  refresh_sealed: Uint8Array | null;
  expires_at: number | null;
  lease_holder: string | null;
  lease_expires_at: number | null;
  created_at: number;
  updated_at: number;
}

interface PersonConnectionRow {
  workspace_id: string;
  person_id: string;
  connection_id: string;
  grant_id: string;
  cloud_id: string | null;
  created_at: number;
}

interface ConnectLinkRow {
  workspace_id: string;
  id: string;
  person_id: string;
  connection_id: string;
  agent_id: string;
  client_name: string | null;
  created_at: number;
  expires_at: number;
  completed_at: number | null;
  /** How often a waiting call came back: each answer to it is good once. */
  rounds: number;
}

interface OauthRecordRow {
  model: string;
  id_hash: string;
  payload_json: string;
  sealed: Uint8Array | null;
  grant_hash: string | null;
  uid_hash: string | null;
  client_id: string | null;
  account_id: string | null;
  created_at: number;
  consumed_at: number | null;
  expires_at: number | null;
}

interface SettingRow {
  scope: string;
  name: string;
  value_json: string;
  updated_at: number;
}

interface SharedSecretRow {
  name: string;
  sealed: Uint8Array;
  created_at: number;
}

interface RevisionRow {
  name: string;
  number: number;
}

interface ToolRow {
  workspace_id: string;
  connection_id: string;
  operation_id: string;
  state: string;
  action: string;
  risk: string;
  definition_json: string;
  definition_hash: string;
  approved_json: string | null;
  approved_hash: string | null;
  /** Of all definitions of the connection when it was approved. */
  approved_set_hash: string | null;
  renamed_from: string | null;
  decided_by: string | null;
  decided_at: number | null;
  discovered_at: number;
  updated_at: number;
}

interface ToolsetRow {
  workspace_id: string;
  id: string;
  slug: string;
  name: string;
  tools_json: string;
  created_at: number;
  updated_at: number;
}

interface AccessProfileRow {
  workspace_id: string;
  id: string;
  slug: string;
  name: string;
  body_json: string;
  created_at: number;
  updated_at: number;
}

interface ProfileGrantRow {
  workspace_id: string;
  id: string;
  profile_id: string;
  person_id: string;
  state: string;
  reason: string | null;
  requested_at: number;
  decided_by: string | null;
  decided_at: number | null;
  expires_at: number | null;
}

interface AgentRow {
  workspace_id: string;
  id: string;
  name: string;
  kind: string;
  state: string;
  origin: string;
  owner_id: string | null;
  lifecycle_json: string;
  first_seen_at: number;
  last_used_at: number | null;
  closed_at: number | null;
  updated_at: number;
}

interface PolicyRuleRow {
  workspace_id: string;
  id: string;
  slug: string;
  name: string;
  priority: number;
  is_enabled: number;
  body_json: string;
  created_at: number;
  updated_at: number;
}

interface MaskDetectorRow {
  workspace_id: string;
  id: string;
  slug: string;
  name: string;
  expression: string;
  created_at: number;
  updated_at: number;
}

interface KillSwitchRow {
  workspace_id: string;
  id: string;
  kind: string;
  subject: string;
  reason: string | null;
  set_by: string | null;
  set_at: number;
}

interface HookRow {
  workspace_id: string;
  id: string;
  slug: string;
  name: string;
  priority: number;
  is_enabled: number;
  body_json: string;
  secret_sealed: Uint8Array | null;
  created_at: number;
  updated_at: number;
}

interface CallLimitRow {
  workspace_id: string;
  id: string;
  subject_kind: string;
  subject: string;
  measure: string;
  amount: number;
  updated_at: number;
}

interface LimitUsageRow {
  workspace_id: string;
  counter: string;
  window_start: number;
  used: number;
  expires_at: number;
}

interface ApprovalRow {
  workspace_id: string;
  id: string;
  person_id: string;
  agent_id: string;
  connection_id: string;
  operation_id: string;
  argument_digest: string;
  policy_version: string;
  rule_id: string;
  approver_json: string;
  preview_sealed: Uint8Array | null;
  state: string;
  call_id: string;
  decided_by: string | null;
  decided_at: number | null;
  used_at: number | null;
  created_at: number;
  expires_at: number;
}

interface AuditValueRow {
  workspace_id: string;
  call_id: string;
  sealed: Uint8Array;
  created_at: number;
  expires_at: number;
}

interface AuditRetirementRow {
  workspace_id: string;
  writer: string;
  seq: number;
  head: string;
  at: number;
  mac: string;
}

interface AuditStreamRow {
  workspace_id: string;
  id: string;
  slug: string;
  name: string;
  url: string;
  secret_sealed: Uint8Array | null;
  is_enabled: number;
  state_json: string;
  created_at: number;
  updated_at: number;
}

interface AuditStreamPositionRow {
  workspace_id: string;
  stream_id: string;
  writer: string;
  seq: number;
  updated_at: number;
}

interface AuditDeadLetterRow {
  workspace_id: string;
  stream_id: string;
  id: string;
  writer: string;
  from_seq: number;
  to_seq: number;
  reason: string;
  attempts: number;
  at: number;
}
