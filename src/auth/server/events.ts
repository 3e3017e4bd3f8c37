import type { AuditEntry, Recorder } from '../../audit/record.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { NewId } from '../../kernel/ids.ts';
import { installation } from '../../store/settings.ts';

export type OAuthEventName =
  | 'oauth_client.registered'
  | 'oauth_client.removed'
  | 'oauth_client.blocked'
  | 'oauth_client.unblocked'
  | 'oauth_client.secret_rotated'
  | 'oauth_consent.given'
  | 'oauth_consent.refused'
  | 'oauth_grant.revoked';

export interface OAuthEvent {
  readonly name: OAuthEventName;
  /** Absent for what concerns the whole installation. */
  readonly workspaceId?: string;
  /** Who did it, or whose it was. */
  readonly userId?: string;
  readonly agentId?: string;
  readonly targets?: readonly string[];
  /** Why. */
  readonly rule?: string;
  readonly outcome?: AuditEntry['outcome'];
}

/** Puts an event of the OAuth server on record; resolves when it is durable. */
export type RecordEvent = (event: OAuthEvent) => Promise<void>;

export function createEvents(parts: {
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly ids: NewId;
}): RecordEvent {
  const { recorder, clock, ids } = parts;
  return ({ name, workspaceId = installation, outcome = 'ok', ...rest }) =>
    recorder.commit({
      kind: 'governance',
      at: clock.now(),
      callId: ids('evt'),
      workspaceId,
      operation: name,
      outcome,
      ...rest,
    });
}
