/** One row of the record (GOVERNANCE §4). Times are UTC milliseconds. */
export type RecordKind = 'intent' | 'outcome' | 'governance';

export interface AuditEntry {
  readonly kind: RecordKind;
  readonly at: number;
  readonly workspaceId: string;
  /** The same for the intent and the outcome of one call. */
  readonly callId: string;
  readonly userId?: string;
  readonly agentId?: string;
  readonly clientName?: string;
  readonly clientVersion?: string;
  readonly transport?: 'http' | 'stdio';
  readonly connectionId?: string;
  /** `group.action`. */
  readonly operation?: string;
  readonly effect?: string;
  readonly apiOperations?: readonly string[];
  /** What the call named: `page:123`, `space:ENG`. */
  readonly targets?: readonly string[];
  /** Names and types of the arguments, never their values. */
  readonly argumentShape?: string;
  /** Keyed digest of the arguments, so that two calls can be compared without keeping them. */
  readonly argumentDigest?: string;
  readonly decision?: 'allow' | 'deny' | 'step_up' | 'approval_required';
  readonly rule?: string;
  readonly policyVersion?: string;
  /** Of the approval that the call used or waits for. */
  readonly approvalId?: string;
  /** The conversation, as the token says. */
  readonly contextId?: string;
  /** `personal`, `shared`, `service`, `ephemeral`. */
  readonly clientKind?: string;
  /** `ok`, or an error code. */
  readonly outcome?: string;
  readonly upstreamStatus?: number;
  /** What Confluence calls the request. */
  readonly upstreamRequestId?: string;
  /** Milliseconds from acceptance to reply. */
  readonly latencyMs?: number;
  /** Milliseconds of it in which a human was waited for. */
  readonly humanWaitMs?: number;
  /** Characters of the arguments as JSON. */
  readonly argumentSize?: number;
  /** Characters of the reply. */
  readonly resultSize?: number;
  /** What was masked in the reply: `email 3`. */
  readonly masked?: readonly string[];
  /** What hooks said: `file-guard allowed`. */
  readonly hooks?: readonly string[];
  readonly traceId?: string;
  /** Of a change of governance: what it is about and what changed, never a secret: `connection wiki`, `state disabled`. */
  readonly details?: readonly string[];
}

/** A stored entry with its place in the writer's keyed chain. */
export interface AuditRecord extends AuditEntry {
  readonly id: string;
  readonly writer: string;
  /** 1, 2, 3 … for each writer and workspace. */
  readonly seq: number;
  readonly prev: string;
  readonly mac: string;
}

/** Where entries go. `append` of an intent resolves when it is durable; of a read's outcome when it is queued. */
export interface Recorder {
  /** Resolves when the entry is committed. */
  commit(entry: AuditEntry): Promise<void>;
  /** Queues the entry for the next group commit; the promise of a failed commit surfaces in `flush` and stops later writes. */
  enqueue(entry: AuditEntry): void;
  /** Waits until everything queued is committed. */
  flush(): Promise<void>;
}
