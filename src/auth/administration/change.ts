import type { Recorder } from '../../audit/record.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Executor, Store } from '../../store/open-store.ts';
import { bumpRevision, type RevisionName } from '../../store/revisions.ts';
import type { Directory } from '../directory.ts';

/** What every change of workspaces, people, roles and connections needs. */
export interface Administration {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly directory: Pick<Directory, 'refresh'>;
  readonly ids: NewId;
}

/** Who makes a change, for the record. */
export interface Actor {
  /** Their person in the workspace; their account where an operator is no member; `system` for the configuration file. */
  readonly userId: string;
  /** Absent for a browser. */
  readonly agentId?: string;
}

/** Weir itself: the configuration file, and what calls showed. */
export const systemActor: Actor = { userId: 'system' };

/** A change of governance as the record tells it. No value of a setting, and no secret, is ever part of it. */
export interface GovernanceEvent {
  readonly workspaceId: string;
  /** `thing.past_verb`. */
  readonly operation: string;
  /** `person:usr_…`, `group:grp_…`. */
  readonly targets?: readonly string[];
  readonly connectionId?: string;
  /** What changed: `state approved`. */
  readonly details?: readonly string[];
}

export interface Change {
  readonly tx: Executor;
  /** By the clock of the database. */
  readonly now: number;
  /** Puts an event on record once the change is committed. */
  readonly note: (event: GovernanceEvent) => void;
}

/** A change of the directory: workspaces, people, roles, groups, connections. */
export function change<T>(
  { directory, ...parts }: Administration,
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return recordedChange(
    { ...parts, revisions: ['directory'], refresh: () => directory.refresh() },
    actor,
    work,
  );
}

/**
 * One change in one transaction, on record when it is committed, and known to this process when this returns. Changes are
 * made one after another on all replicas (the revision's row is the lock), so that what was checked inside still holds when
 * it commits. Raises `internal` where the change was made and could not be put on record.
 */
export async function recordedChange<T>(
  parts: Pick<Administration, 'store' | 'recorder' | 'ids'> & {
    /** What processes have to read again; always in the same order, so that two changes never wait for each other. */
    readonly revisions: readonly RevisionName[];
    readonly refresh: () => Promise<void>;
  },
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const { store, recorder, ids, revisions, refresh } = parts;
  const now = await store.now();
  const events: GovernanceEvent[] = [];
  const done = await store.db.transaction().execute(async (tx) => {
    for (const name of revisions) await bumpRevision(tx, name);
    return work({ tx, now, note: (event) => events.push(event) });
  });
  const recording = Promise.all(
    events.map((event) =>
      recorder.commit({
        kind: 'governance',
        at: now,
        callId: ids('call'),
        ...actor,
        ...event,
        outcome: 'ok',
      }),
    ),
  );
  // The change is made; where this look fails, the next one sees it or tells.
  await refresh().catch(() => undefined);
  await recording.catch((cause: unknown) => {
    throw new AppError('internal', 'The change was made, but it could not be put on record.', {
      nextStep: 'Do not repeat it. An administrator finds the cause in the log.',
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  });
  return done;
}
