import type { RecordStreams } from '../audit/streams/record-streams.ts';
import type { AuditValues } from '../audit/values.ts';
import type { Administration } from '../auth/administration/change.ts';
import type { Connections } from '../auth/connections/connections.ts';
import type { Directory } from '../auth/directory.ts';
import type { OAuthAdministration } from '../auth/server/administration.ts';
import type { SignInLinks } from '../auth/sign-in/links.ts';
import type { Upstream } from '../auth/upstream/upstream.ts';
import type { OAuthSettings } from '../config/load-config.ts';
import type { ApprovalDesk } from '../gateway/approvals/decide-approvals.ts';
import type { CallRules } from '../gateway/call-rules.ts';
import type { GovernanceSnapshot } from '../governance/snapshot.ts';
import type { Random } from '../kernel/random.ts';
import type { Operation } from '../operations/operation.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Log } from '../telemetry/log.ts';
import type { Sealer } from '../vault/vault.ts';
import type { VisitorParts } from './visitor.ts';

/** What auditors and whoever keeps the record need. */
export interface AuditAdministration {
  readonly key: Secret;
  /** Where the newest checkpoint is kept outside the database; absent where nothing outlives the process. */
  readonly headFile?: string | undefined;
  readonly values: Pick<AuditValues, 'read'>;
  readonly streams: Pick<RecordStreams, 'seal' | 'secretsOf' | 'test' | 'replay'>;
}

/** What is governed, and how it stands in memory. */
export interface GovernanceAdministration {
  readonly snapshot: GovernanceSnapshot;
  /** Every operation that this Weir offers. */
  readonly catalogue: readonly Operation[];
}

/** What holds for single calls: who answers for them, and the rules that are in memory. */
export interface CallsAdministration {
  readonly desk: ApprovalDesk;
  readonly rules: Pick<CallRules, 'refresh'>;
}

/** What the admin API stands on. */
export interface AdminApiParts extends Administration, Omit<VisitorParts, 'directory'> {
  readonly directory: Directory;
  readonly connections: Connections;
  readonly upstream: Pick<Upstream, 'status' | 'disconnect'>;
  readonly oauth: OAuthAdministration;
  readonly random: Random;
  readonly vault: Pick<Sealer, 'seal'>;
  readonly log: Log;
  /** What the configuration file decides; the rest is in the database. */
  readonly oauthSettings: OAuthSettings;
  /** Whether clients may register themselves where nobody has said anything. */
  readonly registersUnlessSaid: boolean;
  readonly signInLinks: Pick<SignInLinks, 'create'>;
  readonly governance: GovernanceAdministration;
  readonly calls: CallsAdministration;
  readonly audit: AuditAdministration;
}
