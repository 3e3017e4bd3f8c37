// The tables, as the newest migration leaves them. docs/storage-schema.md says what each is for and how long it lives.
// Times are UTC milliseconds, ids are text, columns ending in `_json` hold JSON that is validated when it is read.

export interface Schema {
  workspaces: WorkspaceRow;
  people: PersonRow;
  agent_keys: AgentKeyRow;
  connections: ConnectionRow;
  audit_records: AuditRecordRow;
  audit_checkpoints: AuditCheckpointRow;
  body_bases: BodyBaseRow;
  download_tickets: DownloadTicketRow;
  vault_keys: VaultKeyRow;
  vault_reseals: VaultResealRow;
  leases: LeaseRow;
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
}

interface AuditCheckpointRow {
  id: string;
  writer: string;
  at: number;
  /** Every chain's head: `[{workspaceId, writer, seq, mac}]`. */
  heads_json: string;
  prev: string;
  mac: string;
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
